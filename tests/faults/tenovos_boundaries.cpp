// Tenovos: 1 byte to 5 GiB (tenovos.md 2.9 H4); how files are cut is the vendor's, see the cuts below.
#include <gtest/gtest.h>

#include "plugins/tenovos/replies.hpp"
#include "tests/faults/boundaries.hpp"
#include "tests/support/tenovos_run.hpp"

namespace ingot::test {

namespace {

Boundary file_of(std::string name, std::uint64_t size, Judged judged) {
  TenovosSetup setup;
  Boundary one;
  one.name = std::move(name);
  one.with = {tenovos_vendor(setup), static_cast<SimSetup&>(setup)};
  one.file = {"file.bin", ""};
  one.size = size;
  one.judged = judged;
  return one;
}

// Whether a file of that size fits so many upload URLs, and how large all parts but the last are.
std::optional<std::uint64_t> part_bytes_of(std::uint64_t size, std::size_t urls) {
  tenovos::Created created;
  created.asset.upload_id = "u";
  created.urls.assign(urls, "http://store.test/part");
  const auto cut = tenovos::cut_for(tenovos::Config(), created, size);
  if (!cut) return std::nullopt;
  return cut->part_bytes;
}

}  // namespace

std::vector<Boundary> vendor_boundaries() {
  return {
      file_of("empty", 0, Judged::refused),
      file_of("one_byte", 1, Judged::accepted),
      file_of("5_GiB", 5'368'709'120, Judged::accepted),
      file_of("above_5_GiB", 5'368'709'121, Judged::refused),
  };
}

TEST(cuts, are_of_100_MiB_and_of_100_MB_where_only_that_fits) {
  EXPECT_EQ(part_bytes_of(104'857'599, 1), 104'857'600u);
  EXPECT_EQ(part_bytes_of(104'857'600, 1), 104'857'600u);
  EXPECT_EQ(part_bytes_of(104'857'601, 2), 104'857'600u);
  EXPECT_EQ(part_bytes_of(104'857'601, 1), std::nullopt);
  EXPECT_EQ(part_bytes_of(100'000'001, 1), 104'857'600u);
  EXPECT_EQ(part_bytes_of(100'000'001, 2), 100'000'000u);
  EXPECT_EQ(part_bytes_of(5'368'709'120, 52), 104'857'600u);
  EXPECT_EQ(part_bytes_of(5'368'709'120, 54), 100'000'000u);
  for (const std::size_t urls : {1u, 51u, 53u, 55u}) EXPECT_EQ(part_bytes_of(5'368'709'120, urls), std::nullopt) << urls;
}

}  // namespace ingot::test
