#include "host/transfer/capture.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

net::Response answer(std::string body) {
  net::Response response;
  response.status = 200;
  response.body = std::move(body);
  response.headers.push_back({"x-session", "header-secret"});
  return response;
}

TEST(capture, takes_values_and_masks_them_in_the_answer) {
  auto response = answer(R"({"access_token":"tok-123","session":{"a/b":["x","refresh-9"]},"expires_in":60})");
  const auto captured = capture_secrets({{"/access_token", "token"}, {"/session/a~1b/1", "refresh"}}, response);
  ASSERT_EQ(captured.size(), 2u);
  EXPECT_EQ(captured[0].first, "token");
  EXPECT_EQ(captured[0].second.reveal(), "tok-123");
  EXPECT_EQ(captured[1].second.reveal(), "refresh-9");
  EXPECT_EQ(response.body,
            R"({"access_token":"${s:token}","session":{"a/b":["x","${s:refresh}"]},"expires_in":60})");
}

TEST(capture, takes_headers_in_any_case) {
  auto response = answer("{}");
  const auto captured = capture_secrets({{"h:X-Session", "sid"}}, response);
  ASSERT_EQ(captured.size(), 1u);
  EXPECT_EQ(captured[0].second.reveal(), "header-secret");
  EXPECT_EQ(response.headers[0].value, "${s:sid}");
}

TEST(capture, what_is_not_there_is_no_capture) {
  for (const char* body : {"", "not json", "[]", R"({"a":null})", R"({"a":5})", R"({"a":{}})", R"({"a":""})"}) {
    auto response = answer(body);
    EXPECT_TRUE(capture_secrets({{"/a", "s"}, {"/a/b", "t"}, {"/9", "u"}, {"h:Nope", "v"}}, response).empty()) << body;
    EXPECT_EQ(response.body, body);
  }
}

}  // namespace
}  // namespace ingot::transfer
