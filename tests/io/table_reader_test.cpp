// CSV, JSON Lines and plain lists: what they hold, and files that are none.
#include "host/io/table_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace ingot::io {
namespace {

using ::testing::HasSubstr;

class table_reader : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& bytes) {
    const auto path = folder_.path() / "t";
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  Result<TableReader> open(const std::string& bytes, TableForm form = TableForm::csv) {
    return TableReader::open(file(bytes), form);
  }
  // Every row as JSON, or "line N: problem".
  std::vector<std::string> rows(const std::string& bytes, TableForm form = TableForm::csv) {
    auto reader = open(bytes, form);
    if (!reader) return {"open: " + reader.error().message};
    std::vector<std::string> all;
    for (int i = 0; i < 100'000; ++i) {
      const auto row = reader->next();
      if (!row) {
        all.push_back("line " + std::to_string(reader->line()) + ": " + row.error().message);
        if (reader->is_lost()) return all;
        continue;
      }
      if (!*row) return all;
      all.push_back(to_json(**row));
    }
    return all;
  }

  test::TempDir folder_;
};

// What the process holds in memory now.
std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t size = 0, resident = 0;
  statm >> size >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

using Texts = std::vector<std::string>;

TEST_F(table_reader, reads_the_forms_of_rfc_4180) {
  EXPECT_EQ(rows("A,B\n1,2\n"), (Texts{R"({"A":"1","B":"2"})"}));
  EXPECT_EQ(rows("A,B\r\n1,2\r\n3,4"), (Texts{R"({"A":"1","B":"2"})", R"({"A":"3","B":"4"})"}));
  EXPECT_EQ(rows("A,B\n\"x, \"\"y\"\"\",\"two\nlines\"\n"),
            (Texts{R"({"A":"x, \"y\"","B":"two\nlines"})"}));
  EXPECT_EQ(rows("A,B\n,\n"), (Texts{R"({"A":[],"B":[]})"})) << "empty cells have no value";
  EXPECT_EQ(rows("\xEF\xBB\xBF"
                 "A\nü\n"),
            (Texts{R"({"A":"ü"})"}))
      << "a byte order mark is skipped";
  EXPECT_EQ(rows("A\n\n\r\n1\n\n"), (Texts{R"({"A":"1"})"})) << "empty lines are no rows";
  EXPECT_EQ(rows("A,B\n a , b \n"), (Texts{R"({"A":" a ","B":" b "})"}))
      << "blanks are part of values";
  EXPECT_EQ(rows("A\n\"\"\"\"\n"), (Texts{R"({"A":"\""})"}));
  EXPECT_EQ(rows("A\r\nx\ry\r\n"), (Texts{R"({"A":"x\ry"})"}))
      << "a lone carriage return is a character";
}

TEST_F(table_reader, a_row_that_is_wrong_does_not_lose_the_next) {
  const Texts read = rows("A,B\n1\n2,3\n4,5,6\nx\"y,7\n8,\"9\"x\n10,11\n");
  ASSERT_EQ(read.size(), 6u);
  EXPECT_THAT(read[0], HasSubstr("t:2: the row has 1 values, the header 2"));
  EXPECT_EQ(read[1], R"({"A":"2","B":"3"})");
  EXPECT_THAT(read[2], HasSubstr("t:4: the row has 3 values"));
  EXPECT_THAT(read[3], HasSubstr("t:5: a quote stands inside a value"));
  EXPECT_THAT(read[4], HasSubstr("t:6: there is text behind a closing quote"));
  EXPECT_EQ(read[5], R"({"A":"10","B":"11"})");
}

TEST_F(table_reader, names_the_line_a_row_begins_on) {
  auto reader = *open("A\n\"1\n2\n3\"\nx\n");
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.line(), 2u);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.line(), 5u);
}

TEST_F(table_reader, refuses_what_is_no_table) {
  EXPECT_THAT(rows("")[0], HasSubstr("the file is empty; the first line names the columns"));
  EXPECT_THAT(rows("A,,B\n")[0], HasSubstr("t:1: a column has no name"));
  EXPECT_THAT(rows("A,B,A\n")[0], HasSubstr("the column `A` stands twice"));
  EXPECT_THAT(rows("A\n\"open\n")[0], HasSubstr("t:2: a quote that is opened in this row is never closed"));
  EXPECT_EQ(TableReader::open("/nowhere/x.csv", TableForm::csv).error().kind, ErrorKind::not_found);
}

TEST_F(table_reader, another_encoding_is_the_whole_file_s_and_names_byte_and_cure) {
  using namespace std::string_literals;
  EXPECT_THAT(rows("\xFF\xFE"s + "A\0\n\0"s)[0], HasSubstr("t:1: the file begins with the bytes FF FE: it is UTF-16"));
  EXPECT_THAT(rows("\xFE\xFF"s + "\0A\0\n"s)[0], HasSubstr("the bytes FE FF: it is UTF-16; save it as UTF-8"));
  EXPECT_THAT(rows("A\0,\0B\0"s)[0], HasSubstr("byte 2 of the file is 00: it is UTF-16"));
  EXPECT_THAT(rows("\0A\0,\0B"s)[0], HasSubstr("byte 1 of the file is 00: it is UTF-16"));
  const Texts latin = rows("A\ncafé\ncaf\xE9\nlast\n");
  ASSERT_EQ(latin.size(), 2u) << "nothing is read behind it";
  EXPECT_THAT(latin[1], HasSubstr("t:3: `caf\\xE9` has the byte E9, which is not UTF-8"));
  EXPECT_THAT(latin[1], HasSubstr("save it as UTF-8"));
  EXPECT_THAT(rows("Name\nx\0y\n"s)[0], HasSubstr("t:2: `x\\x00y` has the byte 00"));
  EXPECT_THAT(rows("Preis in \x80,B\n")[0], HasSubstr("t:1: `Preis in \\x80` has the byte 80"));
  EXPECT_THAT(rows("{\"A\":\"\xFC\"}\n", TableForm::jsonl)[0], HasSubstr("has the byte FC"));
  EXPECT_THAT(rows("https://a/\xFC\n", TableForm::lines)[0], HasSubstr("has the byte FC"));
}

TEST_F(table_reader, a_million_rows_need_no_more_memory_than_a_few) {
  const auto path = folder_.path() / "million.csv";
  {
    std::ofstream out(path, std::ios::binary);
    out << "File,Title\r\n";
    for (int i = 0; i < 1'000'000; ++i) out << "a/" << i << ".tif,\"Number " << i << ", of many\"\r\n";
  }
  auto reader = *TableReader::open(path, TableForm::csv);
  std::uint64_t rows = 0;
  const auto read = [&](std::uint64_t most) {
    while (rows < most) {
      const auto row = reader.next();
      ASSERT_TRUE(row) << row.error().message;
      if (!*row) break;
      ++rows;
    }
  };
  read(1000);
  const std::int64_t before = resident_bytes();
  read(2'000'000);
  EXPECT_EQ(rows, 1'000'000u);
  EXPECT_EQ(reader.line(), 1'000'002u) << "where the next row would begin";
  // A sanitizer keeps what was freed.
  if (INGOT_TEST_SANITIZED) return;
  EXPECT_LT(resident_bytes() - before, 4 << 20) << "of a file of 36 MB";
}

TEST_F(table_reader, every_cut_of_the_pieces_reads_the_same) {
  // Longer than a piece of the reader, with quotes and line ends at every offset of its end.
  const std::string row = "\"a\"\"b\",x\r\n";
  std::string bytes = "A,B\r\n";
  while (bytes.size() < 200'000) bytes += row;
  for (std::size_t shift = 0; shift < row.size(); ++shift) {
    const Texts read = rows("P" + std::string(shift, 'p') + "," + bytes.substr(0, 3) + "\r\n");
    EXPECT_TRUE(read.empty()) << "a header only";
    const std::string wide = "A" + std::string(shift, 'a') + ",B\r\n" + bytes.substr(5);
    auto reader = *open(wide);
    std::size_t count = 0;
    while (true) {
      const auto next = reader.next();
      ASSERT_TRUE(next) << next.error().message;
      if (!*next) break;
      ASSERT_EQ((*next)->text("B"), "x");
      ++count;
    }
    EXPECT_EQ(count, (bytes.size() - 5) / row.size());
  }
}

TEST_F(table_reader, json_lines_keep_lists_and_numbers) {
  EXPECT_EQ(rows("{\"A\":1,\"B\":[\"x\",2],\"C\":true,\"D\":null}\n\n", TableForm::jsonl),
            (Texts{R"({"A":"1","B":["x","2"],"C":"true","D":[]})"}));
  const Texts bad = rows("{\"A\":{}}\nnot json\n[1]\n{\"A\":\"x\"}\n", TableForm::jsonl);
  ASSERT_EQ(bad.size(), 4u);
  EXPECT_THAT(bad[0], HasSubstr("t:1: `A` is an object"));
  EXPECT_THAT(bad[1], HasSubstr("t:2: it is not JSON"));
  EXPECT_THAT(bad[2], HasSubstr("t:3: it is not a JSON object"));
  EXPECT_EQ(bad[3], R"({"A":"x"})");
}

TEST_F(table_reader, lists_have_one_value_a_line) {
  EXPECT_EQ(rows("# comment\nhttps://a/1\r\n\n  \nhttps://a/2", TableForm::lines),
            (Texts{R"({"line":"https://a/1"})", R"({"line":"https://a/2"})"}));
}

TEST(table_row, comes_back_from_json_as_it_was) {
  const TableRow row{{{"A", {"x\n\"y\""}}, {"B", {}}, {"ü", {"1", "2"}}}};
  EXPECT_EQ(*row_of_json(to_json(row)), row);
  EXPECT_EQ(row.text("ü"), "1; 2");
  EXPECT_EQ(row.text("Z"), "");
}

}  // namespace
}  // namespace ingot::io
