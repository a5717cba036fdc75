// Upload sessions: 1 byte to 10 000 parts of 5 GiB, chunks of 8 MiB until more are needed (sessionupload.md 1.2).
#include <gtest/gtest.h>

#include "plugins/sessionupload/config.hpp"
#include "tests/faults/boundaries.hpp"
#include "tests/support/sessionupload_run.hpp"

namespace ingot::test {

namespace {

Boundary file_of(std::string name, std::string key, std::uint64_t size, Judged judged) {
  SessionUploadSetup setup;
  Boundary one;
  one.name = std::move(name);
  one.with = {sessionupload_vendor(setup), static_cast<SimSetup&>(setup)};
  one.file = {std::move(key), ""};
  one.size = size;
  one.judged = judged;
  return one;
}

}  // namespace

std::vector<Boundary> vendor_boundaries() {
  constexpr std::uint64_t kLargest = 10'000ULL * 5'368'709'120;
  return {
      file_of("empty", "a.bin", 0, Judged::refused),
      file_of("one_byte", "a.bin", 1, Judged::accepted),
      file_of("10000_parts_of_5_GiB", "a.bin", kLargest, Judged::accepted),
      file_of("one_byte_more", "a.bin", kLargest + 1, Judged::refused),
      file_of("name_of_255_bytes", std::string(251, 'n') + ".bin", 1, Judged::accepted),
      file_of("name_of_256_bytes", std::string(252, 'n') + ".bin", 1, Judged::refused),
  };
}

TEST(chunks, are_raised_when_10000_would_not_suffice) {
  constexpr std::uint64_t kMiB = 1 << 20, kChunk = 8 * kMiB;
  EXPECT_EQ(sessionupload::chunk_for(10'000 * kChunk - 1, kChunk), kChunk);
  EXPECT_EQ(sessionupload::chunk_for(10'000 * kChunk, kChunk), kChunk);
  EXPECT_EQ(sessionupload::chunk_for(10'000 * kChunk + 1, kChunk), 9 * kMiB);
  EXPECT_EQ(sessionupload::chunk_for(10'000 * sessionupload::kLargestChunk, kChunk), sessionupload::kLargestChunk);
}

}  // namespace ingot::test
