// Config, and the manifest that declares it: both must tell the same story.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ingot/kit/json.hpp>

#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/config.hpp"

namespace ingot::bim360 {
namespace {

const std::string kLeast =
    R"("access_token":{"$secret":"t"},"project_id":"b.0-1","category":"c","status":"s")";

Json manifest() {
  std::ifstream file(BIM360_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  const auto json = Json::parse(text.str());
  EXPECT_TRUE(json) << json.problem();
  return json ? *json : Json();
}

TEST(Bim360Config, defaults_agree_with_the_manifest) {
  const Json properties = manifest()["config"]["properties"];
  const auto config = parse_config("{" + kLeast + "}");
  ASSERT_TRUE(config) << config.problem();
  const auto number = [&](const char* key) {
    return properties[key]["default"].integer().value_or(-1);
  };
  EXPECT_EQ(properties["base_url"]["default"].text(), config->base_url);
  EXPECT_EQ(properties["service"]["default"].text(), config->service);
  EXPECT_EQ(number("batch_size"), static_cast<std::int64_t>(config->batch_size));
  EXPECT_EQ(number("bisect_writes"), static_cast<std::int64_t>(config->bisect_writes));
  EXPECT_EQ(number("search_pause"), config->search_pause_ms);
  EXPECT_EQ(number("url_window"), config->url_window);
  EXPECT_EQ(number("url_minutes"), config->url_minutes);
  const Json rates = manifest()["limits"]["rates"];
  EXPECT_EQ(number("reads_per_minute"), rates["read"]["per_minute"].integer());
  EXPECT_EQ(number("writes_per_minute"), rates["write"]["per_minute"].integer());
  const auto oauth = parse_config(
      R"({"oauth":{"client_id":"c","refresh_token":{"$secret":"b"}},"project_id":"p"})");
  ASSERT_TRUE(oauth) << oauth.problem();
  EXPECT_EQ(properties["oauth"]["properties"]["token_url"]["default"].text(),
            oauth->oauth->token_url);
}

TEST(Bim360Config, the_manifest_names_this_plugin) {
  EXPECT_EQ(manifest()["id"].text(), kPluginId);
  EXPECT_EQ(manifest()["version"].text(), kPluginVersion);
}

TEST(Bim360Config, every_key_has_a_description) {
  const Json properties = manifest()["config"]["properties"];
  for (const std::string& key : properties.keys())
    EXPECT_FALSE(properties[key]["description"].text().empty()) << key;
}

TEST(Bim360Config, the_ingest_key_is_the_barcode_when_one_is_mapped) {
  EXPECT_EQ(parse_config("{" + kLeast + "}")->key_kind, KeyKind::client_asset_id);
  EXPECT_EQ(parse_config("{" + kLeast + R"(,"barcode":"${row.B}"})")->key_kind, KeyKind::barcode);
  const auto named = parse_config("{" + kLeast + R"(,"ingest_key":"Serial"})");
  EXPECT_EQ(named->key_kind, KeyKind::attribute);
  EXPECT_EQ(named->key_attribute, "Serial");
}

TEST(Bim360Config, keeps_the_bare_project_id) {
  EXPECT_EQ(parse_config("{" + kLeast + "}")->project_id, "0-1");
}

TEST(Bim360Config, names_the_key_that_is_wrong) {
  for (const auto& [json, problem] : {
           std::pair{"{" + kLeast + R"(,"batch_size":101})",
                     "config: batch_size: expected a number from 1 to 100"},
           std::pair{"{" + kLeast + R"(,"url_window":26})",
                     "config: url_window: expected a number from 1 to 25"},
           std::pair{"{" + kLeast + R"(,"service":"acc"})",
                     "config: service: `acc` is not one of its values"},
           std::pair{"{" + kLeast + R"(,"headers":{"authorization":"x"}})",
                     "config: headers: `authorization` is set by ingot itself"},
           std::pair{"{" + kLeast + R"(,"lifecycle":{"to":"status"}})",
                     "config: final_status: needed for lifecycle.to: status"},
           std::pair{std::string(R"({"access_token":{"$secret":"t"}})"),
                     "config: project_id: missing"},
           std::pair{std::string(R"({"project_id":"p"})"),
                     "config: access_token: expected a secret reference"},
           std::pair{std::string(R"({"project_id":"p","oauth":{"client_id":"c"}})"),
                     "config: oauth.refresh_token: expected a secret reference"},
       }) {
    EXPECT_EQ(parse_config(json).problem(), problem) << json;
  }
}

}  // namespace
}  // namespace ingot::bim360
