// RangeReader and the choice among its ways: the same bytes in every way, no more mapped than was
// said, and a way that is refused gives way to copying.
#include "host/digest/range_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "host/io/memory_files.hpp"
#include "tests/digest/reference.hpp"
#include "tests/io/disk_file.hpp"

namespace ingot::digest {
namespace {

using io::DiskFile;
using io::MemoryFiles;

// Made once: random numbers are slow where nothing is optimised.
std::span<const std::byte> content_of(std::size_t size) {
  static const auto all = random_bytes(9u << 20);
  return std::span(all).first(size);
}

constexpr ReadingWay kEveryWay[] = {ReadingWay::copied, ReadingWay::mapped, ReadingWay::direct};

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The whole range, `piece` bytes at a time, then what finish says.
Result<std::vector<std::byte>> all_of(RangeReader& reader, std::uint64_t length,
                                      std::size_t piece) {
  std::vector<std::byte> all, staging(piece);
  while (all.size() < length) {
    const std::size_t size = std::min<std::size_t>(piece, length - all.size());
    INGOT_TRY(const auto bytes, reader.next(std::span(staging).first(size)));
    EXPECT_EQ(bytes.size(), size);
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  INGOT_CHECK(reader.finish());
  return all;
}

TEST(RangeReader, gives_the_same_bytes_in_every_way) {
  const auto content = content_of((3u << 20) + 777);
  const DiskFile disk(content);
  const auto file = disk.open();
  ReadingMemory memory(32);
  for (const ReadingWay way : kEveryWay) {
    for (const std::size_t piece :
         {std::size_t{1000}, std::size_t{16384}, std::size_t{300'000}, std::size_t{1} << 20}) {
      for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{12'345}}) {
        const std::uint64_t length = content.size() - offset;
        RangeReader reader(memory, {file, offset, length}, way);
        const auto bytes = all_of(reader, length, piece);
        ASSERT_TRUE(bytes) << bytes.error().message;
        EXPECT_TRUE(text_of(*bytes) == text_of(content.subspan(offset)));
      }
    }
  }
}

// Of the file, in this process.
std::uint64_t mapped_bytes(const std::string& path) {
  std::ifstream maps("/proc/self/maps");
  std::uint64_t sum = 0;
  for (std::string line; std::getline(maps, line);) {
    if (!line.ends_with(path)) continue;
    std::uint64_t begin = 0, end = 0;
    char dash = 0;
    std::istringstream(line) >> std::hex >> begin >> dash >> end;
    sum += end - begin;
  }
  return sum;
}

TEST(RangeReader, maps_a_window_at_a_time_and_nothing_once_it_is_gone) {
  const DiskFile disk(content_of(5u << 20));
  const auto file = disk.open();
  std::vector<std::byte> staging(64u << 10);
  for (const unsigned readers : {1u, 8u, 16u, 32u, 500u}) {
    ReadingMemory memory(readers);
    EXPECT_LE(memory.window(), 2u << 20);
    std::uint64_t most = 0;
    {
      RangeReader reader(memory, {file, 100, file.size() - 100}, ReadingWay::mapped);
      for (std::uint64_t at = 100; at + staging.size() <= file.size(); at += staging.size()) {
        ASSERT_TRUE(reader.next(staging));
        most = std::max(most, mapped_bytes(disk.path()));
      }
    }
    EXPECT_GE(most, memory.window());
    EXPECT_LE(most, memory.window() + 8192);
    EXPECT_EQ(mapped_bytes(disk.path()), 0u);
  }
}

TEST(RangeReader, copies_where_a_way_is_refused) {
  const auto content = content_of(300'000);
  MemoryFiles files;
  const auto file = *files.open(files.add("a", text_of(content)));
  ReadingMemory memory(1);
  for (const ReadingWay way : kEveryWay) {
    RangeReader reader(memory, {file, 0, content.size()}, way);
    EXPECT_TRUE(text_of(*all_of(reader, content.size(), 100'000)) == text_of(content));
    EXPECT_EQ(reader.way(), ReadingWay::copied);
  }
  EXPECT_EQ(files.bytes_read(), std::size(kEveryWay) * content.size());
}

TEST(RangeReader, finds_what_no_page_shows_to_be_missing) {
  // Cut inside the last page: zeros are read there, and no signal tells.
  const DiskFile disk(content_of(200'000));
  const auto file = disk.open();
  ReadingMemory memory(1);
  RangeReader reader(memory, {file, 0, 200'000}, ReadingWay::mapped);
  std::vector<std::byte> staging(100'000);
  ASSERT_TRUE(reader.next(staging));
  disk.resize(199'999);
  ASSERT_TRUE(reader.next(staging));
  EXPECT_EQ(reader.finish().error().kind, ErrorKind::source_changed);
}

TEST(RangeReader, every_way_ends_a_cut_file_as_changed) {
  for (const ReadingWay way : kEveryWay) {
    const DiskFile disk(content_of(4u << 20));
    const auto file = disk.open();
    ReadingMemory memory(1);
    RangeReader reader(memory, {file, 0, file.size()}, way);
    std::vector<std::byte> staging(256u << 10);
    ASSERT_TRUE(reader.next(staging));
    disk.resize(1u << 20);
    const auto rest = all_of(reader, file.size() - staging.size(), staging.size());
    ASSERT_FALSE(rest);
    EXPECT_EQ(rest.error().kind, ErrorKind::source_changed);
  }
}

TEST(ReadingWayChoice, follows_what_the_page_cache_holds_and_what_comes_next) {
  const DiskFile cold = DiskFile::sparse(8u << 20);
  const auto cold_file = cold.open();
  const FileRange all{cold_file, 0, 8u << 20};
  EXPECT_EQ(reading_way(all, NextUse::sending), ReadingWay::mapped);
  EXPECT_EQ(reading_way(all, NextUse::none), ReadingWay::direct);
  const FileRange some{cold_file, 1000, 500'000};
  EXPECT_EQ(reading_way(some, NextUse::none), ReadingWay::mapped);
  const FileRange few{cold_file, 1000, (128u << 10) - 1};
  EXPECT_EQ(reading_way(few, NextUse::none), ReadingWay::copied);

  const DiskFile warm(content_of(8u << 20));
  const auto warm_file = warm.open();
  for (const NextUse use : {NextUse::sending, NextUse::none}) {
    EXPECT_EQ(reading_way({warm_file, 0, 8u << 20}, use), ReadingWay::mapped);
    EXPECT_EQ(reading_way({warm_file, 5, 128u << 10}, use), ReadingWay::mapped);
    EXPECT_EQ(reading_way({warm_file, 5, (128u << 10) - 1}, use), ReadingWay::copied);
  }
}

TEST(ReadingWayChoice, copies_what_must_be_read_as_such) {
  MemoryFiles files;
  const auto file = *files.open(files.add_sparse("a", 8u << 20));
  EXPECT_EQ(reading_way({file, 0, 8u << 20}, NextUse::none), ReadingWay::copied);
  const DiskFile disk(content_of(1u << 20));
  const auto short_file = disk.open();
  EXPECT_EQ(reading_way({short_file, 1, 1u << 20}, NextUse::none), ReadingWay::copied);
}

}  // namespace
}  // namespace ingot::digest
