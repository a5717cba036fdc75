// Readers of answers that nobody has documented.
#include <gtest/gtest.h>

#include "plugins/managedassets/replies.hpp"

namespace ingot::managedassets {
namespace {

Reply reply_of(const std::string& body, const std::string& etag = {},
               const std::string& location = {}) {
  Reply reply;
  reply.outcome = Outcome::response;
  reply.status = 200;
  reply.body = body;
  if (!etag.empty()) reply.headers.emplace_back("etag", etag);
  if (!location.empty()) reply.headers.emplace_back("location", location);
  return reply;
}

TEST(ManagedAssetsReplies, a_creation_needs_an_id_from_anywhere) {
  const Names names;
  for (const auto& [body, location] :
       {std::pair{R"({"id":"x"})", ""}, std::pair{R"([{"id":"x"}])", ""},
        std::pair{"", "/v1/assets/x"}, std::pair{"<html>", "https://h/v1/assets/x/?v=1"},
        std::pair{R"({"id":"x"})", "/v1/assets/y"}}) {
    const auto asset = read_created(reply_of(body, "\"e\"", location), names);
    ASSERT_TRUE(asset) << body << asset.problem();
    EXPECT_EQ(asset->id, "x");
    EXPECT_EQ(asset->etag, "\"e\"");
  }
  for (const char* body : {"", "<html>", "{}", "[]", R"({"id":""})", R"({"id":"a b"})",
                           R"({"id":".."})", R"({"id":{"a":1}})", R"({"id":"x")"})
    EXPECT_FALSE(read_created(reply_of(body), names)) << body;
  Names other;
  other.id = "assetId";
  EXPECT_EQ(read_created(reply_of(R"({"assetId":"z","id":"x"})"), other)->id, "z");
}

TEST(ManagedAssetsReplies, expiry_is_a_date_none_or_not_told) {
  const Names names;
  const auto dated =
      read_asset(reply_of(R"({"id":"x","expiresOn":"2027-01-15T08:00:00Z","size":7})"), "x", names);
  EXPECT_EQ(dated->expires_ms, 1'800'000'000'000);
  EXPECT_EQ(dated->size, 7);
  const auto endless = read_asset(reply_of(R"({"expiresOn":null})"), "x", names);
  EXPECT_TRUE(endless->says_expiry && endless->expires_on.empty());
  EXPECT_TRUE(
      read_asset(reply_of(R"({"expiredOn":"2027-01-15T08:00:00Z"})"), "x", names)->expires_ms);
  EXPECT_FALSE(read_asset(reply_of("{}"), "x", names)->says_expiry);
  EXPECT_FALSE(read_asset(reply_of(R"({"id":"y"})"), "x", names));
}

TEST(ManagedAssetsReplies, an_etag_that_could_not_be_sent_back_is_none) {
  EXPECT_EQ(read_asset(reply_of("{}", "W/\"1\""), "x", {})->etag, "W/\"1\"");
  EXPECT_EQ(read_asset(reply_of("{}", "\"a\r\nX: 1\""), "x", {})->etag, "");
  EXPECT_EQ(read_asset(reply_of("{}", std::string(2000, 'e')), "x", {})->etag, "");
}

TEST(ManagedAssetsReplies, a_change_may_answer_nothing_but_no_web_page) {
  Asset before;
  before.id = "x";
  before.expires_on = "then";
  EXPECT_EQ(read_changed(reply_of("", "\"2\""), before, {})->expires_on, "then");
  EXPECT_EQ(read_changed(reply_of("", "\"2\""), before, {})->etag, "\"2\"");
  EXPECT_FALSE(read_changed(reply_of("<html>"), before, {}));
  EXPECT_FALSE(read_changed(reply_of(R"({"id":)"), before, {}));
}

TEST(ManagedAssetsReplies, a_query_is_believed_only_when_it_filters) {
  const auto matches = [](const char* body) { return read_matches(body, "k", "v", {}); };
  EXPECT_TRUE(matches("[]")->empty());
  EXPECT_TRUE(matches(R"({"results":[],"next":null})")->empty());
  EXPECT_EQ(
      matches(R"({"items":[{"id":"a","metadata":{"k":"v"}},{"id":"a","metadata":{"k":"v"}}]})")
          ->size(),
      1u);
  for (const char* body : {"<html>", "{}", R"({"items":5})", R"([{"id":"a"}])",
                           R"([{"id":"a","metadata":{"k":"w"}}])", R"([{"metadata":{"k":"v"}}])"})
    EXPECT_FALSE(matches(body)) << body;
}

TEST(ManagedAssetsReplies, metadata_is_compared_by_value) {
  const auto asset = *read_asset(reply_of(R"({"metadata":{"a":"1","b":2,"c":true}})"), "x", {});
  EXPECT_EQ(holds(asset, {{"a", "\"1\""}, {"b", "2"}, {"c", "true"}}, {}), true);
  EXPECT_EQ(holds(asset, {{"a", "\"2\""}}, {}), false);
  EXPECT_EQ(holds(asset, {{"z", "\"\""}}, {}), false);
  EXPECT_EQ(holds(*read_asset(reply_of("{}"), "x", {}), {}, {}), std::nullopt);
}

TEST(ManagedAssetsReplies, the_state_of_a_fetch_is_what_the_job_says) {
  const auto state = [](const char* body, const Poll& poll) {
    return fetch_state(*read_asset(reply_of(body), "x", {}), poll);
  };
  Poll poll;
  Reply accepted = reply_of("{}");
  EXPECT_EQ(fetch_state(*read_asset(accepted, "x", {}), poll), Fetch::ready);
  accepted.status = 202;
  EXPECT_EQ(fetch_state(*read_asset(accepted, "x", {}), poll), Fetch::pending);
  poll.member = "content";
  EXPECT_EQ(state("{}", poll), Fetch::pending);
  EXPECT_EQ(state(R"({"content":null})", poll), Fetch::pending);
  EXPECT_EQ(state(R"({"content":{"bytes":1}})", poll), Fetch::ready);
  poll.ready = {"ok"};
  poll.failed = {"bad"};
  EXPECT_EQ(state(R"({"content":"ok"})", poll), Fetch::ready);
  EXPECT_EQ(state(R"({"content":"bad"})", poll), Fetch::failed);
  EXPECT_EQ(state(R"({"content":"new"})", poll), Fetch::pending);
}

TEST(ManagedAssetsReplies, meta_keeps_what_is_not_told_anew) {
  Asset asset;
  asset.etag = "\"2\"";
  asset.says_expiry = true;
  EXPECT_EQ(meta_text(asset, R"({"etag":"\"1\"","size":5,"x":"y"})", std::nullopt, "expiry"),
            R"({"size":5,"x":"y","etag":"\"2\"","expires_on":"never","lifecycle":"expiry"})");
  EXPECT_EQ(meta_text(Asset(), "garbage", 7), R"({"size":7})");
}

}  // namespace
}  // namespace ingot::managedassets
