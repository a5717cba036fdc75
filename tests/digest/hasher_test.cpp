// Hasher and MultiHasher: known answers, and that neither length nor the way bytes are split
// matters.
#include "host/digest/hasher.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

struct KnownAnswer {
  Algorithm algorithm;
  std::string text;
  std::string hex;
};

// RFC 1321 A.5, FIPS 180-4's examples, RFC 3720 B.4.
const KnownAnswer kKnown[] = {
    {Algorithm::md5, "", "d41d8cd98f00b204e9800998ecf8427e"},
    {Algorithm::md5, "a", "0cc175b9c0f1b6a831c399e269772661"},
    {Algorithm::md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
    {Algorithm::md5, "abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
    {Algorithm::sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {Algorithm::sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {Algorithm::sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {Algorithm::crc32c, "", "00000000"},
    {Algorithm::crc32c, "123456789", "e3069283"},
};

TEST(Hasher, gives_the_answers_of_the_standards) {
  for (const KnownAnswer& known : kKnown) {
    auto hasher = Hasher::start(known.algorithm);
    ASSERT_TRUE(hasher);
    hasher->update(bytes_of(known.text));
    EXPECT_EQ(hasher->finish()->hex(), known.hex)
        << to_string(known.algorithm) << " of " << known.text;
  }
}

TEST(Hasher, equals_the_reference_at_every_length_up_to_4096) {
  const auto bytes = random_bytes(4096);
  for (const Algorithm algorithm : kAllAlgorithms) {
    auto hasher = Hasher::start(algorithm);
    ASSERT_TRUE(hasher);
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
      const auto piece = std::span(bytes).first(length);
      hasher->update(piece);
      // The same hasher goes on: finish must leave nothing behind.
      ASSERT_EQ(hasher->finish()->hex(), reference_hex(algorithm, piece)) << length;
    }
  }
}

TEST(Hasher, does_not_care_how_the_bytes_are_split) {
  std::mt19937 random(7);
  const auto bytes = random_bytes(100'000, 2);
  for (const Algorithm algorithm : kAllAlgorithms) {
    const std::string expected = reference_hex(algorithm, bytes);
    auto hasher = Hasher::start(algorithm);
    for (int round = 0; round < 20; ++round) {
      for (auto rest = std::span(std::as_const(bytes)); !rest.empty();) {
        const std::size_t length =
            std::min<std::size_t>(rest.size(), random() % (1u << random() % 15));
        hasher->update(rest.first(length));
        rest = rest.subspan(length);
      }
      ASSERT_EQ(hasher->finish()->hex(), expected);
    }
  }
}

TEST(Hasher, can_be_moved_in_the_middle) {
  auto first = Hasher::start(Algorithm::sha256);
  first->update(bytes_of("a"));
  Hasher second = *std::move(first);
  second.update(bytes_of("bc"));
  EXPECT_EQ(second.algorithm(), Algorithm::sha256);
  EXPECT_EQ(second.finish()->hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(MultiHasher, gives_what_each_would_give_alone_in_their_order) {
  const auto bytes = random_bytes(70'001, 3);
  const std::vector algorithms = {Algorithm::crc32c, Algorithm::sha256, Algorithm::md5};
  auto hasher = MultiHasher::start(algorithms);
  ASSERT_TRUE(hasher);
  for (int round = 0; round < 2; ++round) {
    hasher->update(std::span(bytes).first(50'000));
    hasher->update({});
    hasher->update(std::span(bytes).subspan(50'000));
    const auto values = hasher->finish();
    ASSERT_TRUE(values);
    ASSERT_EQ(values->size(), 3u);
    for (std::size_t i = 0; i < algorithms.size(); ++i) {
      EXPECT_EQ((*values)[i].algorithm(), algorithms[i]);
      EXPECT_EQ((*values)[i].hex(), reference_hex(algorithms[i], bytes));
    }
  }
}

TEST(MultiHasher, of_none_or_one_is_no_special_case) {
  auto none = MultiHasher::start({});
  none->update(bytes_of("abc"));
  EXPECT_TRUE(none->finish()->empty());
  const std::vector one = {Algorithm::md5};
  auto hasher = MultiHasher::start(one);
  hasher->update(bytes_of("a"));
  EXPECT_EQ(hasher->finish()->front().hex(), "0cc175b9c0f1b6a831c399e269772661");
}

}  // namespace
}  // namespace ingot::digest
