#include "host/plugin/wire_text.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace ingot::plugin {
namespace {

using namespace std::string_view_literals;

template <class Predicate>
void expect_each(Predicate predicate, std::initializer_list<std::string_view> good,
                 std::initializer_list<std::string_view> bad) {
  for (const auto text : good) EXPECT_TRUE(predicate(text)) << text;
  for (const auto text : bad) EXPECT_FALSE(predicate(text)) << text;
}

TEST(WireText, tells_tokens) {
  expect_each(is_http_token, {"GET", "X-Amz-Date", "a!#$%&'*+-.^_`|~9"},
              {"", "a b", "a:", "a\0"sv, "é", "a\t", "a/b", "(a)", "a,", "\"a\""});
}

TEST(WireText, tells_url_pieces) {
  expect_each(is_url_text, {"", "https://h/%3A?a=b&c=[d]#e", "https://h/é"},
              {"a b", "a\n", "a\0b"sv, "\x7F", "\xC2\x80", "\xFF", "a\tb"});
}

TEST(WireText, tells_header_pieces) {
  expect_each(is_header_text, {"", "Bearer x", "a\tb", "é"},
              {"a\r", "a\n", "a\0"sv, "\x1B[0m", "\x7F", "\xFF"});
}

TEST(WireText, tells_names_of_secrets) {
  expect_each(is_plain_name, {"a", "oauth.refresh_token", "A-1"},
              {"", "a b", "a/b", "é", "${x}", "a\n"});
}

TEST(WireText, tells_json_pointers) {
  expect_each(is_json_pointer, {"/a", "/a/0/b~1c~0", "/", "/é"},
              {"", "a", "#/a", "/a~", "/a~2", "/a\n"});
}

TEST(WireText, tells_digests_and_their_formats) {
  expect_each(is_digest_format, {"md5/base64", "sha256/hex", "crc32c/base64"},
              {"", "md5", "md5/", "md5/HEX", "sha1/hex", "md5/hex/hex", "/hex", "MD5/hex"});
}

TEST(WireText, tells_the_headers_of_the_host_in_any_case) {
  expect_each(is_host_header, {"host", "HOST", "Content-Length", "te", "Proxy-Authorization"},
              {"", "hosts", "content-type", "authorization", "content-md5", "x-host", "t", "tea"});
}

}  // namespace
}  // namespace ingot::plugin
