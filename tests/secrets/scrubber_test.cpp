// What must not be seen in any form, and what must stay readable.
#include "host/secrets/scrubber.hpp"

#include <Poco/Base64Encoder.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace ingot::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Scrubber& knows(Scrubber& scrubber, const std::string& value) {
  scrubber.learn(Secret(value));
  return scrubber;
}

std::string base64(const std::string& text) {
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << text;
  encoder.close();
  return out.str();
}

TEST(Scrubber, replaces_a_known_value_wherever_it_stands) {
  Scrubber scrubber;
  knows(scrubber, "s3cr3t-value");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"s3cr3t-value", "***"},        {"a s3cr3t-value b s3cr3t-value", "a *** b ***"},
      {"xs3cr3t-valuey", "x***y"},    {"s3cr3t-values3cr3t-value", "******"},
      {"s3cr3t-valu", "s3cr3t-valu"}, {"", ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(scrubber.scrub(text), expected);
}

TEST(Scrubber, knows_the_percent_encoded_forms) {
  Scrubber scrubber;
  knows(scrubber, "p/a+s w=r\xC3\xB6");
  EXPECT_EQ(scrubber.scrub("q=p%2Fa%2Bs%20w%3Dr%C3%B6&x"), "q=***&x");
  EXPECT_EQ(scrubber.scrub("q=p%2fa%2bs%20w%3dr%c3%b6&x"), "q=***&x");
  EXPECT_EQ(scrubber.scrub("q=p%2Fa%2Bs+w%3Dr%C3%B6&x"), "q=***&x");
}

TEST(Scrubber, knows_the_json_forms) {
  Scrubber scrubber;
  knows(scrubber, "pa\"ss\\wo/rd\n\xF0\x9F\x98\x80z");
  EXPECT_EQ(scrubber.scrub(R"({"k":"pa\"ss\\wo/rd\n)"
                           "\xF0\x9F\x98\x80z\"}"),
            R"({"k":"***"})");
  EXPECT_EQ(scrubber.scrub(R"({"k":"pa\"ss\\wo\/rd\n\ud83d\ude00z"})"), R"({"k":"***"})");
  EXPECT_EQ(scrubber.scrub(R"({"k":"pa\"ss\\wo/rd\n\uD83D\uDE00z"})"), R"({"k":"***"})");
}

TEST(Scrubber, finds_it_inside_base64_at_every_alignment) {
  const std::string secret = "correct-horse?battery~staple";
  for (const std::string before : {"", "u", "us", "use", "user:"}) {
    for (const std::string after : {"", "!", "!!", "!!!"}) {
      Scrubber scrubber;
      knows(scrubber, secret);
      const std::string encoded = base64(before + secret + after);
      const std::string scrubbed = scrubber.scrub("Basic " + encoded + " end");
      EXPECT_THAT(scrubbed, HasSubstr("***")) << encoded;
      EXPECT_THAT(scrubbed, HasSubstr(" end"));
      // At most the four characters of the group in which the secret begins may be left.
      EXPECT_LE(scrubbed.size(), std::string("Basic *** end").size() + (before.size() + 2) / 3 * 4)
          << scrubbed;
    }
  }
}

TEST(Scrubber, finds_the_url_alphabet_of_base64_too) {
  Scrubber scrubber;
  const std::string secret = "\xFB\xEF\xBE\xFB\xEF\xBE\xFF\xFF\xFF";
  knows(scrubber, secret);
  EXPECT_EQ(scrubber.scrub("a ++++++++//// b"), "a *** b");
  EXPECT_EQ(scrubber.scrub("a --------____ b"), "a *** b");
}

TEST(Scrubber, leaves_values_alone_that_are_too_short_to_be_secrets) {
  Scrubber scrubber;
  knows(scrubber, "12345");
  EXPECT_EQ(scrubber.scrub("12345 files"), "12345 files");
  knows(scrubber, "123456");
  EXPECT_EQ(scrubber.scrub("123456 files"), "*** files");
}

TEST(Scrubber, prefers_the_longest_of_two_values_that_begin_alike) {
  Scrubber scrubber;
  knows(scrubber, "prefix");
  knows(scrubber, "prefix-and-more");
  EXPECT_EQ(scrubber.scrub("prefix-and-more prefix-and"), "*** ***-and");
}

TEST(Scrubber, hides_signature_parameters_of_urls) {
  const Scrubber scrubber;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"https://b.s3.amazonaws.com/"
       "k?X-Amz-Algorithm=AWS4&X-Amz-Credential=AK%2F2&X-Amz-Signature=ab12&partNumber=1",
       "https://b.s3.amazonaws.com/"
       "k?X-Amz-Algorithm=AWS4&X-Amz-Credential=***&X-Amz-Signature=***&partNumber=1"},
      {"x?x-amz-security-token=FQo%2B/x==&a=b", "x?x-amz-security-token=***&a=b"},
      {"x?Signature=q%3D1&Expires=9", "x?Signature=***&Expires=9"},
      {"x?sv=1&sig=abc#f", "x?sv=1&sig=***#f"},
      {"grant_type=refresh_token&refresh_token=zzz&client_secret=yyy",
       "grant_type=refresh_token&refresh_token=***&client_secret=***"},
      {"token=abc", "token=***"},
      {"failed: PUT \"https://x/?sig=abc\" (3 tries)",
       "failed: PUT \"https://x/?sig=***\" (3 tries)"},
      {"https%3A%2F%2Fx%2F%3FX-Amz-Signature%3Dab12%26n%3D1",
       "https%3A%2F%2Fx%2F%3FX-Amz-Signature%3D***%26n%3D1"},
      {R"("u":"https://x/?a=1\u0026X-Amz-Signature=ab12\u0026n=1")",
       R"("u":"https://x/?a=1\u0026X-Amz-Signature=***\u0026n=1")"},
      {"a%26sig%3dab", "a%26sig%3d***"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(scrubber.scrub(text), expected);
}

TEST(Scrubber, keeps_what_only_looks_similar) {
  const Scrubber scrubber;
  for (const std::string text :
       {"x?design=abc", "x?X-Amz-Signature-Version=4", "x?signatures=2", "sig=", "sig =a",
        "token: abc", "=", "%3D", "x?partNumber=7&uploadId=abc", "my-token=abc"}) {
    EXPECT_EQ(scrubber.scrub(text), text);
  }
}

TEST(Scrubber, never_lets_any_position_of_a_value_through) {
  const std::string secret = "k\"ey/0+9 \xC3\xA9?";
  for (std::size_t before = 0; before < 5; ++before) {
    Scrubber scrubber;
    knows(scrubber, secret);
    const std::string text = std::string(before, 'k') + secret + std::string(before, 'k');
    EXPECT_THAT(scrubber.scrub(text), Not(HasSubstr(secret)));
    EXPECT_THAT(scrubber.scrub("?sig=" + text), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace ingot::secrets
