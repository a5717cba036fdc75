#include <ingot/lab/url_signer.hpp>

#include <gtest/gtest.h>

#include <functional>

namespace ingot::lab {
namespace {

constexpr std::int64_t kStart = 1'800'000'000'000;
constexpr std::int64_t kLife = 60'000;

class UrlSignerTest : public testing::Test {
 protected:
  std::string sign(std::optional<std::string> md5 = std::nullopt) {
    return signer.sign({"/store/a%20b.tif", "an upload/id", 3, kLife, std::move(md5)});
  }
  std::optional<UrlRefusal> verify(const std::string& target, const Headers& headers,
                                   const std::string& method = "PUT") {
    MemoryBody body("");
    const Request request{
        .method = method, .target = target, .headers = headers, .content_length = 0, .body = body};
    return signer.verify(request);
  }
  std::string code_of(const std::string& target, const Headers& headers = {{"Host", "h:1"}},
                      const std::string& method = "PUT") {
    const std::optional<UrlRefusal> refusal = verify(target, headers, method);
    return refusal ? refusal->code : "accepted";
  }

  ManualClock clock{kStart};
  UrlSigner signer{"h:1", 7, clock};
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

TEST_F(UrlSignerTest, accepts_its_own_urls_exactly_as_given) {
  EXPECT_EQ(code_of(sign()), "accepted");
  EXPECT_EQ(code_of(sign(), {}), "accepted") << "in process there may be no Host";
  EXPECT_EQ(code_of(sign(), {{"host", "h:1"}, {"Content-Length", "5"}, {"Content-Type", "x/y"}}),
            "accepted");
}

TEST_F(UrlSignerTest, looks_like_sigv4_and_keeps_reserved_characters_escaped) {
  const std::string url = sign();
  EXPECT_TRUE(
      url.starts_with("/store/a%20b.tif?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="));
  EXPECT_NE(url.find("&X-Amz-Date=20270115T080000Z&X-Amz-Expires=60&"), std::string::npos);
  EXPECT_NE(url.find("uploadId=an%20upload%2Fid"), std::string::npos);
  EXPECT_NE(url.find("%2F20270115%2F"), std::string::npos);
}

TEST_F(UrlSignerTest, refuses_whatever_was_tampered_with) {
  struct Case {
    const char* what;
    const char* with;
    const char* code;
  };
  const Case cases[] = {
      {"partNumber=3", "partNumber=4", "SignatureDoesNotMatch"},
      {"an%20upload", "my%20upload", "SignatureDoesNotMatch"},
      {"a%20b.tif", "a%20c.tif", "SignatureDoesNotMatch"},
      {"a%20b.tif", "a+b.tif", "SignatureDoesNotMatch"},
      {"an%20upload%2Fid", "an%20upload/id", "SignatureDoesNotMatch"},
      {"an%20upload%2Fid", "an%20upload%2fid", "SignatureDoesNotMatch"},
      {"Expires=60", "Expires=61", "SignatureDoesNotMatch"},
      {"20270115T080000Z", "20270115T080001Z", "SignatureDoesNotMatch"},
      {"x-id=UploadPart", "x-id=UploadPart&extra=1", "SignatureDoesNotMatch"},
      {"lab%2Bsession%2F1", "lab%2Bsession%2F2", "SignatureDoesNotMatch"},
      {"SignedHeaders=host", "SignedHeaders=content-md5%3Bhost", "SignatureDoesNotMatch"},
      {"SignedHeaders=host", "SignedHeaders=date", "SignatureDoesNotMatch"},
      {"SignedHeaders=host", "SignedHeaders=", "SignatureDoesNotMatch"},
      {"Credential=LABKEY", "Credential=OTHERS", "InvalidAccessKeyId"},
      {"Expires=60", "Expires=604801", "AuthorizationQueryParametersError"},
      {"Expires=60", "Expires=x", "AuthorizationQueryParametersError"},
      {"Expires=60", "Expires=0", "AuthorizationQueryParametersError"},
      {"20270115T080000Z", "20271315T080000Z", "AuthorizationQueryParametersError"},
      {"AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1", "AuthorizationQueryParametersError"},
      {"X-Amz-Credential=", "X-Amz-Nothing=", "AuthorizationQueryParametersError"},
      {"X-Amz-Signature=", "X-Amz-Signed=", "AccessDenied"}};
  for (const Case& wrong : cases) {
    EXPECT_EQ(code_of(replaced(sign(), wrong.what, wrong.with)), wrong.code)
        << wrong.what << " -> " << wrong.with;
  }
  std::string last = sign();
  last.back() = last.back() == '0' ? '1' : '0';
  EXPECT_EQ(code_of(last), "SignatureDoesNotMatch");
}

TEST_F(UrlSignerTest, binds_method_and_host) {
  EXPECT_EQ(code_of(sign(), {{"Host", "h:1"}}, "POST"), "SignatureDoesNotMatch");
  EXPECT_EQ(code_of(sign(), {{"Host", "h:2"}}), "SignatureDoesNotMatch");
}

TEST_F(UrlSignerTest, refuses_headers_that_a_presigned_request_must_not_have) {
  EXPECT_EQ(code_of(sign(), {{"Host", "h:1"}, {"Authorization", "Bearer x"}}), "InvalidArgument");
  EXPECT_EQ(code_of(sign(), {{"Host", "h:1"}, {"X-Amz-Acl", "private"}}), "AccessDenied");
  EXPECT_EQ(verify(sign(), {{"Host", "h:1"}, {"x-amz-meta-a", "b"}})->rule, "unsigned_amz_header");
}

TEST_F(UrlSignerTest, a_signed_content_md5_must_come_along_unchanged) {
  const std::string url = sign("kAFQmDzST7DWlj99KOF/cg==");
  EXPECT_EQ(code_of(url, {{"Host", "h:1"}, {"content-md5", "kAFQmDzST7DWlj99KOF/cg=="}}),
            "accepted");
  EXPECT_EQ(code_of(url, {{"Host", "h:1"}, {"content-md5", "AAAAAAAAAAAAAAAAAAAAAA=="}}),
            "SignatureDoesNotMatch");
  EXPECT_EQ(code_of(url), "SignatureDoesNotMatch");
}

TEST_F(UrlSignerTest, expires_at_the_very_millisecond) {
  const std::string url = sign();
  for (const auto& [after, code] :
       {std::pair{0, "accepted"}, std::pair{59'999, "accepted"}, std::pair{60'000, "AccessDenied"},
        std::pair{60'001, "AccessDenied"}}) {
    clock.set(kStart + after);
    EXPECT_EQ(code_of(url), code) << after;
  }
  const std::optional<UrlRefusal> refusal = verify(url, {});
  EXPECT_EQ(refusal->message, "Request has expired");
  EXPECT_NE(refusal->extra.find("<ServerTime>2027-01-15T08:01:00.001+00:00</ServerTime>"),
            std::string::npos);
  EXPECT_EQ(refusal->rule, "") << "an honest client may come late";
}

TEST_F(UrlSignerTest, refuses_urls_from_a_future_beyond_clock_skew) {
  const std::string url = sign();
  clock.set(kStart - 15 * 60'000);
  EXPECT_EQ(code_of(url), "accepted");
  clock.set(kStart - 15 * 60'000 - 1);
  EXPECT_EQ(code_of(url), "AccessDenied");
}

TEST_F(UrlSignerTest, expiring_all_spares_urls_signed_afterwards) {
  const std::string old_url = sign();
  signer.expire_all();
  EXPECT_EQ(verify(old_url, {})->message, "Request has expired");
  EXPECT_EQ(code_of(sign()), "accepted") << "in the same second";
}

TEST_F(UrlSignerTest, another_seed_makes_another_secret) {
  UrlSigner other("h:1", 8, clock);
  EXPECT_EQ(code_of(other.sign({"/store/a", "u", 1, kLife, {}})), "SignatureDoesNotMatch");
}

TEST_F(UrlSignerTest, rounds_lives_to_seconds_within_a_second_and_a_week) {
  EXPECT_NE(signer.sign({"/a", "u", 1, 1, {}}).find("Expires=1&"), std::string::npos);
  EXPECT_NE(signer.sign({"/a", "u", 1, 1001, {}}).find("Expires=2&"), std::string::npos);
  EXPECT_NE(signer.sign({"/a", "u", 1, INT64_C(9'000'000'000), {}}).find("Expires=604800&"),
            std::string::npos);
}

}  // namespace
}  // namespace ingot::lab
