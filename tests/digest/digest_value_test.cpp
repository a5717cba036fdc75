// DigestValue: spellings, reading them back, and the ETag of an object made of parts.
#include "host/digest/digest_value.hpp"

#include <gtest/gtest.h>

#include "host/digest/hasher.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

DigestValue digest_of(Algorithm algorithm, std::string_view text) {
  auto hasher = Hasher::start(algorithm);
  hasher->update(bytes_of(text));
  return *hasher->finish();
}

TEST(DigestValue, spells_hex_and_base64) {
  const DigestValue md5 = digest_of(Algorithm::md5, "");
  EXPECT_EQ(md5.hex(), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5.base64(), "1B2M2Y8AsgTpgAmY7PhCfg==");
  const DigestValue sha256 = digest_of(Algorithm::sha256, "abc");
  EXPECT_EQ(sha256.base64(), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(digest_of(Algorithm::crc32c, "123456789").base64(), "4waSgw==");
}

TEST(DigestValue, reads_back_what_it_wrote_in_either_case) {
  for (const Algorithm algorithm : kAllAlgorithms) {
    const DigestValue value = digest_of(algorithm, "some text");
    std::string hex = value.hex();
    EXPECT_EQ(DigestValue::from_hex(algorithm, hex), value);
    for (char& c : hex) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_EQ(DigestValue::from_hex(algorithm, hex), value);
  }
}

TEST(DigestValue, refuses_what_is_not_such_a_digest) {
  const std::string good = "d41d8cd98f00b204e9800998ecf8427e";
  EXPECT_TRUE(DigestValue::from_hex(Algorithm::md5, good));
  EXPECT_FALSE(DigestValue::from_hex(Algorithm::md5, ""));
  EXPECT_FALSE(DigestValue::from_hex(Algorithm::md5, good.substr(1)));
  EXPECT_FALSE(DigestValue::from_hex(Algorithm::md5, good + "0"));
  EXPECT_FALSE(DigestValue::from_hex(Algorithm::md5, good + "-2"));
  EXPECT_FALSE(DigestValue::from_hex(Algorithm::sha256, good));
  for (const char bad : {'g', 'G', '/', ':', '@', '`', ' ', '-'}) {
    std::string text = good;
    text[7] = bad;
    EXPECT_FALSE(DigestValue::from_hex(Algorithm::md5, text)) << bad;
  }
}

TEST(DigestValue, differs_by_algorithm_and_bytes) {
  EXPECT_EQ(digest_of(Algorithm::md5, "a"), digest_of(Algorithm::md5, "a"));
  EXPECT_NE(digest_of(Algorithm::md5, "a"), digest_of(Algorithm::md5, "b"));
  EXPECT_NE(digest_of(Algorithm::md5, "a"), digest_of(Algorithm::sha256, "a"));
}

TEST(MultipartEtag, is_the_md5_of_the_md5s_and_their_number) {
  const std::vector parts = {digest_of(Algorithm::md5, "a"), digest_of(Algorithm::md5, "b")};
  // md5 over the 32 raw bytes of md5("a") and md5("b").
  const std::string joined(reinterpret_cast<const char*>(parts[0].bytes().data()), 16);
  const std::string second(reinterpret_cast<const char*>(parts[1].bytes().data()), 16);
  EXPECT_EQ(*multipart_etag(parts),
            reference_hex(Algorithm::md5, bytes_of(joined + second)) + "-2");
  // An object of one part made by multipart upload has such a name too.
  EXPECT_TRUE(multipart_etag(std::span(parts).first(1))->ends_with("-1"));
}

TEST(MultipartEtag, needs_md5s_and_at_least_one) {
  EXPECT_EQ(multipart_etag({}).error().kind, ErrorKind::invalid);
  const std::vector wrong = {digest_of(Algorithm::sha256, "a")};
  EXPECT_EQ(multipart_etag(wrong).error().kind, ErrorKind::invalid);
}

TEST(Algorithm, has_a_name_that_leads_back_to_it) {
  for (const Algorithm algorithm : kAllAlgorithms) {
    EXPECT_EQ(algorithm_named(to_string(algorithm)), algorithm);
    EXPECT_EQ(digest_of(algorithm, "x").bytes().size(), digest_size(algorithm));
  }
  for (const char* name : {"", "MD5", "md5 ", "sha1", "sha-256"})
    EXPECT_FALSE(algorithm_named(name)) << name;
}

}  // namespace
}  // namespace ingot::digest
