// Dash: parts above 5 MiB and below 5 GiB, single files up to 5 GiB, 10 000 parts (cross_vendor.md 3.4).
#include "tests/faults/boundaries.hpp"
#include "tests/support/dash_run.hpp"

namespace ingot::test {

namespace {

Boundary file_of(std::string name, std::uint64_t size, std::optional<std::uint64_t> part_size, Judged judged,
                 std::optional<std::uint32_t> parts = {}) {
  DashSetup setup;
  Boundary one;
  one.name = std::move(name);
  one.with = {dash_vendor(setup), static_cast<SimSetup&>(setup)};
  one.with.vendor.part_size = part_size;
  one.file = {"a/file.bin", ""};
  one.size = size;
  one.judged = judged;
  one.parts = parts;
  return one;
}

}  // namespace

std::vector<Boundary> vendor_boundaries() {
  constexpr std::uint64_t kFloor = 5'242'880, kCeiling = 5'368'709'120;
  const auto in_parts = [](const char* name, std::uint64_t size, std::uint64_t part, Judged judged,
                           std::optional<std::uint32_t> parts = {}) { return file_of(name, size, part, judged, parts); };
  return {
      file_of("empty", 0, {}, Judged::refused),
      file_of("one_byte", 1, {}, Judged::accepted, 1),
      file_of("below_5_MiB", kFloor - 1, {}, Judged::accepted, 1),
      file_of("5_MiB", kFloor, {}, Judged::accepted, 1),
      in_parts("above_5_MiB_in_one_part", kFloor + 1, kFloor + 1, Judged::accepted, 1),
      in_parts("one_byte_behind_the_first_part", kFloor + 2, kFloor + 1, Judged::accepted, 2),
      in_parts("part_of_5_MiB", 3 * kFloor, kFloor, Judged::refused),
      in_parts("part_above_5_MiB", 3 * kFloor, kFloor + 1, Judged::accepted, 3),
      in_parts("part_below_5_GiB", 2 * kCeiling - 2, kCeiling - 1, Judged::accepted, 2),
      in_parts("part_of_5_GiB", 2 * kCeiling, kCeiling, Judged::refused),
      in_parts("10000_parts", 10'000 * (kFloor + 1), kFloor + 1, Judged::accepted, 10'000),
      file_of("largest", 10'000 * (kCeiling - 1), {}, Judged::accepted, 10'000),
      file_of("larger_than_10000_parts", 10'000 * (kCeiling - 1) + 1, {}, Judged::refused),
  };
}

}  // namespace ingot::test
