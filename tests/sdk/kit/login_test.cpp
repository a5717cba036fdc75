// Token requests as they are written, and what grants and refusals become.
#include <gtest/gtest.h>

#include <ingot/kit/login.hpp>

#include "tests/sdk/coroutine_vendor.hpp"

namespace ingot::kit {
namespace {

using namespace ingot::test;

task<> logs_in(Batch& batch) {
  TokenRequest token("https://id.example/token", TokenRequest::Form::form);
  token.field("grant_type", "refresh_token")
      .field("scope", "data:read data:write")
      .secret_field("refresh_token", "oauth.refresh_token")
      .basic("client", "oauth.client_secret");
  const Grant grant =
      co_await request_grant(batch, token.request("session.token", "oauth.refresh_token"), oauth_life);
  end_login(batch, grant, "check oauth");
}

Resulted result_of(const std::vector<Answer>& answers, std::size_t requests) {
  Started<logs_in> host(begin_with(0, INGOT_OP_LOGIN));
  std::size_t next = 0;
  EXPECT_EQ(host.run([&](const Sent&) { return answers[std::min(next++, answers.size() - 1)]; }),
            INGOT_OK);
  EXPECT_EQ(host.sent().size(), requests);
  return host.results().front();
}

TEST(KitLogin, writes_the_request_with_secrets_by_name) {
  Started<logs_in> host(begin_with(0, INGOT_OP_LOGIN));
  const Sent& sent = host.nth_outstanding(0);
  EXPECT_EQ(sent.body, "grant_type=refresh_token&scope=data%3Aread%20data%3Awrite&refresh_token="
                       "${s:oauth.refresh_token|form}");
  EXPECT_EQ(sent.header("Authorization"), "Basic ${s:client:oauth.client_secret|basic}");
  EXPECT_EQ(sent.header("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_TRUE(sent.has(INGOT_F_SENSITIVE));
  EXPECT_FALSE(sent.has(INGOT_F_IDEMPOTENT)) << "a refresh token may rotate";
  ASSERT_EQ(sent.captures.size(), 2u);
  TokenRequest json("https://id.example/token", TokenRequest::Form::json);
  json.field("a", "x\"y").secret_field("s", "oauth.secret");
  const Request request = json.request("session.token", "");
  ASSERT_EQ(request.fields().captures.size(), 1u);
  EXPECT_EQ(request.fields().body.segments()[0].text, R"({"a":"x\"y","s":")");
  EXPECT_EQ(request.fields().body.segments()[2].text, "\"}");
}

TEST(KitLogin, grants_have_a_life) {
  EXPECT_EQ(result_of({respond(200, R"({"access_token":"${s:session.token}","expires_in":60})")}, 1).expires_in_ms, 60'000);
  EXPECT_EQ(result_of({respond(200, R"({"access_token":"x"})")}, 1).expires_in_ms, 3'600'000);
  EXPECT_EQ(result_of({respond(200, R"({"access_token":"x","expires_in":-5})")}, 1).expires_in_ms, 3'600'000);
}

TEST(KitLogin, tells_refusals_from_trouble) {
  const Resulted refused = result_of({respond(400, R"({"error":"invalid_grant"})")}, 1);
  EXPECT_EQ(refused.result, std::uint32_t{INGOT_IT_AUTH});
  EXPECT_EQ(refused.message, "HTTP 400: invalid_grant; check oauth");
  EXPECT_EQ(result_of({fails(INGOT_OUT_DENIED, "no such secret")}, 1).result, std::uint32_t{INGOT_IT_AUTH});
  EXPECT_EQ(result_of({respond(200, "<html>")}, 1).result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_EQ(result_of({respond(503)}, 4).result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_EQ(result_of({fails(INGOT_OUT_UNKNOWN)}, 2).result, std::uint32_t{INGOT_IT_RETRYABLE})
      << "one more try at most: the refresh token may be used up";
}

}  // namespace
}  // namespace ingot::kit
