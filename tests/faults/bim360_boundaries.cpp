// BIM 360: descriptions of 1000 characters, parts of 5 MiB (bim360.md 3.1); batches of 100 records.
#include <gtest/gtest.h>

#include "tests/faults/boundaries.hpp"
#include "tests/support/bim360_run.hpp"

namespace ingot::test {

namespace {

Boundary row_of(std::string name, std::string description, Judged judged) {
  Bim360Setup setup;
  Boundary one;
  one.name = std::move(name);
  one.with = {bim360_vendor(setup), static_cast<SimSetup&>(setup)};
  one.file = {"row", "", ledger::ItemKind::plain};
  one.file.fields = R"({"fields":{"Serial":"1"},"config":{"category":"Mechanical","status":"Installed","barcode":"b",)"
                    R"("description":")" + description + "\"}}";
  one.judged = judged;
  return one;
}

Boundary document_of(std::string name, std::uint64_t size, std::uint32_t parts) {
  Bim360Setup setup;
  Boundary one;
  one.name = std::move(name);
  one.with = {bim360_vendor(setup), static_cast<SimSetup&>(setup)};
  one.file = {"manual.pdf", ""};
  one.size = size;
  one.parts = parts;
  return one;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

std::vector<Boundary> vendor_boundaries() {
  constexpr std::uint64_t kPart = 5'242'880;
  return {
      row_of("description_of_1000_characters", std::string(1000, 'd'), Judged::accepted),
      row_of("description_of_1001_characters", std::string(1001, 'd'), Judged::refused),
      row_of("characters_are_not_bytes", repeated("\u00e9", 1000), Judged::accepted),
      document_of("document_of_one_part", kPart, 1),
      document_of("document_of_two_parts", kPart + 1, 2),
  };
}

TEST(batches, hold_100_records_and_not_more) {
  for (const std::size_t count : {99u, 100u, 101u}) {
    Bim360Setup setup;
    setup.batch_items = 100;
    for (std::size_t i = 0; i < count; ++i)
      setup.files.push_back({"row " + std::to_string(i), "", ledger::ItemKind::plain});
    SimVendor vendor = bim360_vendor(setup);
    SimRun sim(std::move(vendor), setup);
    const LifeEnd end = sim.live();
    EXPECT_EQ(end.tally.in(ledger::ItemState::done), count) << end.end.message;
    EXPECT_EQ(sim.audit_problems(), "");
    EXPECT_EQ(sim.lab().audit().requests("POST /{service}/assets/v2/projects/{project}/assets:batch-create"),
              count > 100 ? 2u : 1u);
  }
}

}  // namespace ingot::test
