// CRC-32C: the values of RFC 3720 B.4, and that every way of computing agrees.
#include "host/digest/crc32c.hpp"

#include <gtest/gtest.h>

#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

TEST(Crc32c, gives_the_values_of_the_rfc) {
  const std::vector<std::byte> zeros(32), ones(32, std::byte{0xFF});
  std::vector<std::byte> up, down;
  for (unsigned i = 0; i < 32; ++i) {
    up.push_back(static_cast<std::byte>(i));
    down.push_back(static_cast<std::byte>(31 - i));
  }
  EXPECT_EQ(crc32c(0, zeros), 0x8A9136AAu);
  EXPECT_EQ(crc32c(0, ones), 0x62A8AB43u);
  EXPECT_EQ(crc32c(0, up), 0x46DD794Eu);
  EXPECT_EQ(crc32c(0, down), 0x113FDB5Cu);
  EXPECT_EQ(crc32c(0, bytes_of("123456789")), 0xE3069283u);
  EXPECT_EQ(crc32c(0, {}), 0u);
}

TEST(Crc32c, agrees_with_the_portable_way_at_every_length_and_alignment) {
  const auto bytes = random_bytes(4200);
  for (std::size_t length = 0; length <= 600; ++length) {
    for (std::size_t skew = 0; skew < 9; ++skew) {
      const auto piece = std::span(bytes).subspan(skew, length);
      const std::uint32_t expected = reference_crc32c(piece);
      ASSERT_EQ(crc32c(0, piece), expected) << length << " at " << skew;
      ASSERT_EQ(crc32c_portable(0, piece), expected) << length << " at " << skew;
    }
  }
}

TEST(Crc32c, agrees_with_the_portable_way_where_several_stretches_are_joined) {
  const auto bytes = random_bytes(20'000, 9);
  for (std::size_t length = 3000; length <= 20'000; length += length < 3200 ? 1 : 61) {
    const auto piece = std::span(bytes).first(length);
    ASSERT_EQ(crc32c(0x12345678, piece), crc32c_portable(0x12345678, piece)) << length;
  }
  EXPECT_EQ(crc32c(0, bytes), reference_crc32c(bytes));
}

TEST(Crc32c, continues_where_it_was_left) {
  const auto bytes = random_bytes(1000);
  const std::uint32_t whole = crc32c(0, bytes);
  for (std::size_t cut = 0; cut <= bytes.size(); cut += 7) {
    const auto all = std::span(bytes);
    EXPECT_EQ(crc32c(crc32c(0, all.first(cut)), all.subspan(cut)), whole);
    EXPECT_EQ(crc32c_portable(crc32c(0, all.first(cut)), all.subspan(cut)), whole);
  }
}

}  // namespace
}  // namespace ingot::digest
