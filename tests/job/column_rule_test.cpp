// What is said of the rows of a table, cell by cell.
#include "host/job/column_rule.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "host/job/fields.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

using ::testing::HasSubstr;

std::vector<ColumnRule> rules(const std::string& columns) {
  const auto job = test::load_good(
      "version: 1\njob: rows\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\n"
      "scan: { folder: { root: in }, manifest: { csv: items.csv, match: { column: File } } }\n"
      "validate: { columns: { " +
          columns + " } }\n",
      test::context());
  return job ? job->validate.columns : std::vector<ColumnRule>();
}

// The message about a row with this one cell; empty when there is nothing to say.
std::string said(const std::string& rule, const std::vector<std::string>& values) {
  const auto problem = judge_row(rules("C: " + rule), io::TableRow{{{"C", values}}});
  return problem ? problem->message : "";
}

TEST(ColumnRule, good_cells_pass) {
  for (const auto& [rule, value] : std::vector<std::pair<std::string, std::string>>{
           {"required", "x"},
           {"date", "2028-02-29"},
           {"{ type: date, format: D.M.YYYY }", "1.2.2027"},
           {"integer", "-12"},
           {"number", "-1.5e3"},
           {"url", "https://a/b?c"},
           {"url", "s3://bucket/key"},
           {"url", "urn:a:b"},
           {"[RF, RM]", "RM"},
           {"{ pattern: \"[A-Z]{2}-[0-9]+\" }", "AB-12"},
           {"{ type: integer, one_of: [1, 2] }", "2"}}) {
    EXPECT_EQ(said(rule, {value}), "") << rule << " " << value;
    if (rule == "required") continue;
    EXPECT_EQ(said(rule, {}), "") << rule << ": an empty cell is no fault of its type";
  }
}

TEST(ColumnRule, bad_cells_are_named_with_column_code_and_cure) {
  EXPECT_EQ(said("required", {}), "C: J7001: there is no value");
  EXPECT_EQ(said("date", {"31.02.2027"}),
            "C: J7002: `31.02.2027` is not a date as YYYY-MM-DD writes it; write 2027-01-31");
  EXPECT_EQ(said("{ type: date, format: DD.MM.YYYY }", {"31.02.2027"}),
            "C: J7002: `31.02.2027` is not a date as DD.MM.YYYY writes it: there is no such day; "
            "write 31.01.2027");
  EXPECT_EQ(said("integer", {"1.000"}), "C: J7003: `1.000` is not a whole number");
  EXPECT_EQ(said("number", {"1,5"}), "C: J7004: `1,5` is not a number; write 12.5");
  EXPECT_EQ(said("[Royalty-free, Rights-managed]", {"Royalty free"}),
            "C: J7006: `Royalty free` is none of: Royalty-free, Rights-managed; did you mean "
            "`Royalty-free`?");
  EXPECT_EQ(said("{ pattern: \"[A-Z]+\" }", {"ab"}), "C: J7007: `ab` does not match [A-Z]+");
  for (const char* text : {"a.tif", "https://", "http://a b", ":x", "1http://a", "https:"}) {
    EXPECT_THAT(said("url", {text}), HasSubstr("C: J7005: ")) << text;
  }
}

TEST(ColumnRule, each_of_several_values_must_do) {
  EXPECT_EQ(said("integer", {"1", "2"}), "");
  EXPECT_THAT(said("integer", {"1", "x"}), HasSubstr("`x` is not a whole number"));
}

TEST(ColumnRule, a_row_is_told_all_its_faults) {
  const auto all = rules("Title: required, Expires: date, Usage: [RF, RM]");
  const auto problem =
      judge_row(all, io::TableRow{{{"Title", {}}, {"Expires", {"soon"}}, {"Usage", {"RF"}}}});
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->code, Code::row_value_missing);
  EXPECT_EQ(problem->message,
            "Title: J7001: there is no value; Expires: J7002: `soon` is not a date as YYYY-MM-DD "
            "writes it; write "
            "2027-01-31");
  EXPECT_FALSE(judge_row(all, io::TableRow{{{"Title", {"x"}}}}))
      << "a column that is not there has no value";
}

TEST(ColumnRule, a_hostile_cell_cannot_forge_a_line) {
  EXPECT_EQ(said("integer", {"1\n2"}), "C: J7003: `1\\x0A2` is not a whole number");
}

TEST(ColumnRule, every_code_of_rows_is_explained_and_said) {
  const std::set<std::string> texts = {said("required", {}),         said("date", {"x"}),
                                       said("integer", {"x"}),       said("number", {"x"}),
                                       said("url", {"x"}),           said("[a]", {"x"}),
                                       said("{ pattern: a }", {"x"})};
  for (const CodeInfo& info : all_codes()) {
    if (info.code < Code::row_value_missing) continue;
    EXPECT_TRUE(std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return text.find(code_name(info.code)) != text.npos;
    })) << code_name(info.code);
  }
}

TEST(FieldDate, is_rewritten_or_refused_with_the_field_s_name) {
  const auto job = test::load_good(
      "version: 1\njob: rows\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\n"
      "scan:\n  folder: { root: in }\n  manifest: { csv: items.csv, match: { column: File } }\n"
      "  fields:\n    Expires: { column: E, date: { from: D.M.YYYY, to: YYYY-MM-DD }, default: "
      "2099-12-31 }\n"
      "    Taken: { column: T, split: \";\", date: { from: YYYYMMDD } }\n",
      test::context());
  ASSERT_TRUE(job);
  io::TableRow row{{{"E", {"5.6.2027"}}, {"T", {"20270101; 20270228"}}}};
  EXPECT_THAT(*item_json(*job, {.key = "x", .row = &row}),
              HasSubstr(R"({"Expires":"2027-06-05","Taken":["2027-01-01","2027-02-28"]})"));
  row.cells[0].values.clear();
  EXPECT_THAT(*item_json(*job, {.key = "x", .row = &row}), HasSubstr(R"("Expires":"2099-12-31")"));
  row.cells[0].values = {"31.2.2027"};
  EXPECT_EQ(item_json(*job, {.key = "x", .row = &row}).error().message,
            "field `Expires`: `31.2.2027` is not a date as D.M.YYYY writes it: there is no such "
            "day; write 31.1.2027");
}

}  // namespace
}  // namespace ingot::job
