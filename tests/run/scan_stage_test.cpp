#include "host/run/scan_stage.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using namespace std::chrono_literals;

struct scan_stage : ::testing::Test {
  scan_stage() : ledger(*ledger::Ledger::create(folder.path() / "ledger.db")) {
    std::filesystem::create_directories(root() / "sub");
  }
  std::filesystem::path root() const { return folder.path() / "root"; }
  void add(const std::string& name) const { std::ofstream(root() / name) << name; }

  ScanState run_scan() {
    ledger::Writer writer(*ledger);
    Mailbox<transfer::Fact> mailbox;
    io::ScanOptions options;
    options.root = root();
    const auto source = folder_source(options, clock);
    ScanStage stage({*source, writer, mailbox});
    TaskGroup tasks;
    stage.start(tasks);
    while (!stage.state().is_complete && !stage.state().failure) mailbox.take(1s);
    EXPECT_TRUE(tasks.join());
    EXPECT_TRUE(writer.stop());
    return stage.state();
  }

  test::TempDir folder;
  SystemClock clock;
  std::unique_ptr<ledger::Ledger> ledger;
};

TEST_F(scan_stage, puts_every_file_into_the_ledger_and_says_so) {
  for (int i = 0; i < 700; ++i) add("sub/f" + std::to_string(i));
  const ScanState state = run_scan();
  EXPECT_TRUE(state.is_complete);
  EXPECT_EQ((*ledger->counts())[0].items, 700u);
  EXPECT_TRUE((*ledger->fact(kScanComplete)).has_value());
}

TEST_F(scan_stage, a_second_walk_adds_only_what_is_new) {
  add("a");
  run_scan();
  add("b");
  run_scan();
  EXPECT_EQ((*ledger->counts())[0].items, 2u);
}

TEST_F(scan_stage, what_cannot_be_taken_is_an_item_with_a_reason) {
  add("a");
  std::ofstream(root() / "bad\xFFname") << "x";
  run_scan();
  std::vector<ledger::Item> items;
  ASSERT_TRUE(ledger->each_item([&](const ledger::Item& item) {
    items.push_back(item);
    return Status();
  }));
  ASSERT_EQ(items.size(), 2u);
  const auto unreadable = std::find_if(items.begin(), items.end(), [](const auto& item) {
    return item.state == ledger::ItemState::unreadable;
  });
  ASSERT_NE(unreadable, items.end());
  EXPECT_EQ(unreadable->code, "not_utf8");
}

TEST_F(scan_stage, a_missing_root_is_a_failure) {
  std::filesystem::remove_all(root());
  const ScanState state = run_scan();
  ASSERT_TRUE(state.failure);
  EXPECT_FALSE(state.is_complete);
}

}  // namespace
}  // namespace ingot::run
