// Config, and the manifest that declares it: both must tell the same story.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <ingot/kit/json.hpp>

#include "host/plugin/manifest.hpp"
#include "plugins/sessionupload/config.hpp"
#include "plugins/sessionupload/sessionupload.hpp"

namespace ingot::sessionupload {
namespace {

std::string manifest_text() {
  std::ifstream file(SESSIONUPLOAD_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string with(const std::string& more) {
  return R"({"base_url":"https://x.example/","token":{"$secret":"token"})" + more + "}";
}

TEST(SessionUploadConfig, the_host_takes_the_manifest) {
  const auto reading = plugin::read_manifest(manifest_text());
  for (const auto& problem : reading.problems)
    ADD_FAILURE() << problem.path << ": " << problem.message;
  ASSERT_TRUE(reading.manifest);
  EXPECT_EQ(reading.manifest->id, kPluginId);
  EXPECT_EQ(reading.manifest->version.to_string(), kPluginVersion);
  EXPECT_EQ(reading.manifest->part_planning, plugin::PartPlanning::server);
  EXPECT_EQ(reading.manifest->limits.size_max, kMostParts * kLargestChunk);
}

TEST(SessionUploadConfig, defaults_agree_with_the_manifest) {
  const Json properties = (*Json::parse(manifest_text()))["config"]["properties"];
  const auto config = parse_config(with(""));
  ASSERT_TRUE(config) << config.problem();
  const auto number = [&](const Json& at) { return at["default"].integer().value_or(-1); };
  EXPECT_EQ(config->base_url, "https://x.example");
  EXPECT_EQ(properties["api_path"]["default"].text(), config->api_path);
  EXPECT_EQ(properties["route_prefix"]["default"].text(), config->route_prefix);
  EXPECT_EQ(number(properties["chunk_size"]), static_cast<std::int64_t>(config->chunk_size));
  EXPECT_EQ(number(properties["min_size"]), static_cast<std::int64_t>(config->min_size));
  EXPECT_EQ(number(properties["poll"]["properties"]["every"]), config->poll_every_ms);
  EXPECT_EQ(number(properties["poll"]["properties"]["timeout"]), config->poll_timeout_ms);
  EXPECT_EQ(properties["overwrite"]["default"].text(), "replace");
  EXPECT_EQ(config->chunk_size, 8'388'608u);
}

TEST(SessionUploadConfig, overwrite_words_are_the_jobs_and_become_the_apis) {
  for (const auto& [word, capitalised, lower] :
       {std::tuple{"replace", "Replace", "replace"}, std::tuple{"continue", "Continue", "continue"},
        std::tuple{"cancel", "Cancel", "cancel"},
        std::tuple{"asset_replace", "AssetReplace", "assetReplace"}}) {
    const std::string key = R"(,"overwrite":")" + std::string(word) + "\"";
    const auto api = parse_config(with(key));
    const auto seed = parse_config(with(key + R"(,"overwrite_words":"lower")"));
    EXPECT_EQ(api->wire_word(api->overwrite), capitalised);
    EXPECT_EQ(seed->wire_word(seed->overwrite), lower);
  }
}

TEST(SessionUploadConfig, if_exists_makes_uploads_create_only_and_contradicts_what_overwrites) {
  EXPECT_EQ(parse_config(with(R"(,"if_exists":"skip")"))->overwrite, Overwrite::create_only);
  EXPECT_EQ(parse_config(with(R"(,"if_exists":"fail")"))->if_exists, IfExists::fail);
  EXPECT_EQ(parse_config(with(R"(,"if_exists":"replace")"))->overwrite, Overwrite::replace);
  EXPECT_EQ(parse_config(with(R"(,"if_exists":"replace","overwrite":"continue")"))->overwrite,
            Overwrite::resume);
  for (const char* pair : {R"(,"if_exists":"replace","overwrite":"cancel")",
                           R"(,"if_exists":"skip","overwrite":"continue")",
                           R"(,"if_exists":"fail","overwrite":"asset_replace")"}) {
    EXPECT_TRUE(parse_config(with(pair)).problem().starts_with("config: overwrite: ")) << pair;
  }
}

TEST(SessionUploadConfig, names_the_key_that_is_wrong) {
  for (const auto& [json, problem] :
       {std::pair{std::string(R"({"token":{"$secret":"t"}})"), "config: base_url: missing"},
        std::pair{std::string(R"({"base_url":"https://x"})"),
                  "config: token: expected a secret reference"},
        std::pair{std::string(R"({"base_url":"https://x","username":"u"})"),
                  "config: password: expected a secret reference"},
        std::pair{with(R"(,"overwrite":"Replace")"),
                  "config: overwrite: `Replace` is not one of its values"},
        std::pair{with(R"(,"chunk_size":5242879)"),
                  "config: chunk_size: expected a number from 5242880 to 5368709120"},
        std::pair{with(R"(,"replace_options":"x")"), "config: replace_options: expected a list"},
        std::pair{with(R"(,"poll":{"every":0})"),
                  "config: every: expected a number from 1 to 600000"},
        std::pair{std::string("<"), "config: a web page instead of JSON"}}) {
    EXPECT_EQ(parse_config(json).problem(), problem) << json;
  }
}

TEST(SessionUploadConfig, the_chunk_grows_only_where_ten_thousand_parts_would_not_do) {
  constexpr std::uint64_t kChunk = 8 * kMebibyte;
  for (const std::uint64_t configured : {kSmallestChunk, kChunk, kLargestChunk}) {
    const std::uint64_t edge = std::min(configured, kLargestChunk) * kMostParts;
    EXPECT_EQ(chunk_for(1, configured), configured);
    EXPECT_EQ(chunk_for(edge, configured), configured);
    if (configured == kLargestChunk) continue;
    const std::uint64_t grown = chunk_for(edge + 1, configured);
    EXPECT_GT(grown, configured);
    EXPECT_EQ(grown % kMebibyte, 0u);
    EXPECT_LE((edge + grown) / grown, kMostParts);
  }
  EXPECT_EQ(chunk_for(kMostParts * kLargestChunk, kChunk), kLargestChunk);
}

}  // namespace
}  // namespace ingot::sessionupload
