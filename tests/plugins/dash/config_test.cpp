// Config, and the manifest that declares it: both must tell the same story.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ingot/kit/json.hpp>

#include "plugins/dash/config.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/dash.hpp"

namespace ingot::dash {
namespace {

Json manifest() {
  std::ifstream file(DASH_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  const auto json = Json::parse(text.str());
  EXPECT_TRUE(json) << json.problem();
  return json ? *json : Json();
}

TEST(DashConfig, fills_in_what_the_job_leaves_out) {
  const auto config = parse_config(R"({"access_token":{"$secret":"access_token"}})");
  ASSERT_TRUE(config) << config.problem();
  EXPECT_EQ(config->base_url, "https://api-v2.dash.app");
  EXPECT_EQ(config->batch_size, 50u);
  EXPECT_EQ(config->poll_every_ms, 1000);
  EXPECT_EQ(config->lifecycle_to, "staged");
  EXPECT_FALSE(config->oauth);
  EXPECT_FALSE(config->lifecycle_call);
}

TEST(DashConfig, defaults_agree_with_the_manifest) {
  const Json properties = manifest()["config"]["properties"];
  const auto config = parse_config(R"({"access_token":{"$secret":"access_token"}})");
  const auto number = [&](const Json& at) { return at["default"].integer().value_or(-1); };
  EXPECT_EQ(properties["base_url"]["default"].text(), config->base_url);
  EXPECT_EQ(properties["folder"]["default"].text(), config->folder);
  EXPECT_EQ(number(properties["batch_size"]), static_cast<std::int64_t>(config->batch_size));
  EXPECT_EQ(number(properties["url_window"]), static_cast<std::int64_t>(config->url_window));
  EXPECT_EQ(number(properties["poll"]["properties"]["every"]), config->poll_every_ms);
  EXPECT_EQ(number(properties["poll"]["properties"]["timeout"]), config->poll_timeout_ms);
  const auto oauth = parse_config(
      R"({"oauth":{"client_id":"c","client_secret":{"$secret":"a"},"refresh_token":{"$secret":"b"}}})");
  EXPECT_EQ(properties["oauth"]["properties"]["token_url"]["default"].text(),
            oauth->oauth->token_url);
}

TEST(DashConfig, the_manifest_names_this_plugin) {
  EXPECT_EQ(manifest()["id"].text(), kPluginId);
  EXPECT_EQ(manifest()["version"].text(), kPluginVersion);
}

TEST(DashConfig, reads_a_lifecycle_call_with_its_body_as_text_or_object) {
  for (const char* body : {R"("{\"to\":\"{state}\"}")", R"({"to":"{state}"})"}) {
    const auto config = parse_config(
        std::string(
            R"({"access_token":{"$secret":"t"},"lifecycle_call":{"path":"/x/{asset_id}","body":)") +
        body + R"(,"states":{"live":"PUBLISHED"},"refused_statuses":[403,409]}})");
    ASSERT_TRUE(config) << config.problem();
    EXPECT_EQ(config->lifecycle_call->body, R"({"to":"{state}"})");
    EXPECT_EQ(config->lifecycle_call->states.at("live"), "PUBLISHED");
    EXPECT_EQ(config->lifecycle_call->refused_statuses, (std::set<std::uint32_t>{403, 409}));
  }
}

TEST(DashConfig, names_the_key_that_is_wrong) {
  const std::string token = R"({"access_token":{"$secret":"t"},)";
  for (const auto& [json, problem] :
       {std::pair{token + R"("batch_size":0})",
                  "config: batch_size: expected a number from 1 to 100"},
        std::pair{token + R"("batch_size":"many"})",
                  "config: batch_size: expected a number from 1 to 100"},
        std::pair{token + R"("part_md5":"sha"})",
                  "config: part_md5: `sha` is not one of its values"},
        std::pair{token + R"("poll":{"every":0}})",
                  "config: every: expected a number from 1 to 600000"},
        std::pair{token + R"("lifecycle_call":{"path":"x"}})",
                  "config: lifecycle_call.path: must start with `/`"},
        std::pair{token + R"("folder":5})", "config: folder: expected text"},
        std::pair{std::string("{}"), "config: access_token: expected a secret reference"}}) {
    EXPECT_EQ(parse_config(json).problem(), problem) << json;
  }
}

}  // namespace
}  // namespace ingot::dash
