#include "host/transfer/encode.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using plugin::Encoding;

TEST(encode, writes_a_secret_as_its_place_wants_it) {
  const std::string secret = "a\"b\\c\n+&=%é";
  EXPECT_EQ(encoded(secret, Encoding::raw), secret);
  EXPECT_EQ(encoded(secret, Encoding::json), "a\\\"b\\\\c\\n+&=%é");
  EXPECT_EQ(encoded(secret, Encoding::form), "a%22b%5Cc%0A%2B%26%3D%25%C3%A9");
}

TEST(encode, base64_pads_every_length) {
  EXPECT_EQ(encoded("", Encoding::base64), "");
  EXPECT_EQ(encoded("f", Encoding::base64), "Zg==");
  EXPECT_EQ(encoded("fo", Encoding::base64), "Zm8=");
  EXPECT_EQ(encoded("foo", Encoding::base64), "Zm9v");
  EXPECT_EQ(encoded("foob", Encoding::base64), "Zm9vYg==");
}

}  // namespace
}  // namespace ingot::transfer
