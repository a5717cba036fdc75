// Managed assets: 8 and 4 GiB, keys of 128 and values of 51 200 bytes, URIs of 512 (managedassets.md 2.1, 2.2).
#include "tests/faults/boundaries.hpp"
#include "tests/support/managedassets_run.hpp"

namespace ingot::test {

namespace {

Boundary item_of(std::string name, SimFile file, std::uint64_t size, Judged judged, std::string config = {}) {
  ManagedAssetsSetup setup;
  setup.config_extra = std::move(config);
  Boundary one;
  one.name = std::move(name);
  one.with = {managedassets_vendor(setup), static_cast<SimSetup&>(setup)};
  one.file = std::move(file);
  one.size = size;
  one.judged = judged;
  return one;
}

Boundary file_of(std::string name, std::uint64_t size, Judged judged, std::string config = {}) {
  return item_of(std::move(name), {"a.jpg", ""}, size, judged, std::move(config));
}

Boundary metadata_of(std::string name, std::size_t key, std::size_t value, Judged judged) {
  SimFile file{"a.jpg", ""};
  file.fields = R"({"fields":{")" + std::string(key, 'k') + R"(":")" + std::string(value, 'v') + R"("},"config":{}})";
  return item_of(std::move(name), std::move(file), 10, judged);
}

Boundary uri_of(std::string name, std::size_t bytes, Judged judged) {
  const std::string start = "https://example.test/";
  return item_of(std::move(name), {start + std::string(bytes - start.size(), 'u'), "", ledger::ItemKind::plain}, 0,
                 judged);
}

}  // namespace

std::vector<Boundary> vendor_boundaries() {
  constexpr std::uint64_t kGiB = 1ULL << 30;
  const char* const kOther = R"(,"environment":"non_production")";
  return {
      file_of("8_GiB", 8 * kGiB, Judged::accepted),
      file_of("above_8_GiB", 8 * kGiB + 1, Judged::refused),
      file_of("4_GiB_elsewhere", 4 * kGiB, Judged::accepted, kOther),
      file_of("above_4_GiB_elsewhere", 4 * kGiB + 1, Judged::refused, kOther),
      file_of("empty_which_nothing_forbids", 0, Judged::accepted),  // the service judges
      file_of("one_byte", 1, Judged::accepted),
      metadata_of("key_of_128_bytes", 128, 1, Judged::accepted),
      metadata_of("key_of_129_bytes", 129, 1, Judged::refused),
      metadata_of("value_of_50_KiB", 1, 51'200, Judged::accepted),
      metadata_of("value_above_50_KiB", 1, 51'201, Judged::refused),
      uri_of("uri_of_512_bytes", 512, Judged::accepted),
      uri_of("uri_of_513_bytes", 513, Judged::refused),
  };
}

}  // namespace ingot::test
