// What is left for people to mend: which rows and files, as they were, and only those.
#include "host/run/quarantine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/kept_items.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using ledger::ItemState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class quarantine_test : public ::testing::Test {
 protected:
  quarantine_test() : ledger_(*ledger::Ledger::create(temp_.path() / "ledger.db")) {
    options_.table = temp_.path() / "t.csv";
    options_.key_column = "Name";
  }

  // Walks the table into the ledger, where `changed` gives items another end.
  void run(const std::string& table, const std::map<std::string, ItemState>& changed) {
    std::ofstream(options_.table, std::ios::binary) << table;
    test::KeptItems kept;
    ASSERT_TRUE(table_source(options_, clock_)->walk(kept, std::stop_token()));
    ledger::Transaction all;
    for (ledger::Item& item : kept.all) {
      if (const auto end = changed.find(item.key); end != changed.end()) {
        item.state = end->second;
        item.code = "told";
        item.message = "=the vendor said\nno";
      }
      all.push_back(ledger::AddItem{std::move(item)});
    }
    ASSERT_TRUE(ledger_->apply(all, ledger::Durability::process));
  }

  QuarantineCounts write() {
    const auto counts = write_quarantine({folder(), &options_}, *ledger_);
    EXPECT_TRUE(counts) << counts.error().message;
    return counts ? *counts : QuarantineCounts();
  }

  std::filesystem::path folder() const { return temp_.path() / "q" / "run-1"; }
  std::vector<io::TableRow> rows() const {
    auto reader = *io::TableReader::open(folder() / "rows.csv", io::TableForm::csv);
    std::vector<io::TableRow> all;
    while (true) {
      const auto row = reader.next();
      EXPECT_TRUE(row) << row.error().message;
      if (!row || !*row) return all;
      all.push_back(**row);
    }
  }
  std::string files() const {
    std::ostringstream text;
    text << std::ifstream(folder() / "files.txt").rdbuf();
    return text.str();
  }

  test::TempDir temp_;
  ManualClock clock_;
  TableSourceOptions options_;
  std::unique_ptr<ledger::Ledger> ledger_;
};

TEST_F(quarantine_test, holds_what_was_refused_with_its_cells_reason_and_line) {
  run("Name,Title\na,\"A, \"\"1\"\"\ntwo lines\"\nb,=B\nc,C\n",
      {{"a", ItemState::rejected}, {"b", ItemState::done}});
  const auto counts = write();
  EXPECT_EQ(counts.rows, 1u);
  ASSERT_EQ(rows().size(), 1u);
  EXPECT_EQ(rows()[0].text("Title"), "A, \"1\"\ntwo lines");
  EXPECT_EQ(rows()[0].text("ingot_code"), "told");
  EXPECT_EQ(rows()[0].text("ingot_reason"), "'=the vendor said\\x0Ano")
      << "no formula for a spreadsheet";
  EXPECT_EQ(rows()[0].text("ingot_line"), "t.csv:2");
}

TEST_F(quarantine_test, rows_without_a_key_of_their_own_are_found_by_their_line) {
  run("Name,Title\na,1\n,2\na,3\nragged\nb,4\n", {});
  const auto counts = write();
  EXPECT_EQ(counts.rows, 4u);
  std::vector<std::string> lines;
  for (const auto& row : rows())
    lines.push_back(row.text("ingot_line") + " " + row.text("Title") + " " +
                    row.text("ingot_code"));
  EXPECT_THAT(lines, ElementsAre("t.csv:2 1 duplicate", "t.csv:3 2 key", "t.csv:4 3 duplicate",
                                 "t.csv:5  row"));
}

TEST_F(quarantine_test, what_failed_on_the_way_is_for_a_retry) {
  run("Name\na\nb\nc\nd\ne\n", {{"a", ItemState::failed},
                                {"b", ItemState::unknown},
                                {"c", ItemState::skipped},
                                {"d", ItemState::auth},
                                {"e", ItemState::conflict}});
  EXPECT_EQ(write().rows, 1u);
  EXPECT_EQ(rows()[0].text("Name"), "e");
}

TEST_F(quarantine_test, can_be_fed_back_and_gives_itself) {
  run("Name,Title\na,1\nb,2\n", {{"a", ItemState::rejected}, {"b", ItemState::rejected}});
  write();
  const auto first = rows();
  std::filesystem::copy_file(folder() / "rows.csv", temp_.path() / "again.csv");
  options_.table = temp_.path() / "again.csv";
  test::KeptItems kept;
  ASSERT_TRUE(table_source(options_, clock_)->walk(kept, std::stop_token()));
  ASSERT_EQ(kept.all.size(), 2u);
  for (const auto& item : kept.all) EXPECT_EQ(item.state, ItemState::pending);
  write();
  ASSERT_EQ(rows().size(), 2u);
  EXPECT_EQ(rows()[0].cells.size(), first[0].cells.size()) << "code, reason and line stand once";
}

TEST_F(quarantine_test, is_written_again_and_empties_when_all_is_mended) {
  run("Name\na\n", {{"a", ItemState::rejected}});
  write();
  ledger::UpdateItem update{};
  update.seq = 1;
  update.state = ItemState::done;
  ASSERT_TRUE(ledger_->apply({update}, ledger::Durability::process));
  EXPECT_EQ(write().rows, 0u);
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(quarantine_test, nothing_to_mend_leaves_no_folder) {
  run("Name\na\n", {{"a", ItemState::done}});
  write();
  EXPECT_FALSE(std::filesystem::exists(folder()));
}

TEST_F(quarantine_test, files_of_no_table_are_listed) {
  ledger::Item item;
  item.key = "a/b c.tif";
  item.state = ItemState::rejected;
  ledger::Item fine;
  fine.key = "fine.tif";
  fine.state = ItemState::done;
  ASSERT_TRUE(
      ledger_->apply({ledger::AddItem{item}, ledger::AddItem{fine}}, ledger::Durability::process));
  const auto counts = write_quarantine({folder(), nullptr}, *ledger_);
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->files, 1u);
  EXPECT_EQ(files(), "a/b c.tif\n");
  EXPECT_FALSE(std::filesystem::exists(folder() / "rows.csv"));
}

}  // namespace
}  // namespace ingot::run
