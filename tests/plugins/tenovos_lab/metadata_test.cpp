// The classic metadata form against the lab's templates (tenovos.md 2.4).
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

class TenovosMetadata : public TenovosLab {
 protected:
  static std::string id(const std::string& tail) {
    return "1ab00000-0000-4000-8000-" + std::string(12 - tail.size(), '0') + tail;
  }
  // {"metadataDefinitionId": ..., "metadataDefinitionValue": value}
  static std::string entry(const std::string& tail, const std::string& value) {
    return R"({"metadataDefinitionId":")" + id(tail) + R"(","metadataDefinitionValue":)" + value +
           "}";
  }
  static std::string table(const std::string& rows) {
    return R"({"metadataDefinitionId":")" + id("a107") + R"(","metadataDefinitionTableValue":)" +
           rows + "}";
  }
  static std::string choice(const std::string& tail) {
    return R"({"valueId":")" + id(tail) + "\"}";
  }

  Reply create_with(const std::string& metadata, const std::string& of = kTemplate) {
    return send("POST", "/asset",
                R"({"filename":"a","metadataTemplateId":")" + of + R"(","metadata":)" + metadata +
                    R"(,"securityTemplateIds":[")" + kEveryone + "\"]}");
  }
};

TEST_F(TenovosMetadata, takes_every_documented_form) {
  const std::string place =
      entry("a109", "[" + entry("a110", choice("c31")) + "," + entry("a111", choice("c41")) + "]");
  const std::string all = "[" + entry("a101", "\"" + std::string(80, 't') + "\"") + "," +
                          entry("a103", choice("c11")) + "," +
                          entry("a104", "[" + choice("c21") + "," + choice("c24") + "]") + "," +
                          entry("a105", "\"02/29/2028\"") + "," +
                          table("[[" + entry("a108", "\"ACME\"") + "," + place + "," +
                                entry("a112", "\"12/31/2027\"") + "],[]]") +
                          R"(,{"metadataDefinitionId":")" + id("a102") + "\"}]";
  const Reply reply = create_with(all);
  ASSERT_EQ(reply.status, 200) << reply.body;
  const std::string object = text(json_of(reply)["data"]["objectId"]);
  EXPECT_EQ(call("GET", "/asset/" + object)["metadata"].dump(), Json::parse(all)->dump());
}

TEST_F(TenovosMetadata, refuses_every_near_miss_and_names_the_place) {
  struct Case {
    std::string metadata;
    std::string detail;
  };
  const Case cases[] = {
      {"[7]", "metadata[0]: must be an object"},
      {"[{}]", "metadata[0]: metadataDefinitionId: a string is required"},
      {R"([{"metadataDefinitionID":"x"}])", "metadata[0]: metadataDefinitionID: unknown property"},
      {"[" + entry("ff", "\"x\"") + "]", "metadata[0]: " + id("ff") + " is not of this template"},
      {"[" + entry("a101", "\"x\"") + "," + entry("a101", "\"y\"") + "]",
       "metadata[1]: Title is given twice"},
      {"[" + entry("a101", "7") + "]", "metadata[0]: Title must be a string"},
      {"[" + entry("a101", "null") + "]", "metadata[0]: Title must be a string"},
      {"[" + entry("a101", "\"" + std::string(81, 't') + "\"") + "]",
       "metadata[0]: Title has more than 80 characters"},
      {"[" + entry("a106", "\"x\"") + "]", "metadata[0]: Imported By is read-only"},
      {"[" + entry("a105", "\"2028-02-29\"") + "]",
       "metadata[0]: Expires must be a date like 02/10/2021"},
      {"[" + entry("a105", "\"02/29/2027\"") + "]",
       "metadata[0]: Expires must be a date like 02/10/2021"},
      {"[" + entry("a105", "\"13/01/2027\"") + "]",
       "metadata[0]: Expires must be a date like 02/10/2021"},
      {"[" + entry("a103", "\"Photo\"") + "]",
       "metadata[0]: Asset Type must be {valueId}, and nothing else"},
      {"[" + entry("a103", "[" + choice("c11") + "]") + "]",
       "metadata[0]: Asset Type must be {valueId}, and nothing else"},
      {"[" + entry("a103", choice("c21")) + "]",
       "metadata[0]: Asset Type has no value " + id("c21")},
      {"[" + entry("a104", choice("c21")) + "]",
       "metadata[0]: Keywords must be an array of {valueId}"},
      {"[" + entry("a107", "\"x\"") + "]", "metadata[0]: Usage Rights is a table"},
      {R"([{"metadataDefinitionId":")" + id("a101") + R"(","metadataDefinitionTableValue":[]}])",
       "metadata[0]: Title is no table"},
      {"[" + table("[7]") + "]", "metadata[0].metadataDefinitionTableValue[0]: must be an array"},
      {"[" + table("[[" + entry("a112", "\"x\"") + "]]") + "]",
       "metadata[0].metadataDefinitionTableValue[0][0]: Until must be a date like 02/10/2021"},
      {"[" + table("[[" + entry("a109", "\"x\"") + "]]") + "]",
       "metadata[0].metadataDefinitionTableValue[0][0].metadataDefinitionValue: must be an "
       "array"}};
  for (const Case& wrong : cases) {
    const Reply reply = create_with(wrong.metadata);
    EXPECT_EQ(outcome(reply), "403 Failed to parse Asset") << wrong.metadata;
    EXPECT_EQ(text(json_of(reply)["detail"]), wrong.detail) << wrong.metadata;
  }
}

TEST_F(TenovosMetadata, counts_characters_and_not_bytes) {
  std::string umlauts;
  for (int i = 0; i < 80; ++i) umlauts += "ü";
  EXPECT_EQ(create_with("[" + entry("a101", "\"" + umlauts + "\"") + "]").status, 200);
}

TEST_F(TenovosMetadata, a_required_attribute_must_have_a_value) {
  const std::string type = entry("a202", choice("c11"));
  const auto detail = [&](const std::string& metadata) {
    return text(json_of(create_with(metadata, kStrict))["detail"]);
  };
  EXPECT_EQ(detail("null"), "metadata: Title is required");
  EXPECT_EQ(detail("[" + type + "]"), "metadata: Title is required");
  EXPECT_EQ(detail(R"([{"metadataDefinitionId":")" + id("a201") + "\"}," + type + "]"),
            "metadata: Title is required");
  EXPECT_EQ(detail("[" + entry("a201", "\"\"") + "," + type + "]"),
            "metadata[0]: Title is required");
  EXPECT_EQ(create_with("[" + entry("a201", "\"t\"") + "," + type + "]", kStrict).status, 200);
}

}  // namespace
}  // namespace ingot::lab
