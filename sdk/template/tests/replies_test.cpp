// What Acme's answers mean, and which near-misses mean nothing.
#include "src/replies.hpp"

#include <gtest/gtest.h>

namespace acme_plugin {
namespace {

TEST(replies, an_asset_has_ids_and_a_state) {
  const auto asset =
      read_asset(R"({"assetId":"a","uploadId":"u","state":"awaiting_bytes","new":[1]})");
  ASSERT_TRUE(asset) << asset.problem();
  EXPECT_EQ(asset->id, "a");
  EXPECT_EQ(asset->upload_id, "u");
  EXPECT_FALSE(asset->is_live);
  EXPECT_TRUE(read_asset(R"({"assetId":"a","uploadId":"u","state":"live"})")->is_live);
}

TEST(replies, near_misses_are_no_assets) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"assetId":"a","state":"live"})",
                           R"({"assetId":"a","uploadId":"u"})",
                           R"({"assetId":"a","uploadId":"u","state":"deleted"})"}) {
    const auto asset = read_asset(body);
    ASSERT_FALSE(asset) << body;
    EXPECT_NE(asset.problem(), "") << body;
  }
}

TEST(replies, a_search_finds_one_or_none) {
  const auto none = read_found(R"({"assets":[]})");
  ASSERT_TRUE(none);
  EXPECT_FALSE(*none);
  const auto one = read_found(R"({"assets":[{"assetId":"a","uploadId":"u","state":"live"}]})");
  ASSERT_TRUE(one);
  EXPECT_EQ((*one)->id, "a");
  EXPECT_FALSE(read_found(R"({"assets":[{},{}]})")) << "which of them?";
  EXPECT_FALSE(read_found(R"({"assets":[{"assetId":"a"}]})"));
  EXPECT_FALSE(read_found("{}"));
}

TEST(replies, a_url_is_a_text) {
  EXPECT_EQ(*read_url(R"({"url":"https://s/k?sig=1"})"), "https://s/k?sig=1");
  for (const char* body : {R"({"url":""})", R"({"url":[]})", "{}", "no"})
    EXPECT_FALSE(read_url(body)) << body;
}

}  // namespace
}  // namespace acme_plugin
