#include "host/ui/access.hpp"

#include <gtest/gtest.h>

namespace ingot::ui {
namespace {

const Access kAccess({"127.0.0.1", 8080}, "s3cret");

Request get(std::string path = "/api/run") {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.headers["host"] = "127.0.0.1:8080";
  return request;
}

Request with_token(Request request) {
  request.headers["authorization"] = "Bearer s3cret";
  return request;
}

Request post() {
  Request request = with_token(get("/api/retry"));
  request.method = "POST";
  request.headers["content-type"] = "application/json";
  return request;
}

int status_of(const Request& request) {
  const auto refused = kAccess.refuse(request);
  return refused ? refused->status : 0;
}

TEST(access, the_token_opens_as_bearer_and_as_cookie) {
  EXPECT_EQ(status_of(with_token(get())), 0);
  Request request = get();
  request.headers["cookie"] = "other=1; ingot_token_8080=s3cret; more=2";
  EXPECT_EQ(status_of(request), 0);
}

TEST(access, without_the_right_token_there_is_nothing) {
  EXPECT_EQ(status_of(get()), 401);
  EXPECT_EQ(status_of(get("/")), 401);
  for (const char* wrong : {"Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crett", "bearer s3cret", "s3cret"}) {
    Request request = get();
    request.headers["authorization"] = wrong;
    EXPECT_EQ(status_of(request), 401) << wrong;
  }
  for (const char* wrong : {"ingot_token_8081=s3cret", "ingot_token_8080=", "xingot_token_8080=s3cret", "ingot_token_8080"}) {
    Request request = get();
    request.headers["cookie"] = wrong;
    EXPECT_EQ(status_of(request), 401) << wrong;
  }
}

TEST(access, the_address_with_the_token_hands_a_strict_cookie_over) {
  Request request = get("/");
  request.query["token"] = "s3cret";
  const auto answer = kAccess.refuse(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  ASSERT_EQ(answer->headers.size(), 1u);
  EXPECT_EQ(answer->headers[0].second, "ingot_token_8080=s3cret; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_NE(answer->body.find("url=/\""), std::string::npos);
  EXPECT_EQ(answer->body.find("s3cret"), std::string::npos);
  request.query["token"] = "s3cres";
  EXPECT_EQ(status_of(request), 401);
}

TEST(access, only_its_own_name_is_answered) {
  for (const char* name : {"127.0.0.1:8080", "localhost:8080"}) {
    Request request = with_token(get());
    request.headers["host"] = name;
    EXPECT_EQ(status_of(request), 0) << name;
  }
  for (const char* name : {"evil.example:8080", "127.0.0.1", "127.0.0.1:8081", "localhost", ""}) {
    Request request = with_token(get());
    request.headers["host"] = name;
    EXPECT_EQ(status_of(request), 421) << name;
  }
  Request request = with_token(get());
  request.headers.erase("host");
  EXPECT_EQ(status_of(request), 421);
}

TEST(access, a_post_comes_from_its_own_page_as_json) {
  EXPECT_EQ(status_of(post()), 0);
  Request request = post();
  request.headers["origin"] = "http://127.0.0.1:8080";
  EXPECT_EQ(status_of(request), 0);
  for (const char* origin : {"http://evil.example", "http://127.0.0.1:8081", "https://127.0.0.1:8080", "null"}) {
    request.headers["origin"] = origin;
    EXPECT_EQ(status_of(request), 403) << origin;
  }
  request = post();
  request.headers["content-type"] = "text/plain";
  EXPECT_EQ(status_of(request), 415);
  request = post();
  request.method = "DELETE";
  EXPECT_EQ(status_of(request), 405);
}

TEST(address, is_on_the_loopback_with_a_port) {
  struct Good {
    const char* text;
    const char* host;
    int port;
  };
  for (const auto& [text, host, port] : {Good{"127.0.0.1:0", "127.0.0.1", 0}, Good{"127.9.8.7:65535", "127.9.8.7", 65535},
                                         Good{"localhost:8080", "localhost", 8080}, Good{"[::1]:80", "[::1]", 80}}) {
    const auto address = parse_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->host, host);
    EXPECT_EQ(address->port, port);
  }
  for (const char* text : {"", ":", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                           "127.0.0.1:8o", "0.0.0.0:80", "192.168.1.2:80", "127.0.0.256:80", "127.0.1:80", "127.0.0.1.5:80",
                           "[::]:80", "example.org:80", "127.evil.example:80"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
  EXPECT_NE(parse_address("0.0.0.0:80").error().message.find("ssh -L"), std::string::npos);
}

}  // namespace
}  // namespace ingot::ui
