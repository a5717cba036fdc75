#include "tests/run/report_fixture.hpp"

namespace ingot::run::test {
namespace {

using ledger::ItemState;
using report_csv = ReportTest;

TEST_F(report_csv, quotes_as_rfc_4180_wants) {
  begin();
  add({item("a \"quoted\", name\n.txt", ItemState::done), item("b.txt", ItemState::unknown, "lost, \"maybe\"")});
  const std::string text = content(write(ReportFormat::csv));
  EXPECT_NE(text.find("\"a \"\"quoted\"\", name\n.txt\",12,done,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"lost, \"\"maybe\"\"\""), std::string::npos) << text;
  EXPECT_EQ(text.substr(0, 4), "key,");
}

TEST_F(report_csv, carries_the_vendors_ids_and_the_columns_of_the_row) {
  facts.columns = {"Rights, all", "Tags", "Title"};
  begin();
  ledger::Item full = item("a.tif", ItemState::done);
  full.remote_id = "asset-1";
  full.meta = R"({"upload_id":"u-1"})";
  full.row = R"({"Title":"Spring, again","Rights, all":"RF","Tags":["x","y"]})";
  ledger::Item partial = item("b.tif", ItemState::done);
  partial.row = R"({"Title":"only this"})";
  add({full, partial, item("items.csv:4", ItemState::unreadable, "no key")});
  const auto lines = csv_of(write(ReportFormat::csv));
  ASSERT_EQ(lines.size(), 4u);
  const auto column = [&](const std::string& name) {
    const auto found = std::find(lines[0].begin(), lines[0].end(), name);
    EXPECT_NE(found, lines[0].end()) << name;
    return static_cast<std::size_t>(found - lines[0].begin());
  };
  for (const auto& line : lines) EXPECT_EQ(line.size(), lines[0].size());
  EXPECT_EQ(lines[1][column("remote_id")], "asset-1");
  EXPECT_EQ(lines[1][column("meta")], R"({"upload_id":"u-1"})");
  EXPECT_EQ(lines[1][column("row.Rights, all")], "RF");
  EXPECT_EQ(lines[1][column("row.Tags")], "x; y");
  EXPECT_EQ(lines[1][column("row.Title")], "Spring, again");
  EXPECT_EQ(lines[2][column("row.Title")], "only this");
  EXPECT_EQ(lines[2][column("row.Tags")], "");
  EXPECT_EQ(lines[3][column("row.Title")], "");
  EXPECT_EQ(lines[0].back(), "row.Title") << "in the order of the job's columns, always the same";
}

TEST_F(report_csv, no_cell_from_outside_is_a_formula_and_every_one_can_be_restored) {
  const std::vector<std::string> keys = {"=cmd|' /C calc'!A0", "+1", "-2", "@x", "\tx", "\rx", "'tis", "plain", "a=b"};
  facts.columns = {"Title"};
  begin();
  for (const auto& key : keys) {
    ledger::Item made = item(key, ItemState::rejected, key);
    made.remote_id = key;
    made.row = "{\"Title\":\"=1+1\"}";
    add({made});
  }
  const auto lines = csv_of(write(ReportFormat::csv));
  ASSERT_EQ(lines.size(), keys.size() + 1);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto& line = lines[i + 1];
    for (const std::string& cell : line) {
      EXPECT_TRUE(cell.empty() || std::string("=+-@\t\r").find(cell[0]) == std::string::npos) << cell;
    }
    const std::string restored = line[0].starts_with("'") ? line[0].substr(1) : line[0];
    EXPECT_EQ(restored, keys[i]);
    EXPECT_EQ(line.back(), "'=1+1");
  }
}

}  // namespace
}  // namespace ingot::run::test
