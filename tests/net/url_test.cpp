#include "host/net/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ingot::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  std::string text, host;
  std::uint16_t port;
  std::string authority, target, origin;
};

TEST(Url, keeps_the_bytes_of_its_parts) {
  const std::vector<Case> cases = {
      {"http://a.b/c", "a.b", 80, "a.b", "/c", "http://a.b:80"},
      {"HTTPS://A.B:8443/C%3a%2F?x=%20#", "", 0, "", "", ""},
      {"https://A.B:8443/C%3a%2F//../x?x=%20&y=a+b", "a.b", 8443, "A.B:8443",
       "/C%3a%2F//../x?x=%20&y=a+b", "https://a.b:8443"},
      {"https://a.b", "a.b", 443, "a.b", "/", "https://a.b:443"},
      {"https://a.b?x=/1", "a.b", 443, "a.b", "/?x=/1", "https://a.b:443"},
      {"https://a.b:/", "a.b", 443, "a.b:", "/", "https://a.b:443"},
      {"https://a_b-1.c:65535/", "a_b-1.c", 65535, "a_b-1.c:65535", "/", "https://a_b-1.c:65535"},
      {"http://[::1]:8080/x", "::1", 8080, "[::1]:8080", "/x", "http://[::1]:8080"},
      {"http://[2001:DB8::A]", "2001:db8::a", 80, "[2001:DB8::A]", "/", "http://[2001:db8::a]:80"},
      {"http://127.0.0.1/x@y:z", "127.0.0.1", 80, "127.0.0.1", "/x@y:z", "http://127.0.0.1:80"},
      {"http://a/\xC3\xA9", "a", 80, "a", "/\xC3\xA9", "http://a:80"},
  };
  for (const Case& each : cases) {
    const auto url = parse_url(each.text);
    if (each.host.empty()) {
      EXPECT_FALSE(url) << each.text;
      continue;
    }
    ASSERT_TRUE(url) << each.text << ": " << url.error().message;
    EXPECT_EQ(url->host, each.host);
    EXPECT_EQ(url->port, each.port);
    EXPECT_EQ(url->authority, each.authority);
    EXPECT_EQ(url->target, each.target);
    EXPECT_EQ(url->origin(), each.origin);
  }
}

TEST(Url, refuses_what_could_mean_something_else) {
  for (const std::string text : {"",
                                 "a.b/c",
                                 "//a.b",
                                 "ftp://a.b",
                                 "httpx://a",
                                 "http:/a",
                                 "http://",
                                 "http:///c",
                                 "http://:80/",
                                 "http://a b/",
                                 "http://a/b c",
                                 "http://a/b\tc",
                                 "http://a/\r\nX: y",
                                 "http://a/\x7F",
                                 "http://u@a/",
                                 "http://u:secretpw@a/",
                                 "http://a:0/",
                                 "http://a:65536/",
                                 "http://a:80x/",
                                 "http://a:-1/",
                                 "http://a:99999999999/",
                                 "http://[::1/",
                                 "http://[::g]/",
                                 "http://[::1]x/",
                                 "http://[fe80::1%25eth0]/",
                                 "http://a/#f",
                                 "http://a%41/",
                                 "http://\xC3\xA9/"}) {
    const auto url = parse_url(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::invalid);
    EXPECT_THAT(url.error().message, Not(HasSubstr("secretpw")));
  }
  EXPECT_FALSE(parse_url(std::string("http://a/\0", 10)));
  EXPECT_FALSE(parse_url("http://" + std::string(254, 'a') + "/"));
}

TEST(Url, tells_addresses_from_names) {
  EXPECT_TRUE(parse_url("http://127.0.0.1/")->is_ip_literal());
  EXPECT_TRUE(parse_url("http://[::1]/")->is_ip_literal());
  EXPECT_FALSE(parse_url("http://127.0.0.1.com/")->is_ip_literal());
}

}  // namespace
}  // namespace ingot::net
