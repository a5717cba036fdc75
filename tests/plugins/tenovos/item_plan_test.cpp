// What is created for an item, and its metadata in every documented form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/tenovos/item_plan.hpp"

namespace ingot::tenovos {
namespace {

using ::testing::HasSubstr;

constexpr char kUuid[] = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
constexpr char kTemplateContext[] =
    R"({"user_id":"u","template":{"template":{"metadataGroups":[{"metadataAttributes":[
  {"id":"a-title","name":"Title","type":"text","length":5},
  {"id":"a-must","name":"Must","type":"text","required":true},
  {"id":"a-ro","name":"Locked","type":"text","readonly":true},
  {"id":"a-use","name":"Usage","type":"controlledVocabulary","controlledVocabularyId":"v"},
  {"id":"a-tags","name":"Tags","type":"controlledVocabulary","controlledVocabularyId":"v","isMultipleSelect":true},
  {"id":"a-day","name":"Expires","type":"date","dateFormat":"dd.MM.yyyy"}]}]}},
  "vocabularies":{"v":{"metadata":{"values":[{"valueId":"id-a","valueName":"Alpha"},{"valueId":"id-b","valueName":"Beta"}]}}}})";

Config config_with(const std::string& metadata, const std::string& more = {}) {
  const auto config = parse_config(
      R"({"api_key":{"$secret":"api_key"},"username":"u","password":{"$secret":"password"},"metadata_template_id":"t",)"
      R"("security_template_ids":["s"],"metadata":)" +
      metadata + more + "}");
  EXPECT_TRUE(config) << config.problem();
  return *config;
}

Item a_file(const std::string& fields = {}) {
  Item item;
  item.key = "2027/a.jpg";
  item.name = "a.jpg";
  item.size = 10;
  if (!fields.empty()) item.fields = "{\"fields\":" + fields + "}";
  return item;
}

std::string metadata_of(const std::string& metadata, const std::string& fields,
                        const char* context = "") {
  const auto plan = plan_item(config_with(metadata), read_context(context), a_file(fields));
  return plan ? plan->metadata : "problem: " + plan.problem();
}

TEST(TenovosMetadata, every_documented_form_comes_out) {
  const std::string value = "\"metadataDefinitionValue\":";
  for (
      const auto& [metadata, fields, expected] :
      {std::tuple{R"({"d":"F"})", R"({"F":"Photo \"x\""})",
                  "{\"metadataDefinitionId\":\"d\"," + value + R"("Photo \"x\""})"},
       std::tuple{R"({"d":{"field":"F","kind":"date"}})", R"({"F":"2021-02-10"})",
                  "{\"metadataDefinitionId\":\"d\"," + value + "\"02/10/2021\"}"},
       std::tuple{R"({"d":{"field":"F","kind":"vocabulary","values":{"RF":"id-1"}}})",
                  R"({"F":"RF"})",
                  "{\"metadataDefinitionId\":\"d\"," + value + R"({"valueId":"id-1"}})"},
       std::tuple{
           R"({"d":{"field":"F","kind":"multi_select","values":{"A":"1","B":"2"}}})",
           R"({"F":["A","B"]})",
           "{\"metadataDefinitionId\":\"d\"," + value + R"([{"valueId":"1"},{"valueId":"2"}]})"},
       std::tuple{
           R"({"d":{"levels":[{"id":"l1","field":"R","values":{"EU":"1"}},{"id":"l2","field":"C","values":{"FR":"2"}}]}})",
           R"({"R":"EU","C":"FR"})",
           "{\"metadataDefinitionId\":\"d\"," + value + "[{\"metadataDefinitionId\":\"l1\"," +
               value + "{\"valueId\":\"1\"}},{\"metadataDefinitionId\":\"l2\"," + value +
               "{\"valueId\":\"2\"}}]}"}}) {
    EXPECT_EQ(metadata_of(metadata, fields), "[" + expected + "]") << metadata;
  }
}

TEST(TenovosMetadata, a_table_has_a_row_for_each_value_and_empty_cells_where_one_is_missing) {
  EXPECT_EQ(
      metadata_of(
          R"({"t":{"columns":[{"id":"c1","field":"A"},{"id":"c2","field":"B","kind":"date"}]}})",
          R"({"A":["x","y"],"B":["2021-02-10"]})"),
      R"([{"metadataDefinitionId":"t","metadataDefinitionTableValue":[)"
      R"([{"metadataDefinitionId":"c1","metadataDefinitionValue":"x"},{"metadataDefinitionId":"c2","metadataDefinitionValue":"02/10/2021"}],)"
      R"([{"metadataDefinitionId":"c1","metadataDefinitionValue":"y"},{"metadataDefinitionId":"c2"}]]}])");
}

TEST(TenovosMetadata, a_cascade_may_stand_in_a_cell) {
  const std::string json = metadata_of(
      R"({"t":{"columns":[{"id":"c","levels":[{"id":"l","field":"A","values":{"x":"1","y":"2"}}]}]}})",
      R"({"A":["x","y"]})");
  EXPECT_EQ(
      json,
      R"([{"metadataDefinitionId":"t","metadataDefinitionTableValue":[)"
      R"([{"metadataDefinitionId":"c","metadataDefinitionValue":[{"metadataDefinitionId":"l","metadataDefinitionValue":{"valueId":"1"}}]}],)"
      R"([{"metadataDefinitionId":"c","metadataDefinitionValue":[{"metadataDefinitionId":"l","metadataDefinitionValue":{"valueId":"2"}}]}]]}])");
}

TEST(TenovosMetadata, what_has_no_value_is_left_out) {
  EXPECT_EQ(
      metadata_of(
          R"({"a":"F","b":{"columns":[{"id":"c","field":"F"}]},"d":{"levels":[{"id":"l","field":"F"}]}})",
          R"({"F":""})"),
      "[]");
  EXPECT_EQ(metadata_of("{}", R"({"F":"x"})"), "[]");
}

TEST(TenovosMetadata, the_template_gives_ids_kinds_and_formats) {
  EXPECT_EQ(
      metadata_of(R"({"must":"M","usage":"U","Tags":"T","a-day":"D"})",
                  R"({"M":"m","U":"alpha","T":["id-b","Alpha"],"D":"2027-01-31T08:00:00Z"})",
                  kTemplateContext),
      R"([{"metadataDefinitionId":"a-tags","metadataDefinitionValue":[{"valueId":"id-b"},{"valueId":"id-a"}]},)"
      R"({"metadataDefinitionId":"a-day","metadataDefinitionValue":"31.01.2027"},)"
      R"({"metadataDefinitionId":"a-must","metadataDefinitionValue":"m"},)"
      R"({"metadataDefinitionId":"a-use","metadataDefinitionValue":{"valueId":"id-a"}}])");
}

TEST(TenovosMetadata, says_all_that_is_wrong_at_once) {
  const std::string problem = metadata_of(
      R"({"Titel":"A","Title":"B","Usage":"C","Locked":"D","Expires":"E","Tags":{"field":"F","kind":"text"}})",
      R"({"A":"x","B":"too long","C":["Alpah"],"D":"x","E":"31/31/2027","F":"x"})",
      kTemplateContext);
  for (const char* part :
       {"the template has no attribute `Titel`; did you mean `Title`?",
        "takes 5 characters, field `B` has 8", "has no value `Alpah`; did you mean `Alpha`?",
        "attribute `Locked` is read-only", "field `E`: `31/31/2027` is no date",
        "attribute `Tags` is of type controlledVocabulary",
        "attribute `Must` is required by the template and has no value", "; "}) {
    EXPECT_THAT(problem, HasSubstr(part));
  }
}

TEST(TenovosMetadata, one_value_is_not_a_list_and_one_attribute_not_two) {
  const std::string list = R"({"F":["a","b"]})";
  EXPECT_THAT(metadata_of(R"({"d":{"field":"F","kind":"text"}})", list),
              HasSubstr("takes one value"));
  EXPECT_THAT(metadata_of("{\"" + std::string(kUuid) + "\":\"F\"}", list, R"({"user_id":"u"})"),
              HasSubstr("takes one value"));
  // Offline, the template may yet make a list of it.
  EXPECT_THAT(metadata_of(R"({"d":"F"})", list), ::testing::Not(HasSubstr("problem")));
  EXPECT_THAT(metadata_of(R"({"a-must":"F","Must":"F"})", R"({"F":"x"})", kTemplateContext),
              HasSubstr("given twice"));
}

TEST(TenovosMetadata, value_ids_are_judged_only_by_those_who_can_know) {
  const std::string metadata =
      "{\"" + std::string(kUuid) + R"(":{"field":"F","kind":"vocabulary"}})";
  EXPECT_THAT(metadata_of(metadata, R"({"F":"Alpha"})"), HasSubstr("Alpha"));  // offline
  EXPECT_THAT(metadata_of(metadata, R"({"F":"Alpha"})", R"({"user_id":"u"})"),
              HasSubstr("is no value id"));
  EXPECT_THAT(metadata_of(metadata, "{\"F\":\"" + std::string(kUuid) + "\"}", R"({"user_id":"u"})"),
              HasSubstr("{\"valueId\":\"" + std::string(kUuid)));
}

TEST(TenovosMetadata, names_need_a_template_that_can_be_read) {
  EXPECT_THAT(metadata_of(R"({"Title":"F"})", R"({"F":"x"})", R"({"user_id":"u"})"),
              HasSubstr("`Title` is no definition id"));
  EXPECT_THAT(metadata_of(R"({"Title":"F"})", R"({"F":"x"})"),
              ::testing::Not(HasSubstr("problem")));  // offline
}

TEST(TenovosItemPlan, decides_between_bytes_a_record_and_a_federated_file) {
  const Config plain = config_with("{}"), only = config_with("{}", R"(,"metadata_only":true)"),
               federated = config_with("{}", R"(,"federated":{})");
  Item record = a_file(), address = a_file(), file = a_file();
  record.has_bytes = address.has_bytes = false;
  record.size = address.size = 0;
  address.key = "s3://bucket/a.jpg";
  const Context nothing;
  EXPECT_EQ(plan_item(plain, nothing, file)->mode, Mode::upload);
  EXPECT_EQ(plan_item(plain, nothing, record)->mode, Mode::metadata_only);
  EXPECT_EQ(plan_item(plain, nothing, address)->content_path, "s3://bucket/a.jpg");
  EXPECT_EQ(plan_item(only, nothing, file)->mode, Mode::metadata_only);
  EXPECT_THAT(plan_item(federated, nothing, file).problem(), HasSubstr("content_path is empty"));
  for (const char* path :
       {"s3://", "s3://bucket", "s3://bucket/", "s3:///key", "http://bucket/key"}) {
    file.fields = std::string(R"({"config":{"federated":{"content_path":")") + path + "\"}}}";
    EXPECT_THAT(plan_item(federated, nothing, file).problem(), HasSubstr("is not s3://BUCKET/KEY"))
        << path;
  }
}

TEST(TenovosItemPlan, sizes_have_bounds) {
  const Config config = config_with("{}");
  Item item = a_file();
  for (const auto& [size, is_fine] :
       {std::pair{std::uint64_t{0}, false}, std::pair{std::uint64_t{1}, true},
        std::pair{kSingleMax, true}, std::pair{kSingleMax + 1, false}}) {
    item.size = size;
    EXPECT_EQ(static_cast<bool>(plan_item(config, Context(), item)), is_fine) << size;
  }
}

TEST(TenovosItemPlan, names_and_versions_may_be_given_for_each_item) {
  Item item = a_file();
  item.fields = R"({"config":{"filename":"new name.jpg","original_file_id":"f-1"}})";
  item.remote_id = "o";
  item.meta = R"({"original_file_id":"f-2"})";
  const auto plan = plan_item(config_with("{}"), Context(), item);
  EXPECT_EQ(plan->filename, "new name.jpg");
  EXPECT_EQ(plan->original_file_id, "f-1");
  item.fields = R"({"config":{"filename":"","original_file_id":""}})";
  EXPECT_EQ(plan_item(config_with("{}"), Context(), item)->original_file_id, "f-2");
  EXPECT_EQ(plan_item(config_with("{}"), Context(), item)->filename, "a.jpg");
  item.meta = R"({"unfinished":{"original_file_id":"f-3"}})";  // nobody could take it back
  EXPECT_EQ(plan_item(config_with("{}"), Context(), item)->original_file_id, "");
  item.meta = R"({"original_file_id":"f-2"})";
  item.remote_id.clear();  // what is told without an asset is of an attempt that was taken back
  EXPECT_EQ(plan_item(config_with("{}"), Context(), item)->original_file_id, "");
}

}  // namespace
}  // namespace ingot::tenovos
