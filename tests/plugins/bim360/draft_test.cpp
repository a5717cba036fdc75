// Every type rule of a row, one by one and all together.
#include <gtest/gtest.h>

#include "plugins/bim360/draft.hpp"

namespace ingot::bim360 {
namespace {

const char kSettings[] = R"({
  "categories":[{"id":"1","name":"ROOT"},{"id":"40","name":"MEP","parentId":"1"},
    {"id":"42","name":"Pumps","parentId":"40"},{"id":"50","name":"Spare","parentId":"1"},
    {"id":"51","name":"Pumps","parentId":"50"},{"id":"60","name":"Old","parentId":"1","isActive":false}],
  "assignments":[{"categoryId":"42","statusStepSetId":"s"}],
  "sets":[{"id":"s","values":[{"id":"st-1","label":"Specified"},{"id":"st-2","label":"Gone","isActive":false}]},
    {"id":"d","isDefault":true,"values":[{"id":"st-9","label":"New"}]}],
  "attributes":{
    "ca1":{"name":"ca1","displayName":"Serial","dataType":"text","maxLengthOnIngress":5},
    "ca2":{"name":"ca2","displayName":"Flow","dataType":"numeric","requiredOnIngress":true},
    "ca3":{"name":"ca3","displayName":"Mode","dataType":"text","requiredOnIngress":true,"defaultValue":"auto"},
    "ca9":{"name":"ca9","displayName":"Foreign","dataType":"text"}},
  "attributes_of":{"42":["ca1","ca2","ca3"]},
  "locations":[{"id":"l-0","name":"Project"},{"id":"l-1","name":"Level 1","parentId":"l-0"}]})";

Config config(KeyKind kind = KeyKind::client_asset_id) {
  Config result;
  result.key_kind = kind;
  result.attributes = {{"Serial", "Serial no"}, {"ca2", "Flow"}};
  return result;
}

Item row(const std::string& fields) {
  Item item;
  item.has_bytes = false;
  item.key = "P-1";
  item.fields = fields;
  return item;
}

Parsed<Draft> draft(const std::string& fields, const Config& with = config()) {
  return read_draft(row(fields), with, Settings::read(kSettings));
}

Attribute attribute(const std::string& type) {
  Attribute result;
  result.type = type;
  result.max_length = 3;
  result.values = {{"v-1", "Acme", "", true}, {"v-2", "Bolt", "", true}, {"v-3", "Old", "", false}};
  return result;
}

TEST(Bim360Draft, becomes_the_documented_body) {
  const auto made = draft(
      R"({"config":{"category":"MEP > Pumps","status":"Specified","description":"d","location":"Level 1","barcode":"B"},
          "fields":{"Serial no":"S1","Flow":6.5}})");
  ASSERT_TRUE(made) << made.problem();
  EXPECT_EQ(made->body,
            R"({"clientAssetId":"P-1","categoryId":"42","statusId":"st-1","description":"d",)"
            R"("locationId":"l-1","barcode":"B","customAttributes":{"ca1":"S1","ca2":"6.5"}})");
  EXPECT_EQ(made->key, "P-1");
}

TEST(Bim360Draft, tells_all_problems_of_a_row_at_once) {
  const auto made = draft(
      R"({"config":{"category":"42","status":"Gone","location":"Level 9","client_asset_id":""},
          "fields":{"Serial no":"too long","Foreign":"x"}})");
  ASSERT_FALSE(made);
  for (const char* problem :
       {"status `Gone` is deactivated", "no location `Level 9`; did you mean `Level 1`?",
        "custom attribute `Serial`: longer than 5 characters",
        "custom attribute `Foreign` is not one of the category's",
        "custom attribute `Flow` is required"}) {
    EXPECT_NE(made.problem().find(problem), std::string::npos) << made.problem();
  }
  EXPECT_EQ(made.problem().find("Mode"), std::string::npos) << "a default fills it";
}

TEST(Bim360Draft, resolves_categories_by_id_name_and_path) {
  const Settings settings = Settings::read(kSettings);
  for (const auto& [wanted, id] : {std::pair{"42", "42"}, std::pair{"MEP > Pumps", "42"},
                                   std::pair{"ROOT>Spare>pumps", "51"}, std::pair{"mep", "40"}}) {
    const auto found = settings.find_category(wanted);
    ASSERT_TRUE(found) << found.problem();
    EXPECT_EQ(*found, id);
  }
  EXPECT_EQ(settings.find_category("Pumps").problem(),
            "category `Pumps` is ambiguous: ROOT > MEP > Pumps, ROOT > Spare > Pumps; give more of "
            "the path, or the id");
  EXPECT_EQ(settings.find_category("Old").problem(), "category `Old` is deactivated");
  EXPECT_EQ(settings.find_category("Pumsp").problem(),
            "no category `Pumsp`; did you mean `Pumps`?");
}

TEST(Bim360Draft, a_category_without_a_set_has_the_default_one) {
  const Settings settings = Settings::read(kSettings);
  const auto found = settings.find_status("50", "new");
  ASSERT_TRUE(found) << found.problem();
  EXPECT_EQ(*found, "st-9");
  EXPECT_FALSE(settings.find_status("42", "New")) << "the nearest set replaces the default";
}

TEST(Bim360Draft, writes_each_type_as_the_seed_wants_it) {
  using Values = std::vector<std::string>;
  for (const auto& [type, values, json] : {
           std::tuple{"text", Values{"äöü"}, R"("äöü")"},
           std::tuple{"date", Values{"2020-02-29"}, R"("2020-02-29")"},
           std::tuple{"select", Values{"acme"}, R"("v-1")"},
           std::tuple{"select", Values{"v-2"}, R"("v-2")"},
           std::tuple{"multi_select", Values{"Bolt", "v-1", "Bolt"}, R"(["v-2","v-1"])"},
           std::tuple{"boolean", Values{"Yes"}, "true"},
           std::tuple{"boolean", Values{"0"}, "false"},
           std::tuple{"numeric", Values{"-1.5e3"}, R"("-1.5e3")"},
       }) {
    const auto made = attribute_json(attribute(type), values, NumericForm::string);
    ASSERT_TRUE(made) << type << made.problem();
    EXPECT_EQ(*made, json);
  }
  EXPECT_EQ(*attribute_json(attribute("numeric"), {"6.50"}, NumericForm::number), "6.5");
}

TEST(Bim360Draft, refuses_what_is_not_of_the_type) {
  using Values = std::vector<std::string>;
  for (const auto& [type, values] : {
           std::pair{"text", Values{"four"}},
           std::pair{"text", Values{"a", "b"}},
           std::pair{"date", Values{"2021-02-29"}},
           std::pair{"date", Values{"01.02.2021"}},
           std::pair{"date", Values{"2020-04-10T00:00"}},
           std::pair{"select", Values{"Other"}},
           std::pair{"select", Values{"Old"}},
           std::pair{"multi_select", Values{"Acme", "Other"}},
           std::pair{"boolean", Values{"maybe"}},
           std::pair{"numeric", Values{"1,5"}},
           std::pair{"numeric", Values{"1 000"}},
           std::pair{"numeric", Values{"inf"}},
           std::pair{"numeric", Values{"0x10"}},
           std::pair{"numeric", Values{"1.5 "}},
           std::pair{"colour", Values{"red"}},
       }) {
    EXPECT_FALSE(attribute_json(attribute(type), values, NumericForm::string))
        << type << " " << values[0];
  }
}

TEST(Bim360Draft, a_text_may_have_250_characters_unless_its_attribute_says_less) {
  Attribute text;
  text.type = "text";
  const auto fits = [&](std::size_t length) {
    return static_cast<bool>(attribute_json(text, {std::string(length, 'x')}, NumericForm::string));
  };
  EXPECT_TRUE(fits(250));
  EXPECT_FALSE(fits(251));
  text.max_length = 20;
  EXPECT_TRUE(fits(20));
  EXPECT_FALSE(fits(21));
}

TEST(Bim360Draft, the_description_may_have_1000_characters) {
  const auto with = [](std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += "ü";
    return draft(R"({"config":{"category":"42","status":"st-1","description":")" + text +
                 R"("},"fields":{"Flow":"1"}})");
  };
  EXPECT_TRUE(with(1000));
  EXPECT_FALSE(with(1001));
}

TEST(Bim360Draft, a_row_needs_a_value_for_the_ingest_key) {
  const std::string fields =
      R"({"config":{"category":"42","status":"st-1"},"fields":{"Flow":"1"}})";
  EXPECT_EQ(draft(fields, config(KeyKind::barcode)).problem(),
            "ingest_key: the row has no value for it");
  Config by_attribute = config(KeyKind::attribute);
  by_attribute.key_attribute = "Flow";
  EXPECT_EQ(draft(fields, by_attribute).problem(),
            "ingest_key: custom attribute `Flow` is not a text");
  by_attribute.key_attribute = "Serial";
  const auto made = draft(
      R"({"config":{"category":"42","status":"st-1"},"fields":{"Flow":"1","Serial no":"S7"}})",
      by_attribute);
  ASSERT_TRUE(made) << made.problem();
  EXPECT_EQ(made->key, "S7");
  EXPECT_EQ(made->key_name, "ca1");
}

TEST(Bim360Draft, a_file_needs_a_folder) {
  Item item = row(R"({"config":{"category":"42","status":"st-1"},"fields":{"Flow":"1"}})");
  item.has_bytes = true;
  const auto made = read_draft(item, config(), Settings::read(kSettings));
  EXPECT_EQ(made.problem(),
            "attach.folder_urn: the item has a file, and no folder is given for it");
}

TEST(Bim360Draft, the_second_row_with_a_key_is_told) {
  Draft a, b, c;
  a.key = b.key = "K";
  c.key = "L";
  const auto problems = repeated_keys({&a, nullptr, &c, &b});
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.begin()->first, 3u);
}

TEST(Bim360Draft, offline_only_what_needs_no_settings_is_checked) {
  const Settings none = Settings::read("");
  EXPECT_FALSE(none.is_known);
  EXPECT_TRUE(read_draft(row(R"({"config":{"category":"x","status":"y"},"fields":{"Any":"1"}})"),
                         config(), none));
  EXPECT_EQ(read_draft(row("{}"), config(), none).problem(), "category: empty; status: empty");
}

}  // namespace
}  // namespace ingot::bim360
