#include "host/net/proxy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ingot::net {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Url url(const std::string& text) {
  return *parse_url(text);
}

bool is_direct(const std::string& no_proxy, const std::string& origin) {
  const auto proxy = proxy_for({"proxy:3128", "proxy:3128", no_proxy}, url(origin));
  EXPECT_TRUE(proxy) << proxy.error().message;
  return !proxy->has_value();
}

TEST(Proxy, is_chosen_by_the_scheme_of_the_origin) {
  const ProxySettings settings{"http://one:1", "two:2", ""};
  EXPECT_EQ((*proxy_for(settings, url("http://a.b/")))->host, "one");
  EXPECT_EQ((*proxy_for(settings, url("https://a.b/")))->host, "two");
  EXPECT_EQ((*proxy_for(settings, url("https://a.b/")))->port, 2);
  EXPECT_FALSE(proxy_for({"", "two:2", ""}, url("http://a.b/"))->has_value());
  EXPECT_FALSE(proxy_for({" ", "", ""}, url("http://a.b/"))->has_value());
}

TEST(Proxy, takes_credentials_percent_decoded) {
  const auto proxy = proxy_for({"http://user:p%40ss%3A@proxy:3128/", "", ""}, url("http://a.b/"));
  ASSERT_TRUE(proxy);
  EXPECT_EQ((*proxy)->host, "proxy");
  EXPECT_EQ((*proxy)->port, 3128);
  EXPECT_EQ((*proxy)->authorization, "Basic dXNlcjpwQHNzOg==");
  EXPECT_EQ((*proxy_for({"user@proxy", "", ""}, url("http://a.b/")))->authorization,
            "Basic dXNlcjo=");
  EXPECT_EQ((*proxy_for({"proxy", "", ""}, url("http://a.b/")))->authorization, "");
  EXPECT_EQ((*proxy_for({"proxy", "", ""}, url("http://a.b/")))->port, 80);
}

TEST(Proxy, refuses_other_kinds_without_showing_the_password) {
  for (const std::string setting :
       {"https://u:secretpw@p", "socks5://u:secretpw@p", "http://u:secretpw@", "u:secretpw@p:x",
        "u:secretpw@p q", "u:secretpw%zz@p"}) {
    const auto proxy = proxy_for({setting, "", ""}, url("http://a.b/"));
    ASSERT_FALSE(proxy) << setting;
    EXPECT_EQ(proxy.error().kind, ErrorKind::invalid);
    EXPECT_THAT(proxy.error().message, HasSubstr("http_proxy"));
    EXPECT_THAT(proxy.error().message, Not(HasSubstr("secretpw")));
  }
}

TEST(Proxy, is_never_used_for_this_machine) {
  for (const std::string origin : {"http://localhost/", "http://x.localhost/", "http://127.0.0.1/",
                                   "http://127.9.9.9:1/", "https://[::1]/"}) {
    EXPECT_TRUE(is_direct("", origin)) << origin;
  }
  EXPECT_FALSE(is_direct("", "http://128.0.0.1/"));
  EXPECT_FALSE(is_direct("", "http://notlocalhost/"));
}

TEST(Proxy, is_not_used_where_no_proxy_says_so) {
  const std::vector<std::pair<std::string, std::string>> direct = {
      {"*", "http://a.b/"},
      {"a.b", "http://a.b/"},
      {"A.B", "http://a.b:81/"},
      {".a.b", "http://a.b/"},
      {".a.b", "http://x.a.b/"},
      {"a.b", "http://x.a.b/"},
      {"x, a.b ,y", "http://a.b/"},
      {"a.b:80", "http://a.b/"},
      {"10.1.2.3", "http://10.1.2.3/"},
      {"10.0.0.0/8", "http://10.1.2.3/"},
      {"10.1.2.0/23", "http://10.1.3.255/"},
      {"0.0.0.0/0", "http://9.9.9.9/"},
      {"2001:db8::/32", "http://[2001:db8:1::2]/"},
      {"[2001:db8::1]", "http://[2001:db8::1]/"},
      {"[2001:db8::1]:80", "http://[2001:db8::1]/"}};
  for (const auto& [list, origin] : direct)
    EXPECT_TRUE(is_direct(list, origin)) << list << " " << origin;
}

TEST(Proxy, is_used_for_near_misses_of_no_proxy) {
  const std::vector<std::pair<std::string, std::string>> proxied = {
      {"", "http://a.b/"},
      {",, ,", "http://a.b/"},
      {"a.b", "http://xa.b/"},
      {"a.b", "http://a.b.c/"},
      {"a.b:81", "http://a.b/"},
      {".", "http://a.b/"},
      {"10.0.0.0/8", "http://11.0.0.1/"},
      {"10.1.2.0/23", "http://10.1.4.0/"},
      {"10.0.0.0/33", "http://10.0.0.0/"},
      {"10.0.0.0/x", "http://10.0.0.0/"},
      {"10.1.2.3", "http://10.1.2.30/"},
      {"::/0", "http://10.0.0.1/"}};
  for (const auto& [list, origin] : proxied)
    EXPECT_FALSE(is_direct(list, origin)) << list << " " << origin;
}

}  // namespace
}  // namespace ingot::net
