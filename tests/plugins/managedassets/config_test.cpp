// Config, and the manifest that declares it: both must tell the same story.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ingot/kit/json.hpp>

#include "host/plugin/manifest.hpp"
#include "plugins/managedassets/config.hpp"
#include "plugins/managedassets/managedassets.hpp"

namespace ingot::managedassets {
namespace {

std::string manifest_text() {
  std::ifstream file(MANAGEDASSETS_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string with(const std::string& more) {
  return R"({"base_url":"https://a.example/","token":{"$secret":"token"})" + more + "}";
}

TEST(ManagedAssetsConfig, the_host_takes_the_manifest) {
  const auto manifest = plugin::parse_manifest(manifest_text());
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->id, kPluginId);
  EXPECT_EQ(manifest->part_planning, plugin::PartPlanning::single);
  EXPECT_EQ((*Json::parse(manifest_text()))["version"].text(), kPluginVersion);
}

TEST(ManagedAssetsConfig, defaults_agree_with_the_manifest) {
  const Json all = (*Json::parse(manifest_text()))["config"]["properties"];
  const auto config = parse_config(with(R"(,"poll":{"member":"m"})"));
  ASSERT_TRUE(config) << config.problem();
  EXPECT_EQ(config->base_url, "https://a.example");
  const auto text = [&](const char* key) { return all[key]["default"].text(); };
  EXPECT_EQ(text("join"), config->join);
  EXPECT_EQ(text("ingest_key"), config->ingest_key);
  EXPECT_EQ(text("attempt_key"), config->attempt_key);
  EXPECT_EQ(text("managed"), config->is_managed ? "true" : "false");
  EXPECT_EQ(text("metadata_only"), config->is_metadata_only ? "true" : "false");
  EXPECT_EQ(text("purge"), config->is_purging ? "true" : "false");
  EXPECT_EQ(text("answer_timeout"), std::to_string(config->answer_timeout_ms));
  EXPECT_EQ(text("patch_type"), "json");
  EXPECT_EQ(text("metadata_part"), "json");
  EXPECT_EQ(text("environment"), "production");
  const Json poll = all["poll"]["properties"], names = all["response"]["properties"];
  EXPECT_EQ(poll["every"]["default"].integer(), config->poll->every_ms);
  EXPECT_EQ(poll["timeout"]["default"].integer(), config->poll->timeout_ms);
  EXPECT_EQ(names["id"]["default"].text(), config->names.id);
  EXPECT_EQ(names["expires_on"]["default"].text(), config->names.expires_on);
  EXPECT_EQ(names["metadata"]["default"].text(), config->names.metadata);
  EXPECT_EQ(names["size"]["default"].text(), config->names.size);
  const auto client = parse_config(
      R"({"base_url":"https://a","oauth":{"client_id":"c","client_secret":{"$secret":"s"}}})");
  const Json oauth = all["oauth"]["properties"];
  EXPECT_EQ(oauth["audience"]["default"].text(), client->oauth->audience);
  EXPECT_EQ(oauth["token_url"]["default"].text(), client->oauth->token_url);
}

TEST(ManagedAssetsConfig, limits_follow_the_environment_or_the_job) {
  EXPECT_EQ(parse_config(with(""))->max_bytes, std::uint64_t{8} << 30);
  EXPECT_EQ(parse_config(with(""))->warn_bytes, 8'000'000'000u);
  const auto other = parse_config(with(R"(,"environment":"non_production")"));
  EXPECT_EQ(other->max_bytes, std::uint64_t{4} << 30);
  EXPECT_EQ(other->warn_bytes, 4'000'000'000u);
  const auto own = parse_config(with(R"(,"max_bytes":5000)"));
  EXPECT_EQ(own->max_bytes, 5000u);
  EXPECT_EQ(own->warn_bytes, 0u);
}

TEST(ManagedAssetsConfig, static_metadata_keeps_its_types) {
  const auto config = parse_config(with(R"(,"metadata":{"a":"x","b":200,"c":true})"));
  ASSERT_TRUE(config) << config.problem();
  EXPECT_EQ(config->metadata, (Metadata{{"a", "\"x\""}, {"b", "200"}, {"c", "true"}}));
}

TEST(ManagedAssetsConfig, names_the_key_that_is_wrong) {
  for (const auto& [json, problem] :
       {std::pair{std::string(R"({"base_url":"https://a"})"),
                  "config: token: expected a secret reference"},
        std::pair{std::string(R"({"token":{"$secret":"t"}})"), "config: base_url: missing"},
        std::pair{with(R"(,"environment":"test")"),
                  "config: environment: `test` is not one of its values"},
        std::pair{with(R"(,"managed":"yes")"), "config: managed: expected true or false"},
        std::pair{with(R"(,"metadata":{"a":{"b":1}})"),
                  "config: metadata.a: one level of texts, numbers and truth values only"},
        std::pair{with(R"(,"metadata":{"a":[1]})"),
                  "config: metadata.a: one level of texts, numbers and truth values only"},
        std::pair{with(R"(,"attempt_key":"ingestKey")"),
                  "config: attempt_key: must differ from ingest_key"},
        std::pair{with(R"(,"query_by_metadata":"/q?{key}")"),
                  "config: query_by_metadata: must start with `/` and hold {key} and {value}"},
        std::pair{
            with(R"(,"query_by_metadata":"/q?{key}={value}","attempt_key":"")"),
            "config: query_by_metadata: needs attempt_key, or assets of other runs would be taken "
            "for ours"},
        std::pair{with(R"(,"poll":{"every":0})"),
                  "config: poll.every: expected a number from 1 to 600000"},
        std::pair{with(R"(,"response":{"id":5})"), "config: response.id: expected text"},
        std::pair{with(R"(,"lifecycle":{"to":"expiry"})"),
                  "config: lifecycle_expires: needed for the lifecycle `expiry`"},
        std::pair{
            with(R"(,"lifecycle_expires":"30 days")"),
            "config: lifecycle_expires: `30 days` is no ISO 8601 duration such as P30D and not "
            "`never`"},
        std::pair{with(R"(,"oauth":{"client_id":"c"})"),
                  "config: oauth.client_secret: expected a secret reference"}}) {
    EXPECT_EQ(parse_config(json).problem(), problem) << json;
  }
}

}  // namespace
}  // namespace ingot::managedassets
