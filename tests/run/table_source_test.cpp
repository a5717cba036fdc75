// Rows as items: keys, files, and rows that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "host/run/table_source.hpp"
#include "tests/support/kept_items.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using ledger::ItemKind;
using ledger::ItemState;
using ::testing::HasSubstr;

class table_source_test : public ::testing::Test {
 protected:
  table_source_test() {
    options_.table = folder_.path() / "t.csv";
    options_.files.root = folder_.path() / "root";
    options_.key_column = "Name";
    std::filesystem::create_directories(options_.files.root / "sub");
    std::ofstream(options_.files.root / "sub" / "x.tif") << "12345";
  }
  std::vector<ledger::Item> walk(const std::string& csv) {
    std::ofstream(options_.table) << csv;
    test::KeptItems kept;
    const auto counts = table_source(options_, clock_)->walk(kept, std::stop_token());
    EXPECT_TRUE(counts) << counts.error().message;
    if (counts) excluded_ = counts->excluded;
    return kept.all;
  }

  test::TempDir folder_;
  // "x", or "key:code" of one that was not taken.
  std::multiset<std::string> outcomes(const std::string& csv) {
    std::multiset<std::string> all;
    for (const auto& item : walk(csv))
      all.insert(item.key + (item.code.empty() ? "" : ":" + item.code));
    return all;
  }
  void add(const std::string& path) const {
    std::filesystem::create_directories((options_.files.root / path).parent_path());
    std::ofstream(options_.files.root / path) << path;
  }
  void by_name() {
    options_.key_column = options_.file_column = "Name";
    options_.key = TableSourceOptions::Key::path;
    options_.naming = TableSourceOptions::Naming::last_name;
  }

  TableSourceOptions options_;
  ManualClock clock_{1'900'000'000'000};
  std::uint64_t excluded_ = 0;
};

TEST_F(table_source_test, rows_without_files_are_plain_items_with_the_columns_that_are_used) {
  options_.keep = {"Title"};
  const auto items = walk("Name,Title,Other\na,Hello,x\nb,,y\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].key, "a");
  EXPECT_EQ(items[0].kind, ItemKind::plain);
  EXPECT_EQ(items[0].row, R"({"Title":"Hello"})");
  EXPECT_EQ(items[1].row, R"({"Title":[]})");
}

TEST_F(table_source_test, a_row_may_name_a_file) {
  options_.file_column = "File";
  options_.empty_file = TableSourceOptions::WithoutFile::plain;
  const auto items =
      walk("Name,File\na,sub/x.tif\nb,.\\sub\\x.tif\nc,\nd,gone.tif\ne,../t.csv\nf,sub\n");
  ASSERT_EQ(items.size(), 6u);
  EXPECT_EQ(items[0].path, "sub/x.tif");
  EXPECT_EQ(items[0].size, 5u);
  EXPECT_NE(items[0].inode, 0u);
  EXPECT_EQ(items[1].path, "sub/x.tif") << "a path as Windows writes it";
  EXPECT_EQ(items[2].kind, ItemKind::plain);
  EXPECT_EQ(items[3].state, ItemState::unreadable);
  EXPECT_EQ(items[3].code, "row_without_file");
  EXPECT_THAT(items[3].message, HasSubstr("t.csv:5: there is no file gone.tif"));
  EXPECT_EQ(items[4].code, "outside_root");
  EXPECT_EQ(items[5].code, "unreadable") << "a folder is no file";
}

TEST_F(table_source_test, a_manifest_s_files_are_their_own_keys) {
  options_.key_column = options_.file_column = "Name";
  options_.key = TableSourceOptions::Key::path;
  options_.files.globs = *io::Globs::compile({"**/*.tif"}, {});
  options_.missing_file = TableSourceOptions::WithoutFile::skip;
  const auto items = walk("Name\nsub/x.tif\nsub/y.tif\nsub/z.jpg\n");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].key, "sub/x.tif");
  EXPECT_EQ(items[0].path, "") << "the key says it";
  EXPECT_EQ(excluded_, 2u) << "one is not there, one does not match";
}

TEST_F(table_source_test, rows_that_are_wrong_are_named_and_lose_nothing) {
  const auto items = walk("Name,T\na,1\n,2\nc,3\nx\nb,4\n");
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[1].code, "key");
  EXPECT_EQ(items[1].key, "t.csv:3");
  EXPECT_EQ(items[3].code, "row");
  EXPECT_THAT(items[3].message, HasSubstr(":5: the row has 1 values"));
  EXPECT_EQ(items[4].key, "b");
  for (const auto& item : {items[1], items[3]}) EXPECT_EQ(item.state, ItemState::unreadable);
}

TEST_F(table_source_test, of_rows_with_one_key_none_is_taken) {
  const auto items = walk("Name,T\na,1\nb,2\na,3\n");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].key, "t.csv:2: a");
  EXPECT_EQ(items[0].code, "duplicate");
  EXPECT_THAT(items[0].message,
              HasSubstr("the rows of lines 2 and 4 have the same key, `a`: none of them is taken"));
  EXPECT_EQ(items[1].key, "b");
  EXPECT_EQ(items[2].key, "t.csv:4: a");
  EXPECT_EQ(items[2].code, "duplicate");
}

TEST_F(table_source_test, rows_that_spell_one_file_in_two_ways_name_it_twice) {
  options_.key_column = options_.file_column = "Name";
  options_.key = TableSourceOptions::Key::path;
  EXPECT_EQ(
      outcomes("Name\nsub/x.tif\n.\\sub\\x.tif\n"),
      (std::multiset<std::string>{"t.csv:2: sub/x.tif:duplicate", "t.csv:3: sub/x.tif:duplicate"}));
}

TEST_F(table_source_test, a_file_may_be_named_by_its_last_name_alone) {
  by_name();
  add("a/one.tif");
  add("b/two.tif");
  const auto items = walk("Name\none.tif\nx.tif\ngone.tif\n");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].key, "a/one.tif") << "the key is where the file is, as of a folder";
  EXPECT_EQ(items[0].size, 9u);
  EXPECT_EQ(items[1].key, "sub/x.tif");
  EXPECT_EQ(items[2].code, "row_without_file");
}

TEST_F(table_source_test, a_name_that_several_files_have_is_a_problem_and_never_a_guess) {
  by_name();
  add("a/x.tif");
  const auto items = walk("Name\nx.tif\n");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].state, ItemState::unreadable);
  EXPECT_EQ(items[0].code, "ambiguous");
  EXPECT_THAT(items[0].message,
              HasSubstr("t.csv:2: 2 files have the name `x.tif`: a/x.tif, sub/x.tif"));
  EXPECT_EQ(outcomes("Name\nx.tif\nx.tif\n"),
            (std::multiset<std::string>{"t.csv:2: x.tif:duplicate", "t.csv:3: x.tif:duplicate"}));
}

TEST_F(table_source_test, files_that_no_row_names_are_found_either_way) {
  add("more/y.tif");
  add("more/z.jpg");
  options_.files.globs = *io::Globs::compile({"**/*.tif"}, {});
  options_.without_row = TableSourceOptions::WithoutRow::problem;
  by_name();
  EXPECT_EQ(outcomes("Name\nx.tif\n"),
            (std::multiset<std::string>{"sub/x.tif", "more/y.tif:file_without_row"}));
  options_.naming = TableSourceOptions::Naming::path;
  EXPECT_EQ(outcomes("Name\nsub/x.tif\n"),
            (std::multiset<std::string>{"sub/x.tif", "more/y.tif:file_without_row"}));
  EXPECT_EQ(outcomes("Name\nsub/x.tif\nmore\\y.tif\n"),
            (std::multiset<std::string>{"sub/x.tif", "more/y.tif"}));
  options_.without_row = TableSourceOptions::WithoutRow::ignore;
  EXPECT_EQ(outcomes("Name\nsub/x.tif\n"), (std::multiset<std::string>{"sub/x.tif"}));
}

TEST_F(table_source_test, what_is_set_aside_is_pending_with_its_code) {
  by_name();
  add("more/y.tif");
  options_.without_row = TableSourceOptions::WithoutRow::set_aside;
  options_.missing_file = TableSourceOptions::WithoutFile::set_aside;
  const auto items = walk("Name\ngone.tif\nx.tif\n");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].code, kRowWithoutFile);
  EXPECT_EQ(items[0].kind, ItemKind::plain);
  EXPECT_THAT(items[0].message, HasSubstr("t.csv:2: there is no file gone.tif"));
  EXPECT_EQ(items[2].code, kFileWithoutRow);
  EXPECT_EQ(items[2].key, "more/y.tif");
  EXPECT_THAT(items[2].message, HasSubstr("no row of t.csv names this file"));
  for (const auto& item : items) EXPECT_EQ(item.state, ItemState::pending);
}

class NoVowels final : public RowRules {
 public:
  std::optional<Problem> judge(const io::TableRow& row) const override {
    if (row.text("T") != "a") return std::nullopt;
    return Problem{"J7006", "T: J7006: `a` is a vowel"};
  }
};

TEST_F(table_source_test, a_row_that_breaks_a_rule_is_named_with_its_line) {
  const NoVowels rules;
  options_.rules = &rules;
  options_.need = {"T"};
  const auto items = walk("Name,T\nn,b\nm,a\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].key, "t.csv:3: m");
  EXPECT_EQ(items[1].code, "J7006");
  EXPECT_EQ(items[1].message, "t.csv:3: T: J7006: `a` is a vowel");
  EXPECT_EQ(items[1].state, ItemState::unreadable);
}

TEST_F(table_source_test, a_young_file_is_waited_for) {
  options_.key_column = options_.file_column = "Name";
  options_.key = TableSourceOptions::Key::path;
  options_.files.stable_for = std::chrono::seconds(30);
  clock_.set_wall_ms(SystemClock().wall_ms());
  const auto before = clock_.wall_ms();
  const auto items = walk("Name\nsub/x.tif\n");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].code, "");
  EXPECT_GE(clock_.wall_ms() - before, 25'000);
}

TEST_F(table_source_test, nothing_is_taken_from_a_table_in_another_encoding) {
  std::ofstream(options_.table) << "Name\na\nb\ncaf\xE9\n";
  test::KeptItems kept;
  const auto counts = table_source(options_, clock_)->walk(kept, std::stop_token());
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("t.csv:4: `caf\\xE9` has the byte E9"));
  EXPECT_TRUE(kept.all.empty()) << "not even the rows before it";
}

TEST_F(table_source_test, a_pipe_is_no_table) {
  ASSERT_EQ(::mkfifo(options_.table.c_str(), 0600), 0);
  test::KeptItems kept;
  const auto counts = table_source(options_, clock_)->walk(kept, std::stop_token());
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("write it to a file"));
}

TEST_F(table_source_test, a_missing_column_ends_the_walk_and_names_those_there) {
  std::ofstream(options_.table) << "Nmae,T\na,1\n";
  test::KeptItems kept;
  const auto counts = table_source(options_, clock_)->walk(kept, std::stop_token());
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().kind, ErrorKind::invalid);
  EXPECT_THAT(counts.error().message,
              HasSubstr("t.csv:1: no column `Name`; the file has: Nmae, T"));
}

}  // namespace
}  // namespace ingot::run
