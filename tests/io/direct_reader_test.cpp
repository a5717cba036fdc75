// DirectReader and the page cache's answers: every byte of every range whatever its edges, many
// ranges at once, and files that are cut or cannot be read in this way.
#include "host/io/direct_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <random>
#include <vector>

#include "host/io/memory_files.hpp"
#include "host/io/page_cache.hpp"
#include "tests/io/disk_file.hpp"

namespace ingot::io {
namespace {

constexpr std::uint64_t kBlock = DirectReader::kBlock;

// Made once: random numbers are slow where nothing is optimised.
std::span<const std::byte> random_bytes(std::size_t size) {
  static const std::vector<std::byte> all = [] {
    std::mt19937_64 random;
    std::vector<std::byte> bytes(2u << 20);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
    return bytes;
  }();
  return std::span(all).first(size);
}

// Compared as text, which is one memcmp; std::equal is as slow.
std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<std::vector<std::byte>> all_of(DirectReader::Stream& stream) {
  std::vector<std::byte> bytes;
  while (true) {
    INGOT_TRY(const auto next, stream.next());
    if (next.empty()) return bytes;
    EXPECT_LE(next.size(), kBlock);
    bytes.insert(bytes.end(), next.begin(), next.end());
  }
}

class DirectReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto reader = DirectReader::start(3, 2);
    if (!reader) GTEST_SKIP() << "no io_uring here: " << reader.error().message;
    reader_.emplace(*std::move(reader));
    const auto file = disk_.open();
    const auto stream = reader_->open(file, 0, 1);
    if (!stream) GTEST_SKIP() << "no direct reads here: " << stream.error().message;
  }

  const std::span<const std::byte> content_ = random_bytes(5 * kBlock + 4096 + 777);
  const DiskFile disk_{content_};
  std::optional<DirectReader> reader_;
};

TEST_F(DirectReaderTest, brings_every_byte_of_ranges_with_any_edges) {
  const auto file = disk_.open();
  const std::uint64_t size = content_.size();
  for (const std::uint64_t offset :
       {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4095}, std::uint64_t{4096}, kBlock - 1,
        kBlock, kBlock + 4097, size - 778, size - 1, size}) {
    for (const std::uint64_t wanted : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4096},
                                       kBlock - 1, kBlock, kBlock + 1, 4 * kBlock, size}) {
      const std::uint64_t length = std::min(wanted, size - offset);
      auto stream = reader_->open(file, offset, length);
      ASSERT_TRUE(stream) << stream.error().message;
      const auto bytes = all_of(*stream);
      ASSERT_TRUE(bytes) << bytes.error().message;
      EXPECT_TRUE(text_of(*bytes) == text_of(content_.subspan(offset, length)))
          << offset << "+" << length;
    }
  }
}

TEST_F(DirectReaderTest, keeps_as_many_ranges_apart_as_it_has_room_for) {
  const auto file = disk_.open();
  std::vector<DirectReader::Stream> streams;
  std::vector<std::vector<std::byte>> bytes(3);
  for (std::uint64_t i = 0; i < 3; ++i)
    streams.push_back(*reader_->open(file, i * 1000, 4 * kBlock));
  EXPECT_EQ(reader_->open(file, 0, 1).error().kind, ErrorKind::unavailable);
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < 3; ++i) {
      const auto next = streams[i].next();
      ASSERT_TRUE(next);
      bytes[i].insert(bytes[i].end(), next->begin(), next->end());
    }
  }
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(text_of(bytes[i]) == text_of(content_.subspan(i * 1000, 4 * kBlock)));
  }
  streams.pop_back();
  EXPECT_TRUE(reader_->open(file, 0, 1));
}

TEST_F(DirectReaderTest, lets_go_of_a_range_with_reads_in_flight) {
  const auto file = disk_.open();
  for (int round = 0; round < 50; ++round) {
    auto stream = *reader_->open(file, 0, content_.size());
    if (round % 2 == 0) {
      EXPECT_TRUE(stream.next());
    }
  }
  auto stream = *reader_->open(file, 0, content_.size());
  EXPECT_TRUE(text_of(*all_of(stream)) == text_of(content_));
}

TEST_F(DirectReaderTest, finds_a_file_that_was_cut) {
  const auto file = disk_.open();
  auto stream = *reader_->open(file, 0, content_.size());
  EXPECT_TRUE(stream.next());
  disk_.resize(4 * kBlock + 5);
  EXPECT_EQ(all_of(stream).error().kind, ErrorKind::source_changed);
  auto later = *reader_->open(file, 4 * kBlock, kBlock);
  EXPECT_EQ(all_of(later).error().kind, ErrorKind::source_changed);
}

TEST_F(DirectReaderTest, refuses_ranges_beyond_the_file_and_files_that_are_counted) {
  const auto file = disk_.open();
  EXPECT_EQ(reader_->open(file, content_.size(), 1).error().kind, ErrorKind::internal);
  MemoryFiles memory;
  const auto counted = memory.open(memory.add("a", "12345"));
  EXPECT_EQ(reader_->open(*counted, 0, 5).error().kind, ErrorKind::unavailable);
}

TEST(PageCache, tells_what_it_holds) {
  const std::uint64_t size = 2u << 20;
  const DiskFile disk = DiskFile::sparse(size);
  const auto file = disk.open();
  EXPECT_EQ(cached_share(file, 0, size), 0.0);
  EXPECT_EQ(cached_share(file, 5000, 100), 0.0);
  EXPECT_EQ(cached_share(file, 0, 0), 1.0);
  // Written bytes are in the cache at once; a hole that is read need not be.
  const auto write = [&](std::uint64_t length) {
    std::fstream out(disk.path(), std::ios::binary | std::ios::in | std::ios::out);
    out << std::string(length, 'x');
  };
  write(4096);
  const auto some = cached_share(file, 0, size);
  EXPECT_GT(some, 0.0);
  EXPECT_LT(some, 1.0);
  write(size);
  EXPECT_EQ(cached_share(file, 0, size), 1.0);
  EXPECT_EQ(cached_share(file, size - 5000, 5000), 1.0);
}

}  // namespace
}  // namespace ingot::io
