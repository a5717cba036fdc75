// The rules of the service at their boundaries, in bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ingot/kit/json.hpp>

#include "plugins/managedassets/draft.hpp"

namespace ingot::managedassets {
namespace {

using ::testing::HasSubstr;

Config config_of(const std::string& more = {}) {
  const auto config =
      parse_config(R"({"base_url":"https://a","token":{"$secret":"t"})" + more + "}");
  EXPECT_TRUE(config) << config.problem();
  return *config;
}

Item item_of(const std::string& key, const std::string& fields = {}) {
  Item item;
  item.key = item.name = key;
  item.fields = fields;
  item.size = 10;
  return item;
}
Item plain(const std::string& key, const std::string& fields = {}) {
  Item item = item_of(key, fields);
  item.has_bytes = false;
  item.size = 0;
  item.n_parts = 0;
  return item;
}
std::string problem(const Item& item, const std::string& more = {}) {
  return draft_of(item, config_of(more)).problem;
}
std::string field(const std::string& name, const std::string& value) {
  return "{\"fields\":{" + quote(name) + ":" + quote(value) + "}}";
}
std::string setting(const std::string& name, const std::string& value) {
  return "{\"config\":{" + quote(name) + ":" + quote(value) + "}}";
}

TEST(ManagedAssetsDraft, keys_have_128_bytes_and_values_50_kib) {
  EXPECT_EQ(problem(item_of("a", field(std::string(128, 'k'), "v"))), "");
  EXPECT_THAT(problem(item_of("a", field(std::string(129, 'k'), "v"))), HasSubstr("has 129 bytes"));
  EXPECT_EQ(problem(item_of("a", field("k", std::string(51'200, 'v')))), "");
  EXPECT_THAT(problem(item_of("a", field("k", std::string(51'201, 'v')))),
              HasSubstr("`k` has 51201 bytes, the service takes 51200"));
  std::string umlauts;
  for (int i = 0; i < 65; ++i) umlauts += "ä";  // 65 characters, 130 bytes
  EXPECT_THAT(problem(item_of("a", field(umlauts, "v"))), HasSubstr("has 130 bytes"));
  EXPECT_THAT(problem(item_of("a", field("", "v"))), HasSubstr("key is empty"));
  EXPECT_EQ(problem(item_of("a", field("k", std::string(51'200, '"')))),
            "");  // escapes do not count
}

TEST(ManagedAssetsDraft, static_metadata_and_own_keys_have_the_same_limits) {
  EXPECT_THAT(problem(item_of("a"), R"(,"metadata":{"k":")" + std::string(51'201, 'v') + "\"}"),
              HasSubstr("51201"));
  EXPECT_THAT(problem(item_of("a"), R"(,"ingest_key":")" + std::string(129, 'k') + "\""),
              HasSubstr("129"));
  EXPECT_THAT(problem(item_of("a", field("ingestKey", "x"))), HasSubstr("written by the plugin"));
}

TEST(ManagedAssetsDraft, a_uri_has_512_bytes_and_is_http) {
  const std::string start = "https://x.example/";
  EXPECT_EQ(problem(plain(start + std::string(512 - start.size(), 'a'))), "");
  EXPECT_THAT(problem(plain(start + std::string(513 - start.size(), 'a'))), HasSubstr("513 bytes"));
  for (const char* good : {"http://h", "HTTPS://h/x", "https://u@h:1/x?y#z", "http://[::1]/"})
    EXPECT_EQ(problem(plain(good)), "") << good;
  for (const char* bad :
       {"h/x", "ftp://h/x", "http:/h", "http://", "http:///x", "http://?x", "http://:80/",
        "http://u@/x", "https://h/a b", "https://h/\xC3\xA4", "x https://h", "file:///etc"})
    EXPECT_NE(problem(plain(bad)), "") << bad;
}

TEST(ManagedAssetsDraft, expires_is_a_duration_above_zero_or_never) {
  for (const char* good : {"P30D", "P1Y", "PT1H", "never", ""})
    EXPECT_EQ(problem(item_of("a", setting("expires", good))), "") << good;
  for (const char* bad : {"30D", "Never", "P", "P0D", "2030-01-01", "P30D "})
    EXPECT_THAT(problem(item_of("a", setting("expires", bad))), HasSubstr("expires: ")) << bad;
}

TEST(ManagedAssetsDraft, sizes_are_refused_above_gib_and_told_above_gb) {
  Item item = item_of("a");
  const auto judged = [&](std::uint64_t size, const std::string& more = {}) {
    item.size = size;
    const Draft draft = draft_of(item, config_of(more));
    return std::pair(draft.problem.empty(), draft.warning.empty());
  };
  const std::string small = R"(,"environment":"non_production")";
  EXPECT_EQ(judged(8'000'000'000), std::pair(true, true));
  EXPECT_EQ(judged(8'000'000'001), std::pair(true, false));
  EXPECT_EQ(judged(std::uint64_t{8} << 30), std::pair(true, false));
  EXPECT_FALSE(judged((std::uint64_t{8} << 30) + 1).first);
  EXPECT_EQ(judged(4'000'000'000, small), std::pair(true, true));
  EXPECT_EQ(judged(4'000'000'001, small), std::pair(true, false));
  EXPECT_FALSE(judged((std::uint64_t{4} << 30) + 1, small).first);
  EXPECT_EQ(judged((std::uint64_t{9} << 30), R"(,"max_bytes":9663676416)"), std::pair(true, true));
}

TEST(ManagedAssetsDraft, tells_all_problems_at_once) {
  const std::string text =
      problem(plain("ftp://x", R"({"fields":{"":"v"},"config":{"expires":"soon","asset_id":""}})"));
  EXPECT_THAT(text, HasSubstr("expires: "));
  EXPECT_THAT(text, HasSubstr("; a metadata key is empty; "));
  EXPECT_THAT(text, HasSubstr("no http or https address"));
  EXPECT_NE(problem(item_of("a", "{broken")), "");
}

TEST(ManagedAssetsDraft, an_item_is_a_file_a_uri_a_record_or_a_change) {
  EXPECT_EQ(draft_of(item_of("a"), config_of()).content, Content::file);
  EXPECT_EQ(draft_of(plain("https://h"), config_of()).uri, "https://h");
  const Draft named = draft_of(plain("r", setting("uri", "https://h/2")), config_of());
  EXPECT_EQ(named.uri, "https://h/2");
  const std::string only = R"(,"metadata_only":true)";
  EXPECT_EQ(draft_of(plain("https://h"), config_of(only)).content, Content::none);
  EXPECT_EQ(draft_of(plain("r", setting("uri", "https://h")), config_of(only)).content,
            Content::uri);
  EXPECT_THAT(problem(item_of("a"), only), HasSubstr("metadata_only"));
  EXPECT_THAT(problem(item_of("a", setting("uri", "https://h"))), HasSubstr("a file and a URI"));
  EXPECT_THAT(problem(plain("r"), only + R"(,"ingest_key":"")"), HasSubstr("content or metadata"));
  const Draft change = draft_of(plain("r", setting("asset_id", "id-1")), config_of());
  EXPECT_EQ(change.problem, "");
  EXPECT_EQ(change.content, Content::none);
  EXPECT_TRUE(change.metadata.empty());  // no ingest key for what others made
  EXPECT_NE(problem(plain("r", setting("asset_id", ".."))), "");
}

TEST(ManagedAssetsDraft, fields_go_before_static_metadata_and_several_values_are_joined) {
  const Draft draft = draft_of(item_of("a", R"({"fields":{"k":["x","y"],"n":"1"}})"),
                               config_of(R"(,"metadata":{"k":"old","s":5},"join":"|")"));
  EXPECT_EQ(draft.metadata,
            (Metadata{{"k", "\"x|y\""}, {"s", "5"}, {"n", "\"1\""}, {"ingestKey", "\"a\""}}));
}

}  // namespace
}  // namespace ingot::managedassets
