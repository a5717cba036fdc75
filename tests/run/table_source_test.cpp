// Rows as items: keys, files, and rows that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "host/run/item_source.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::run {
namespace {

using ::testing::HasSubstr;
using ledger::ItemKind;
using ledger::ItemState;

class Kept final : public ItemSink {
 public:
  Status take(std::vector<ledger::Item> items) override {
    for (auto& item : items) all.push_back(std::move(item));
    return {};
  }
  std::vector<ledger::Item> all;
};

class table_source_test : public ::testing::Test {
 protected:
  table_source_test() {
    options_.table = folder_.path() / "t.csv";
    options_.root = folder_.path() / "root";
    options_.key_column = "Name";
    std::filesystem::create_directories(options_.root / "sub");
    std::ofstream(options_.root / "sub" / "x.tif") << "12345";
  }
  std::vector<ledger::Item> walk(const std::string& csv) {
    std::ofstream(options_.table) << csv;
    Kept kept;
    const auto counts = table_source(options_)->walk(kept, std::stop_token());
    EXPECT_TRUE(counts) << counts.error().message;
    if (counts) excluded_ = counts->excluded;
    return kept.all;
  }

  test::TempDir folder_;
  TableSourceOptions options_;
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
  const auto items = walk("Name,File\na,sub/x.tif\nb,.\\sub\\x.tif\nc,\nd,gone.tif\ne,../t.csv\nf,sub\n");
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
  options_.globs = *io::Globs::compile({"**/*.tif"}, {});
  options_.missing_file = TableSourceOptions::WithoutFile::skip;
  const auto items = walk("Name\nsub/x.tif\nsub/y.tif\nsub/z.jpg\n");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].key, "sub/x.tif");
  EXPECT_EQ(items[0].path, "") << "the key says it";
  EXPECT_EQ(excluded_, 2u) << "one is not there, one does not match";
}

TEST_F(table_source_test, rows_that_are_wrong_are_named_and_lose_nothing) {
  const auto items = walk("Name,T\na,1\n,2\na,3\nx\nb,4\n");
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[1].code, "key");
  EXPECT_EQ(items[1].key, "t.csv:3");
  EXPECT_EQ(items[2].code, "duplicate");
  EXPECT_EQ(items[2].key, "t.csv:4: a");
  EXPECT_EQ(items[3].code, "row");
  EXPECT_THAT(items[3].message, HasSubstr(":5: the row has 1 values"));
  EXPECT_EQ(items[4].key, "b");
  for (const auto& item : {items[1], items[2], items[3]}) EXPECT_EQ(item.state, ItemState::unreadable);
}

TEST_F(table_source_test, a_missing_column_ends_the_walk_and_names_those_there) {
  std::ofstream(options_.table) << "Nmae,T\na,1\n";
  Kept kept;
  const auto counts = table_source(options_)->walk(kept, std::stop_token());
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().kind, ErrorKind::invalid);
  EXPECT_THAT(counts.error().message, HasSubstr("t.csv:1: no column `Name`; the file has: Nmae, T"));
}

}  // namespace
}  // namespace ingot::run
