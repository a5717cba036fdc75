// What is asked of Acme, request by request.
#include "src/requests.hpp"

#include <gtest/gtest.h>
#include <ingot/testkit/fake_events.hpp>

namespace acme_plugin {
namespace {

using ingot::test::make_item;

Config config() {
  Config config;
  config.base_url = "https://acme.test";
  config.client_id = "client";
  config.folder = "/Inbox";
  return config;
}

std::string text_of(const ingot::Text& text) {
  std::string out;
  for (const ingot::Segment& segment : text.segments())
    out += segment.kind == INGOT_SEG_LIT ? segment.text : "{" + segment.text + "}";
  return out;
}

TEST(requests, ask_for_what_acme_wants) {
  const ingot::Item item = make_item("a/b c.tif", 12'000'000, 5'242'880);
  const struct {
    ingot::Request request;
    const char *method, *url, *body;
    bool is_idempotent;
  } table[] = {
      {token_request(config()), "POST", "https://acme.test/oauth/token",
       "grant_type=client_credentials&client_id=client&client_secret={client_secret}", false},
      {create_request(config(), item, "r-1"), "POST", "https://acme.test/assets",
       R"({"path":"/Inbox/a/b c.tif","size":12000000,"parts":3,"reference":"r-1"})", false},
      {find_request(config(), "r&1"), "GET", "https://acme.test/assets?reference=r%261", "", true},
      {asset_request(config(), "a/1"), "GET", "https://acme.test/assets/a%2F1", "", true},
      {delete_request(config(), "a1"), "DELETE", "https://acme.test/assets/a1", "", true},
      {url_request(config(), "u1", 2), "POST", "https://acme.test/uploads/u1/urls", R"({"part":2})",
       true},
      {complete_request(config(), "u1", {"\"e1\"", "e2"}), "POST",
       "https://acme.test/uploads/u1/complete", R"({"etags":["e1","e2"]})", false},
  };
  for (const auto& row : table) {
    const ingot::RequestFields& fields = row.request.fields();
    EXPECT_EQ(fields.method, row.method) << row.url;
    EXPECT_EQ(text_of(fields.url), row.url);
    EXPECT_EQ(text_of(fields.body), row.body) << row.url;
    EXPECT_EQ((fields.flags & INGOT_F_IDEMPOTENT) != 0, row.is_idempotent) << row.url;
  }
}

TEST(requests, carry_the_token_to_the_api_alone) {
  const ingot::RequestFields fields = asset_request(config(), "a1").fields();
  EXPECT_EQ(fields.auth, "account");
  ASSERT_EQ(fields.headers.size(), 2u);
  EXPECT_EQ(text_of(fields.headers[1].second), "Bearer {session.token}");
  EXPECT_TRUE(token_request(config()).fields().auth.empty());
}

TEST(requests, put_an_item_below_the_folder) {
  const ingot::Item item = make_item("a/b.tif", 1);
  Config at_the_root = config();
  at_the_root.folder = "/";
  EXPECT_EQ(remote_path(at_the_root, item), "/a/b.tif");
  EXPECT_EQ(remote_path(config(), item), "/Inbox/a/b.tif");
}

TEST(config, is_refused_with_the_key) {
  const std::pair<const char*, const char*> table[] = {
      {R"({"client_id":"c","client_secret":{"$secret":"client_secret"}})", "base_url"},
      {R"({"base_url":"http://a","client_secret":{"$secret":"client_secret"}})", "client_id"},
      {R"({"base_url":"http://a","client_id":"c","client_secret":"plain"})", "client_secret"},
      {R"({"base_url":"http://a","client_id":"c","client_secret":{"$secret":"s"},"folder":"x"})",
       "folder"},
      {"[]", "base_url"},
      {"", "config"},
  };
  for (const auto& [json, key] : table) {
    const auto config = parse_config(json);
    ASSERT_FALSE(config) << json;
    EXPECT_NE(config.problem().find(key), std::string::npos) << config.problem();
  }
}

}  // namespace
}  // namespace acme_plugin
