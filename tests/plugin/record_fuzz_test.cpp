#include <cstring>
#include <random>

#include <gtest/gtest.h>

#include "host/base/text.hpp"
#include "host/plugin/record_check.hpp"
#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin {
namespace {

using test::Record;

// Values that sit at the edges of sums and comparisons.
constexpr std::uint32_t kEdges[] = {0, 1, 7, 8, 16, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF};

void mutate(Record& record, std::mt19937& random) {
  const auto pick = [&](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  const std::size_t size = record.bytes().size();
  switch (pick(6)) {
    case 0:
      record.data()[pick(size)] ^= static_cast<std::byte>(1u << pick(8));
      break;
    case 1:
      record.data()[pick(size)] = static_cast<std::byte>(pick(256));
      break;
    case 2:
      record.at<std::uint32_t>(pick(size / 4) * 4) = kEdges[pick(std::size(kEdges))];
      break;
    case 3:
      record.at<std::uint32_t>(pick(size / 4) * 4) += static_cast<std::uint32_t>(pick(17)) - 8;
      break;
    case 4:
      record.at<std::uint64_t>(pick(size / 8) * 8) = ~std::uint64_t{0} - pick(16);
      break;
    default:
      // Shorter or longer, with a size that agrees: the inside must hold on its own.
      record.words.resize(2 + pick(record.words.size() + 4), 0x4141414141414141u);
      record.as<ingot_rec>().size = static_cast<std::uint32_t>(record.bytes().size());
  }
}

bool is_sound(const Segments& segments, const SessionShape& shape) {
  for (const auto& segment : segments) {
    const bool has_range = segment.kind == SegmentKind::file ||
                           (segment.kind == SegmentKind::digest && segment.ref != kWholeBody);
    if (!has_range) continue;
    if (segment.ref >= shape.items.size() || segment.off > shape.items[segment.ref].size)
      return false;
    if (segment.len > shape.items[segment.ref].size - segment.off) return false;
  }
  return true;
}

// Whatever was let through keeps the promises that the layers above rely on.
void expect_sound(const Action& action, const SessionShape& shape) {
  if (const auto* http = std::get_if<HttpAction>(&action)) {
    EXPECT_NE(http->id, 0u);
    EXPECT_FALSE(http->url.empty());
    EXPECT_TRUE(is_sound(http->url, shape) && is_sound(http->body, shape));
    for (const auto& [name, value] : http->headers) {
      EXPECT_EQ(name.find_first_of(std::string_view("\r\n:\0 ", 5)), std::string::npos);
      for (const auto& segment : value) {
        EXPECT_EQ(segment.text.find_first_of(std::string_view("\r\n\0", 3)), std::string::npos);
      }
    }
    for (const auto item : http->items) EXPECT_LT(item, shape.items.size());
  } else if (const auto* item = std::get_if<ItemAction>(&action)) {
    EXPECT_LT(item->item, shape.items.size());
    EXPECT_LE(item->result, static_cast<std::uint32_t>(INGOT_IT_SOURCE_CHANGED));
    EXPECT_TRUE(is_utf8(item->message));
  } else if (const auto* digest = std::get_if<DigestAction>(&action)) {
    EXPECT_LT(digest->item, shape.items.size());
  }
}

TEST(RecordFuzz, never_crashes_and_never_lets_an_unsound_action_through) {
  std::mt19937 random(20'010'203);
  const auto samples = test::all_samples();
  const auto shape = test::sample_shape();
  std::size_t accepted = 0, refused = 0;
  for (int round = 0; round < 60'000; ++round) {
    Record record = samples[static_cast<std::size_t>(round) % samples.size()];
    const auto changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes && record.words.size() >= 2; ++i) mutate(record, random);
    // In memory of exactly its size, so that a read one byte too far is seen by the sanitizer.
    const std::vector<std::uint64_t> exact(record.words);
    const auto action = decode_action(std::as_bytes(std::span(exact)), shape);
    if (action) {
      ++accepted;
      expect_sound(*action, shape);
    } else {
      ++refused;
      EXPECT_FALSE(action.error().message.empty());
      EXPECT_TRUE(is_utf8(action.error().message));
    }
    if (HasFailure()) FAIL() << "round " << round;
  }
  // Both sides have been exercised.
  EXPECT_GT(accepted, 1000u);
  EXPECT_GT(refused, 1000u);
}

TEST(RecordFuzz, survives_random_bytes) {
  std::mt19937_64 random(77);
  const auto shape = test::sample_shape();
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::uint64_t> words(random() % 40);
    for (auto& word : words) word = random() % 3 == 0 ? random() : random() % 256;
    if (words.size() >= 2) {
      const ingot_rec head{static_cast<std::uint32_t>(words.size() * 8),
                           static_cast<std::uint16_t>(INGOT_AC_HTTP + random() % 9), 0, 1};
      std::memcpy(words.data(), &head, sizeof(head));
    }
    const auto action = decode_action(std::as_bytes(std::span(words)), shape);
    if (action) expect_sound(*action, shape);
  }
}

}  // namespace
}  // namespace ingot::plugin
