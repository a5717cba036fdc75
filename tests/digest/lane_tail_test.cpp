// The padding of messages: where it takes a second block, and lengths no test would hash.
#include "host/digest/kernels/lane_tail.hpp"

#include <gtest/gtest.h>

#include "host/digest/kernels/lane_states.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

std::string hex_of(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

TEST(LaneTail, takes_a_second_block_from_56_bytes_on) {
  const auto bytes = random_bytes(64);
  for (std::size_t rest = 0; rest < 64; ++rest) {
    for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256}) {
      const LaneTail tail = make_lane_tail(algorithm, std::span(bytes).first(rest), rest + 128);
      const std::size_t size = tail.blocks * kBlockSize;
      ASSERT_EQ(tail.blocks, rest <= 55 ? 1u : 2u) << rest;
      ASSERT_TRUE(
          std::equal(bytes.begin(), bytes.begin() + static_cast<long>(rest), tail.bytes.begin()));
      ASSERT_EQ(tail.bytes[rest], std::byte{0x80});
      for (std::size_t i = rest + 1; i < size - 8; ++i) ASSERT_EQ(tail.bytes[i], std::byte{0});
    }
  }
}

TEST(LaneTail, counts_bits_in_64_bits_in_the_order_of_each_algorithm) {
  struct Case {
    std::uint64_t length;
    const char* md5;
    const char* sha256;
  };
  const std::byte one[] = {std::byte{7}};
  for (const Case& c : {Case{1, "0800000000000000", "0000000000000008"},
                        {(1ull << 29) + 1, "0800000001000000", "0000000100000008"},
                        {(4ull << 30) + 1, "0800000008000000", "0000000800000008"},
                        {(5ull << 40) + 65, "0802000000280000", "0000280000000208"},
                        {(1ull << 61) - 63, "08feffffffffffff", "fffffffffffffe08"}}) {
    const LaneTail md5 = make_lane_tail(Algorithm::md5, one, c.length);
    const LaneTail sha256 = make_lane_tail(Algorithm::sha256, one, c.length);
    EXPECT_EQ(hex_of(std::span(md5.bytes).subspan(56, 8)), c.md5) << c.length;
    EXPECT_EQ(hex_of(std::span(sha256.bytes).subspan(56, 8)), c.sha256) << c.length;
  }
}

}  // namespace
}  // namespace ingot::digest
