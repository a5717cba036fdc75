#include <ingot/lab/digest.hpp>

#include <gtest/gtest.h>

#include <ingot/lab/duration.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab {
namespace {

// RFC 1321 A.5, FIPS 180-2 B.1, RFC 4231 4.3.
TEST(Digest, agrees_with_published_vectors) {
  EXPECT_EQ(to_hex(digest_of(Algorithm::kMd5, "abc")), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(to_hex(digest_of(Algorithm::kSha256, "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, is_the_same_in_one_piece_and_in_many) {
  Digest digest(Algorithm::kMd5);
  for (const char* piece : {"a", "", "bc"}) digest.update(piece);
  EXPECT_EQ(digest.finish(), digest_of(Algorithm::kMd5, "abc"));
}

TEST(Base64, takes_only_the_one_spelling_of_each_value) {
  for (const char* bytes : {"", "a", "ab", "abc", "\xff\xfe\xfd"}) {
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
  for (const char* wrong : {"YQ", "YQ=", "YR==", "Y===", "YQ==YQ==", "Y Q=", "YWJj\n", "YW-_"}) {
    EXPECT_EQ(from_base64(wrong), std::nullopt) << wrong;
  }
}

TEST(Hex, takes_pairs_of_hex_digits) {
  EXPECT_EQ(from_hex("00fFa0"), std::string("\x00\xff\xa0", 3));
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Uuid, depends_on_its_arguments_alone) {
  EXPECT_EQ(make_uuid(1, "asset", 2), make_uuid(1, "asset", 2));
  EXPECT_NE(make_uuid(1, "asset", 2), make_uuid(1, "asset", 3));
  EXPECT_NE(make_uuid(1, "asset", 2), make_uuid(2, "asset", 2));
  EXPECT_EQ(make_uuid(1, "asset", 2).size(), 36U);
}

TEST(Duration, needs_a_unit_and_knows_its_bounds) {
  EXPECT_EQ(duration_ms("20ms"), 20);
  EXPECT_EQ(duration_ms("3s"), 3000);
  EXPECT_EQ(duration_ms("15m"), 900'000);
  EXPECT_EQ(duration_ms("2h"), 7'200'000);
  EXPECT_EQ(duration_ms("3650d"), 315'360'000'000);
  for (const char* wrong : {"", "s", "3", "-1s", "3 s", "3651d", "1.5s", "99999999999999999999s"}) {
    EXPECT_EQ(duration_ms(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace ingot::lab
