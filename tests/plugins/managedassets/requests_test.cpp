// What is sent, as text.
#include <gtest/gtest.h>

#include "plugins/managedassets/requests.hpp"

namespace ingot::managedassets {
namespace {

Config config_of(const std::string& more = {}) {
  return *parse_config(R"({"base_url":"https://a","token":{"$secret":"t"})" + more + "}");
}

TEST(ManagedAssetsRequests, a_body_has_only_what_the_draft_has) {
  Draft draft;
  EXPECT_EQ(create_body(draft, true), "{}");
  draft.uri = "https://h";
  draft.metadata = {{"b", "1"}, {"a", "\"x\""}};
  draft.expires = "never";
  EXPECT_EQ(
      create_body(draft, false),
      R"({"uri":"https://h","managed":"false","metadata":{"b":1,"a":"x"},"expires":"never"})");
  draft.uri.clear();
  EXPECT_EQ(create_body(draft, false), R"({"metadata":{"b":1,"a":"x"},"expires":"never"})");
}

TEST(ManagedAssetsRequests, a_form_has_metadata_expires_and_the_file_in_this_order) {
  Item item;
  item.name = "a.jpg";
  item.mime = "image/jpeg";
  item.size = 5;
  Draft draft;
  draft.metadata = {{"a", "\"x\""}};
  draft.expires = "P1D";
  const Text typed = form_of(item, draft, "b", true).body();
  EXPECT_EQ(
      typed.segments()[0].text,
      "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json"
      "\r\n\r\n{\"a\":\"x\"}\r\n--b\r\nContent-Disposition: form-data; "
      "name=\"expires\"\r\n\r\nP1D\r\n"
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n"
      "Content-Type: image/jpeg\r\n\r\n");
  const Text plain = form_of(item, draft, "b", false).body();
  EXPECT_EQ(plain.segments()[0].text.find("application/json"), std::string::npos);
  EXPECT_TRUE(form_of(item, Draft(), "b", true)
                  .body()
                  .segments()[0]
                  .text.starts_with("--b\r\nContent-Disposition: form-data; name=\"file\""));
}

TEST(ManagedAssetsRequests, ids_are_one_segment_of_the_path) {
  const Config config = config_of();
  const Api api(config, "b");
  const auto url = [](const Request& request) { return request.fields().url.segments()[0].text; };
  EXPECT_EQ(url(api.read("a/b?c", Visibility::living)), "https://a/v1/assets/a%2Fb%3Fc");
  EXPECT_EQ(url(api.read("x", Visibility::deleted_too)), "https://a/v1/assets/x?showDeleted=true");
  EXPECT_EQ(url(api.remove("x", "*", Removal::soft)), "https://a/v1/assets/x?purge=false");
  EXPECT_EQ(url(api.remove("x", "*", Removal::purge)), "https://a/v1/assets/x?purge=true");
  EXPECT_EQ(url(api.restore("x", "")), "https://a/v1/assets/x:restore");
}

TEST(ManagedAssetsRequests, only_what_may_arrive_twice_is_idempotent) {
  const Config config = config_of(R"(,"answer_timeout":5000)");
  const Api api(config, "b");
  const auto is_idempotent = [](const Request& request) {
    return (request.fields().flags & INGOT_F_IDEMPOTENT) != 0;
  };
  EXPECT_TRUE(is_idempotent(api.read("x", Visibility::living)));
  EXPECT_TRUE(is_idempotent(api.remove("x", "\"1\"", Removal::soft)));
  EXPECT_FALSE(is_idempotent(api.create(Item(), Draft())));
  EXPECT_FALSE(is_idempotent(api.patch("x", "{}", "\"1\"")));
  EXPECT_FALSE(is_idempotent(api.replace_file(Item(), Draft(), "\"1\"")));
  EXPECT_FALSE(is_idempotent(api.restore("x", "")));
  EXPECT_EQ(api.create(Item(), Draft()).fields().timeout_ms, 5000u);
}

TEST(ManagedAssetsRequests, a_query_is_filled_and_encoded) {
  const Config config = config_of(R"(,"query_by_metadata":"/q?{key}={value}&again={value}")");
  const Api api(config, "b");
  EXPECT_EQ(api.query("k y", "v{key}&").fields().url.segments()[0].text,
            "https://a/q?k%20y=v%7Bkey%7D%26&again=v%7Bkey%7D%26");
}

}  // namespace
}  // namespace ingot::managedassets
