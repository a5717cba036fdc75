// Config, and the manifest that declares it: both must tell the same story.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ingot/kit/json.hpp>

#include "host/plugin/manifest.hpp"
#include "plugins/tenovos/config.hpp"
#include "plugins/tenovos/tenovos.hpp"

namespace ingot::tenovos {
namespace {

using ::testing::HasSubstr;

std::string manifest_text() {
  std::ifstream file(TENOVOS_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string config_with(const std::string& more) {
  return R"({"api_key":{"$secret":"api_key"},"username":"u","password":{"$secret":"password"},)"
         R"("metadata_template_id":"t","security_template_ids":["s"])" +
         more + "}";
}

TEST(TenovosConfig, the_host_takes_the_manifest) {
  const auto reading = plugin::read_manifest(manifest_text());
  for (const auto& problem : reading.problems)
    ADD_FAILURE() << problem.path << ": " << problem.message;
  ASSERT_TRUE(reading.manifest);
  EXPECT_EQ(reading.manifest->id, kPluginId);
  EXPECT_EQ(reading.manifest->version.to_string(), kPluginVersion);
}

TEST(TenovosConfig, defaults_agree_with_the_manifest) {
  const auto manifest = Json::parse(manifest_text());
  ASSERT_TRUE(manifest);
  const Json properties = (*manifest)["config"]["properties"];
  const auto config = parse_config(config_with(""));
  ASSERT_TRUE(config) << config.problem();
  const auto number = [&](const char* key) {
    return properties[key]["default"].integer().value_or(-1);
  };
  EXPECT_EQ(properties["base_url"]["default"].text(), config->base_url);
  EXPECT_EQ(number("part_bytes"), static_cast<std::int64_t>(config->part_bytes));
  EXPECT_EQ(number("max_bytes"), static_cast<std::int64_t>(config->max_bytes));
  EXPECT_EQ(number("post_check_wait"), config->post_check_wait_ms);
  EXPECT_EQ(properties["check_required"]["default"].boolean(), config->checks_required);
  EXPECT_EQ(properties["metadata_only"]["default"].boolean(), config->is_metadata_only);
  // The first word of each choice is the default of the reader.
  for (const char* key : {"post_check", "etags", "failed_version", "lost_create"})
    EXPECT_EQ(properties[key]["default"].text(), properties[key]["enum"].at(0).text()) << key;
}

TEST(TenovosConfig, every_choice_of_the_manifest_is_read) {
  const auto manifest = Json::parse(manifest_text());
  const Json properties = (*manifest)["config"]["properties"];
  for (const char* key : {"post_check", "etags", "failed_version", "lost_create"}) {
    const Json words = properties[key]["enum"];
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto config =
          parse_config(config_with(",\"" + std::string(key) + "\":\"" + words.at(i).text() + "\""));
      EXPECT_TRUE(config) << config.problem();
    }
  }
}

TEST(TenovosConfig, reads_metadata_in_its_short_and_long_form) {
  const auto config = parse_config(config_with(
      R"(,"metadata":{"Title":"Headline","Usage":{"field":"Rights","kind":"vocabulary","values":{"RF":"id-1"}},)"
      R"("Grid":{"columns":[{"id":"c1","field":"A"},{"id":"c2","levels":[{"id":"l1","field":"B"}]}]}})"));
  ASSERT_TRUE(config) << config.problem();
  ASSERT_EQ(config->metadata.size(), 3u);
  const Attribute& grid = config->metadata[0];
  EXPECT_EQ(grid.kind, Kind::table);
  ASSERT_EQ(grid.parts.size(), 2u);
  EXPECT_EQ(grid.parts[1].kind, Kind::cascading);
  EXPECT_EQ(grid.parts[1].parts[0].field, "B");
  EXPECT_EQ(config->metadata[1].field, "Headline");
  EXPECT_EQ(config->metadata[1].kind, Kind::automatic);
  EXPECT_EQ(config->metadata[2].values.at("RF"), "id-1");
}

TEST(TenovosConfig, names_the_key_that_is_wrong) {
  for (const auto& [more, problem] :
       {std::pair{R"(,"security_template_ids":[])",
                  "security_template_ids: from 1 to 50 are needed"},
        std::pair{R"(,"username":"")", "username: missing"},
        std::pair{R"(,"metadata_template_id":"")", "metadata_template_id: missing"},
        std::pair{R"(,"password":"plain")", "password: expected a secret reference"},
        std::pair{R"(,"post_check":"sha1")", "post_check: `sha1`"},
        std::pair{R"(,"part_bytes":0)", "part_bytes: expected a number"},
        std::pair{R"(,"federated":{"skip_transcode":"yes"})", "federated.skip_transcode"},
        std::pair{R"(,"federated":{},"metadata_only":true)",
                  "metadata_only: cannot go with federated"},
        std::pair{R"(,"metadata":[])", "metadata: expected an object"},
        std::pair{R"(,"metadata":{"a":{"knid":"text"}})", "metadata.a: unknown key `knid`"},
        std::pair{R"(,"metadata":{"a":{"kind":"number"}})", "metadata.a.kind"},
        std::pair{R"(,"metadata":{"a":{"kind":"table"}})", "metadata.a: needs columns or levels"},
        std::pair{R"(,"metadata":{"a":{"columns":[{"field":"x"}]}})",
                  "each column or level needs an id"},
        std::pair{R"(,"metadata":{"a":{"columns":[{"id":"x","kind":"multi_select"}]}})",
                  "cannot be of this kind"}}) {
    EXPECT_THAT(parse_config(config_with(more)).problem(), HasSubstr(problem)) << more;
  }
  EXPECT_FALSE(parse_config("nonsense"));
}

}  // namespace
}  // namespace ingot::tenovos
