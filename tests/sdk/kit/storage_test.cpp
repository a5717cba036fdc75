// Signed URLs, store errors, ETags, MD5s.
#include <gtest/gtest.h>

#include <ingot/kit/dates.hpp>
#include <ingot/kit/storage.hpp>

namespace ingot::kit {
namespace {

constexpr char kSigned[] =
    "https://s3/"
    "x?X-Amz-Algorithm=A&X-Amz-Date=20210216T162158Z&X-Amz-Expires=900&X-Amz-Signature=f";
const std::int64_t kSignedMs = *parse_date("20210216T162158Z");

TEST(KitStorage, a_url_ends_before_it_expires) {
  EXPECT_EQ(url_deadline(kSigned, kSignedMs), kSignedMs + 870'000);
  EXPECT_EQ(url_deadline(kSigned, kSignedMs + 100'000), kSignedMs + 870'000)
      << "it was signed a while ago";
  EXPECT_EQ(url_deadline("https://s3/x?X-Amz-Date=20210216T162158Z&X-Amz-Expires=10", kSignedMs),
            kSignedMs + 8000);
}

TEST(KitStorage, a_clock_that_disagrees_is_believed_about_the_length_only) {
  const std::int64_t now = kSignedMs + 86'400'000;
  EXPECT_EQ(url_deadline(kSigned, now), now + 870'000);
  EXPECT_EQ(url_deadline(kSigned, kSignedMs - 86'400'000), kSignedMs - 86'400'000 + 870'000);
}

TEST(KitStorage, a_url_may_not_tell_its_end) {
  for (const char* url :
       {"https://s3/x", "https://s3/x?X-Amz-Expires=", "https://s3/x?X-Amz-Expires=soon",
        "https://s3/x?X-Amz-Expires=-5", "https://s3/x?X-Amz-Expires=9999999999",
        "https://s3/x?My-X-Amz-Expires=5"}) {
    EXPECT_EQ(url_deadline(url, 0), std::nullopt) << url;
  }
  EXPECT_EQ(url_deadline("https://s3/x?X-Amz-Expires=100", 5000), 5000 + 80'000)
      << "no date: from when we got it";
}

TEST(KitStorage, tells_store_errors_from_those_of_others) {
  const auto judge = [](std::uint32_t status, const char* body) {
    return judge_store_error(status, body);
  };
  EXPECT_EQ(
      judge(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"),
      StoreError::url_expired);
  EXPECT_EQ(judge(400, "<Error><Code>ExpiredToken</Code></Error>"), StoreError::url_expired);
  EXPECT_EQ(judge(403, ""), StoreError::url_expired);
  EXPECT_EQ(judge(403, "<Error><Code>New</Code></Error>"), StoreError::url_expired);
  EXPECT_EQ(judge(404, "<Error><Code>NoSuchUpload</Code></Error>"), StoreError::upload_gone);
  EXPECT_EQ(judge(400, "<Error><Code>BadDigest</Code></Error>"), StoreError::bad_bytes);
  EXPECT_EQ(judge(400, "<Error><Code>EntityTooLarge</Code></Error>"), StoreError::refused);
  EXPECT_EQ(judge(403, "<html>blocked</html>"), StoreError::not_storage);
  EXPECT_EQ(judge(403, R"({"message":"Forbidden"})"), StoreError::not_storage);
  EXPECT_EQ(judge(200, ""), StoreError::not_storage);
}

TEST(KitStorage, etags_lose_their_quotes_and_nothing_else) {
  EXPECT_EQ(bare_etag("\"86fb\""), "86fb");
  EXPECT_EQ(bare_etag("86fb"), "86fb");
  EXPECT_EQ(bare_etag("W/\"86fb\""), "86fb");
  EXPECT_EQ(bare_etag("\"86fb-3\""), "86fb-3");
  EXPECT_EQ(bare_etag("\""), "\"");
  EXPECT_EQ(bare_etag("\"\""), "");
  EXPECT_EQ(bare_etag(""), "");
}

TEST(KitStorage, md5_as_base64) {
  EXPECT_EQ(md5_base64("d41d8cd98f00b204e9800998ecf8427e"), "1B2M2Y8AsgTpgAmY7PhCfg==");
  EXPECT_EQ(md5_base64("86fb269d190d2c85f6e0468ceca42a20"), "hvsmnRkNLIX24EaM7KQqIA==");
  for (const char* text :
       {"", "d41d", "g41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204e9800998ecf8427e00"}) {
    EXPECT_EQ(md5_base64(text), "") << text;
  }
}

}  // namespace
}  // namespace ingot::kit
