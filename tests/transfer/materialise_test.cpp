#include "host/transfer/materialise.hpp"

#include <gtest/gtest.h>

#include <ingot/plugin.h>

namespace ingot::transfer {
namespace {

using plugin::Segment;
using plugin::SegmentKind;

Segment literal(std::string text) { return Segment{.text = std::move(text)}; }
Segment secret(std::string name, plugin::Encoding encoding = plugin::Encoding::raw) {
  return Segment{.kind = SegmentKind::secret, .encoding = encoding, .text = std::move(name)};
}
Segment file(std::uint32_t item, std::uint64_t off, std::uint64_t len) {
  return Segment{.kind = SegmentKind::file, .ref = item, .off = off, .len = len, .text = {}};
}
Segment digest_of(std::uint32_t item, std::uint64_t off, std::uint64_t len, std::string form) {
  return Segment{.kind = SegmentKind::digest, .ref = item, .off = off, .len = len, .text = std::move(form)};
}

struct materialise_fixture : ::testing::Test {
  materialise_fixture() {
    items.push_back({.seq = 1, .file = {.key = "a", .size = 100}, .key = "a", .name = "a", .mime = {}, .fields = {},
                     .remote_id = {}, .meta = {}});
    ignore_error(vault.put("token", secrets::Secret("s3cr3t-token"), {{"api.test:443"}, {"header:authorization"}}), "");
    ignore_error(vault.put("body", secrets::Secret("a\"b-secret"), {{"api.test:443"}, {"body"}}), "");
    action.method = "PUT";
    action.flags = INGOT_F_IDEMPOTENT;
    action.url = {literal("https://api.test/x%3Ay?z=1")};
  }
  std::vector<SessionItem> items;
  secrets::Vault vault;
  plugin::HttpAction action;
};

TEST_F(materialise_fixture, keeps_the_url_byte_for_byte) {
  const auto attempt = materialise(action, items, vault, {});
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->request.url, "https://api.test/x%3Ay?z=1");
  EXPECT_EQ(attempt->request.body_size, 0u);
  EXPECT_EQ(attempt->request.reuse, net::Reuse::any);
}

TEST_F(materialise_fixture, puts_a_secret_where_its_rule_lets_it_go) {
  action.headers = {{"authorization", {literal("Bearer "), secret("token")}}};
  action.body = {literal("{\"k\":\""), secret("body", plugin::Encoding::json), literal("\"}")};
  const auto attempt = materialise(action, items, vault, {});
  ASSERT_TRUE(attempt) << attempt.error().message;
  EXPECT_EQ(attempt->request.headers[0].value, "Bearer s3cr3t-token");
  ASSERT_EQ(attempt->body.size(), 1u);
  EXPECT_EQ(attempt->body[0].bytes, "{\"k\":\"a\\\"b-secret\"}");
}

TEST_F(materialise_fixture, refuses_to_send_a_secret_elsewhere) {
  action.headers = {{"authorization", {secret("token")}}};
  for (const char* url : {"https://evil.test/", "http://api.test/", "https://api.test:8443/", "https://api.test.evil.test/"}) {
    action.url = {literal(url)};
    const auto attempt = materialise(action, items, vault, {});
    ASSERT_FALSE(attempt) << url;
    EXPECT_EQ(attempt.error().message.find("s3cr3t"), std::string::npos);
  }
  action.url = {literal("https://api.test/")};
  action.headers = {{"x-other", {secret("token")}}};
  EXPECT_FALSE(materialise(action, items, vault, {}));
  action.headers = {};
  action.body = {secret("token")};
  EXPECT_FALSE(materialise(action, items, vault, {}));
}

TEST_F(materialise_fixture, the_host_must_stand_in_the_first_literal) {
  action.url = {literal("https://api.test"), literal(".evil.test/")};
  EXPECT_FALSE(materialise(action, items, vault, {}));
  action.url = {secret("token"), literal("https://api.test/")};
  EXPECT_FALSE(materialise(action, items, vault, {}));
}

TEST_F(materialise_fixture, keeps_file_ranges_as_ranges_between_literals) {
  action.body = {literal("head"), literal("er"), file(0, 10, 50), literal("tail")};
  const auto attempt = materialise(action, items, vault, {});
  ASSERT_TRUE(attempt);
  ASSERT_EQ(attempt->body.size(), 3u);
  EXPECT_EQ(attempt->body[0].bytes, "header");
  EXPECT_EQ(attempt->body[1].offset, 10u);
  EXPECT_EQ(attempt->body[1].length, 50u);
  EXPECT_EQ(attempt->request.body_size, 60u);
  EXPECT_TRUE(attempt->has_file);
}

TEST_F(materialise_fixture, writes_digests_in_the_order_they_are_asked_for) {
  action.headers = {{"content-md5", {digest_of(plugin::kWholeBody, 0, 0, "md5/base64")}}};
  action.body = {file(0, 0, 100)};
  const auto wanted = wanted_digests(action);
  ASSERT_TRUE(wanted);
  ASSERT_EQ(wanted->size(), 1u);
  EXPECT_EQ((*wanted)[0].length, 100u);
  const std::vector<std::optional<digest::DigestValue>> values = {
      digest::DigestValue::from_hex(digest::Algorithm::md5, "d41d8cd98f00b204e9800998ecf8427e")};
  const auto attempt = materialise(action, items, vault, values);
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->request.headers[0].value, "1B2M2Y8AsgTpgAmY7PhCfg==");
}

TEST_F(materialise_fixture, basic_credentials_are_user_and_secret_in_base64) {
  ignore_error(vault.put("client", secrets::Secret("pass:word"), {{"api.test:443"}, {"header:authorization"}}), "");
  Segment basic{.kind = SegmentKind::secret, .encoding = plugin::Encoding::basic, .text = "id:client"};
  action.headers = {{"Authorization", {literal("Basic "), basic}}};
  const auto attempt = materialise(action, items, vault, {});
  ASSERT_TRUE(attempt) << attempt.error().message;
  EXPECT_EQ(attempt->request.headers[0].value, "Basic aWQ6cGFzczp3b3Jk");
  basic.text = "id:unknown";
  action.headers = {{"Authorization", {basic}}};
  EXPECT_FALSE(materialise(action, items, vault, {}));
}

TEST_F(materialise_fixture, a_request_that_may_not_be_repeated_rides_on_a_fresh_connection) {
  action.flags = 0;
  EXPECT_EQ(materialise(action, items, vault, {})->request.reuse, net::Reuse::fresh_only);
}

}  // namespace
}  // namespace ingot::transfer
