// LaneHasher under every kernel of this CPU: equal to OpenSSL whatever the lengths, their mixture
// and the pieces, and what happens to the others when one message fails.
#include "host/digest/lane_hasher.hpp"

#include <random>

#include "tests/digest/lane_support.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

using Messages = std::vector<std::span<const std::byte>>;
using Way = SpanFeed::Way;

class LaneHasherTest : public testing::TestWithParam<LaneKernel> {
 protected:
  LaneHasher hasher(std::size_t piece = 16u << 10) const {
    auto started = LaneHasher::start(GetParam(), piece);
    EXPECT_TRUE(started);
    return *std::move(started);
  }

  void expect_openssl(const Messages& messages, std::size_t piece, Way way) const {
    LaneHasher lanes = hasher(piece);
    SpanFeed feed(messages, way);
    ASSERT_TRUE(lanes.run(feed, {}));
    ASSERT_EQ(feed.answers.size(), messages.size());
    for (const auto& [id, digest] : feed.answers) {
      ASSERT_TRUE(digest);
      ASSERT_EQ(digest->hex(), openssl_hex(GetParam().algorithm, messages[id]))
          << messages[id].size() << " bytes in pieces of " << piece;
    }
  }
};

TEST_P(LaneHasherTest, equals_openssl_at_every_length_up_to_4096) {
  const auto bytes = random_bytes(4097 + 64);
  Messages messages;
  for (std::size_t length = 0; length <= 4096; ++length) {
    messages.push_back(std::span(bytes).subspan(length % 64, length));
  }
  expect_openssl(messages, 64, Way::copied);
  expect_openssl(messages, 1024, Way::in_place);
  expect_openssl(messages, 16u << 10, Way::copied);
}

TEST_P(LaneHasherTest, equals_openssl_for_any_number_of_messages) {
  const auto bytes = random_bytes(1000);
  for (std::size_t count = 0; count <= 2 * kMaxLanes + 1; ++count) {
    Messages messages;
    for (std::size_t i = 0; i < count; ++i) {
      messages.push_back(std::span(bytes).subspan(i, 700 + i % 3));
    }
    expect_openssl(messages, 256, Way::copied);
  }
}

TEST_P(LaneHasherTest, equals_openssl_for_random_mixtures_in_random_pieces) {
  std::mt19937 random(11);
  const auto bytes = random_bytes(1u << 20, 5);
  for (int round = 0; round < 40; ++round) {
    Messages messages;
    for (std::size_t left = random() % 120; left > 0; --left) {
      // Most are short, some a thousand times as long; many around the end of a block.
      std::size_t length = random() % (std::size_t{1} << random() % 18);
      if (random() % 3 == 0) length = length / 64 * 64 + (random() % 12 + 54) % 65;
      messages.push_back(std::span(bytes).subspan(random() % 4096, length));
    }
    const std::size_t piece = 64 * (1 + random() % (1u << random() % 9));
    expect_openssl(messages, piece, round % 2 == 0 ? Way::copied : Way::in_place);
  }
}

TEST_P(LaneHasherTest, reads_each_byte_once_in_the_pieces_it_was_told) {
  const auto bytes = random_bytes(10'000);
  LaneHasher lanes = hasher(4096);
  SpanFeed feed(Messages(5, bytes));
  ASSERT_TRUE(lanes.run(feed, {}));
  std::uint64_t total = 0;
  for (const auto& read : feed.reads) {
    EXPECT_EQ(read.length, read.offset == 8192 ? 10'000 - 8192 : 4096);
    total += read.length;
  }
  EXPECT_EQ(total, 50'000u);  // in order: SpanFeed asserts it
}

TEST_P(LaneHasherTest, a_lane_whose_message_ends_takes_the_next_at_once) {
  const LaneKernel& kernel = GetParam();
  // One message of twenty pieces, and more than enough of one piece each.
  constexpr std::size_t kPiece = 256, kLongPieces = 20;
  const auto bytes = random_bytes(kPiece * kLongPieces);
  Messages messages(1 + kernel.lanes * 2 * kLongPieces, std::span(bytes).first(kPiece));
  messages.front() = bytes;
  LaneHasher lanes = hasher(kPiece);
  SpanFeed feed(messages);
  std::size_t done_before_last_piece = 0;
  feed.before_read = [&] {
    const auto& read = feed.reads.back();
    if (read.id == 0 && read.offset == kPiece * (kLongPieces - 1)) {
      done_before_last_piece = feed.answers.size();
    }
  };
  ASSERT_TRUE(lanes.run(feed, {}));
  // A short one takes five blocks with its tail, the long one four a piece. Lanes that waited for
  // the long one would have finished no more than one message each.
  EXPECT_GE(done_before_last_piece, (kernel.lanes - 1) * ((kLongPieces - 1) * 4 / 5 - 1));
}

TEST_P(LaneHasherTest, a_message_that_cannot_be_read_harms_no_other) {
  const auto bytes = random_bytes(3000);
  LaneHasher lanes = hasher(1024);
  for (std::uint64_t broken = 0; broken < 40; broken += 3) {
    for (const std::uint64_t offset : {0u, 1024u, 2048u}) {
      SpanFeed feed(Messages(40, bytes));
      feed.failing[{broken, offset}] = true;
      ASSERT_TRUE(lanes.run(feed, {}));
      ASSERT_EQ(feed.answers.size(), 40u);
      for (const auto& [id, digest] : feed.answers) {
        ASSERT_EQ(digest.has_value(), id != broken);
        if (digest) {
          ASSERT_EQ(digest->hex(), openssl_hex(GetParam().algorithm, bytes));
        } else {
          EXPECT_EQ(digest.error().kind, ErrorKind::retryable);
        }
      }
    }
  }
}

TEST_P(LaneHasherTest, a_stop_answers_all_it_took_and_leaves_it_usable) {
  const auto bytes = random_bytes(5000);
  LaneHasher lanes = hasher(1024);
  for (std::size_t n = 1; n <= 200; n += 7) {
    SpanFeed feed(Messages(40, bytes));
    std::stop_source stop;
    feed.before_read = [&] {
      if (feed.reads.size() == n) stop.request_stop();
    };
    const Status status = lanes.run(feed, stop.get_token());
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().kind, ErrorKind::cancelled);
    EXPECT_EQ(feed.reads.size(), n);  // none after the stop
    for (const auto& [id, digest] : feed.answers) {
      if (!digest) {
        EXPECT_EQ(digest.error().kind, ErrorKind::cancelled);
      }
    }
    for (const auto& read : feed.reads) EXPECT_TRUE(feed.answers.contains(read.id));
  }
  SpanFeed feed(Messages(3, bytes));
  ASSERT_TRUE(lanes.run(feed, {}));
  EXPECT_EQ(feed.answers.at(2)->hex(), openssl_hex(GetParam().algorithm, bytes));
}

TEST_P(LaneHasherTest, can_be_moved_between_runs) {
  const auto bytes = random_bytes(100);
  LaneHasher first = hasher();
  LaneHasher second = std::move(first);
  SpanFeed feed(Messages(1, bytes));
  ASSERT_TRUE(second.run(feed, {}));
  EXPECT_EQ(feed.answers.at(0)->hex(), openssl_hex(GetParam().algorithm, bytes));
}

INSTANTIATE_TEST_SUITE_P(Every, LaneHasherTest, testing::ValuesIn(every_kernel()), kernel_name);

TEST(LaneKernels, are_there_for_md5_and_sha256_and_end_or_begin_with_openssl) {
  for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256}) {
    const auto kernels = lane_kernels(algorithm);
    ASSERT_GE(kernels.size(), 2u);
    int evps = 0, portables = 0;
    for (const LaneKernel& kernel : kernels) {
      EXPECT_EQ(kernel.algorithm, algorithm);
      EXPECT_LE(kernel.narrow_lanes, kernel.lanes);
      EXPECT_LE(kernel.lanes, kMaxLanes);
      evps += kernel.name == "evp";
      portables += kernel.name == "portable";
    }
    EXPECT_EQ(evps, 1);
    EXPECT_EQ(portables, 1);
  }
  EXPECT_TRUE(lane_kernels(Algorithm::md5).front().has_lanes());
}

TEST(LaneKernels, the_first_is_taken_unasked_and_crc32c_is_refused) {
  for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256}) {
    const auto hasher = LaneHasher::start(algorithm);
    ASSERT_TRUE(hasher);
    EXPECT_EQ(hasher->kernel().name, lane_kernels(algorithm).front().name);
  }
  EXPECT_EQ(LaneHasher::start(Algorithm::crc32c).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace ingot::digest
