// Problems in every format: the same problems, the shape each reader expects, and nothing that
// breaks out of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <fstream>
#include <set>
#include <sstream>

#include "host/cli/item_places.hpp"
#include "host/cli/problem_formats.hpp"
#include "host/job/load.hpp"
#include "tests/job/json_schema_check.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;
using ::testing::HasSubstr;

Problem of_a_row() {
  Problem problem;
  problem.code = "row_without_file";
  problem.message = "there is no file a,b: 100%\nof it";
  problem.file = "drop/items, new: 1.csv";
  problem.line = 17;
  problem.column = 3;
  problem.length = 5;
  problem.item = "a,b";
  problem.suggestion = "did you mean `ab`?";
  return problem;
}

Problem of_a_file() {
  Problem problem;
  problem.severity = job::Severity::warning;
  problem.code = "max_size";
  problem.message = "too large";
  problem.file = "/drop/größer.mov";
  problem.item = "größer.mov";
  return problem;
}

std::string written(ProblemFormat format, const std::vector<Problem>& problems,
                    ProblemVerdict verdict = {"job.yaml", 5, {}}) {
  std::ostringstream data, talk;
  const auto writer =
      problem_writer(format, {data, talk, job::Colour::off, Vocabulary::built_in()});
  for (const Problem& problem : problems) writer->add(problem);
  writer->finish(verdict);
  EXPECT_TRUE(data.str().empty() || talk.str().empty());
  return data.str() + talk.str();
}

Object::Ptr parsed(const std::string& text) {
  return Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
}

// A job with every kind of place: in a line, without one, and beyond what is kept.
job::LoadResult bad_job(std::string& text) {
  text =
      "version: 1\njob: bad\nvendor: { plugin: none-such }\nscan: { folder: { root: . } }\nuplod: "
      "{}\n";
  for (int i = 0; i < 300; ++i) text += "key" + std::to_string(i) + ": 1\n";
  job::LoadContext context;
  context.params.emplace_back("missing", "1");
  return job::load("jobs/bad.yaml", text, context);
}

std::string written_job(ProblemFormat format) {
  std::string text;
  const auto loaded = bad_job(text);
  std::ostringstream data, talk;
  const auto writer =
      problem_writer(format, {data, talk, job::Colour::off, Vocabulary::built_in()});
  writer->add_all(loaded.diagnostics, text);
  writer->finish({"jobs/bad.yaml", 3, std::nullopt});
  return data.str() + talk.str();
}

TEST(problems, are_two_lines_for_people) {
  EXPECT_EQ(written(ProblemFormat::text, {of_a_file()}),
            "warning[max_size]: größer.mov: too large\n --> /drop/größer.mov\n");
  const std::string row = written(ProblemFormat::text, {of_a_row()});
  EXPECT_THAT(row, HasSubstr("error[row_without_file]: a,b: there is no file a,b: 100%\\x0Aof it\n"
                             " --> drop/items, new: 1.csv:17:3\n  = did you mean `ab`?\n"));
}

TEST(problems, are_workflow_commands_that_nothing_breaks_out_of) {
  EXPECT_EQ(
      written(ProblemFormat::github, {of_a_row()}),
      "::error file=drop/items%2C new%3A 1.csv,line=17,col=3,endColumn=8,title=row_without_file"
      "::a,b: there is no file a,b: 100%25\\x0Aof it%0Adid you mean `ab`?\n");
  EXPECT_EQ(written(ProblemFormat::github, {of_a_file()}),
            "::warning file=/drop/größer.mov,title=max_size::größer.mov: too large\n");
}

TEST(problems, of_a_job_are_the_same_in_json_sarif_and_github) {
  const auto json = parsed(written_job(ProblemFormat::json));
  const auto problems = json->getArray("problems");
  const auto run = parsed(written_job(ProblemFormat::sarif))->getArray("runs")->getObject(0);
  const auto results = run->getArray("results");
  ASSERT_EQ(problems->size(), results->size());
  ASSERT_EQ(problems->size(), job::Diagnostics::kMaxKept);
  std::istringstream commands(written_job(ProblemFormat::github));
  for (unsigned i = 0; i < problems->size(); ++i) {
    const auto problem = problems->getObject(i);
    const auto code = problem->getValue<std::string>("code");
    EXPECT_EQ(results->getObject(i)->getValue<std::string>("ruleId"), code);
    std::string line;
    std::getline(commands, line);
    EXPECT_THAT(line, HasSubstr("title=" + code + "::"));
    EXPECT_THAT(line, HasSubstr(problem->getValue<std::string>("message")));
    if (!problem->has("line")) continue;
    const auto place =
        results->getObject(i)->getArray("locations")->getObject(0)->getObject("physicalLocation");
    EXPECT_EQ(place->getObject("artifactLocation")->getValue<std::string>("uri"), "jobs/bad.yaml");
    EXPECT_EQ(place->getObject("region")->getValue<int>("startLine"),
              problem->getValue<int>("line"));
    EXPECT_EQ(place->getObject("region")->getValue<int>("startColumn"),
              problem->getValue<int>("column"));
    EXPECT_THAT(line, HasSubstr(",line=" + problem->getValue<std::string>("line") + ","));
  }
  EXPECT_GT(json->getValue<int>("not_listed"), 0);
}

TEST(problems, as_json_are_what_the_schema_says) {
  const auto schema = Poco::JSON::Parser().parse(diagnostics_schema());
  OfflineTotals totals;
  totals.items = 3;
  for (const std::string& text :
       {written(ProblemFormat::json, {of_a_row(), of_a_file()}, {"job.yaml", 5, totals}),
        written(ProblemFormat::json, {}), written_job(ProblemFormat::json)}) {
    EXPECT_TRUE(job::test::is_valid(schema, Poco::JSON::Parser().parse(text))) << text;
  }
  auto document = parsed(written(ProblemFormat::json, {of_a_row()}, {"job.yaml", 5, totals}));
  EXPECT_EQ(document->getObject("totals")->getValue<int>("items"), 3);
  EXPECT_FALSE(document->getValue<bool>("ok"));
  document->remove("exit_code");
  EXPECT_FALSE(job::test::is_valid(schema, document));
}

// What SARIF 2.1.0 requires of what is written here.
void check_sarif(const Object& log) {
  EXPECT_EQ(log.getValue<std::string>("version"), "2.1.0");
  const auto run = log.getArray("runs")->getObject(0);
  EXPECT_EQ(run->getValue<std::string>("columnKind"), "unicodeCodePoints");
  const auto driver = run->getObject("tool")->getObject("driver");
  EXPECT_FALSE(driver->getValue<std::string>("name").empty());
  const auto rules = driver->getArray("rules");
  std::set<std::string> ids;
  for (unsigned i = 0; i < rules->size(); ++i) {
    const auto rule = rules->getObject(i);
    EXPECT_TRUE(ids.insert(rule->getValue<std::string>("id")).second);
    for (const char* text : {"shortDescription", "fullDescription", "help"}) {
      EXPECT_FALSE(rule->getObject(text)->getValue<std::string>("text").empty());
    }
  }
  const auto results = run->getArray("results");
  for (unsigned i = 0; i < results->size(); ++i) {
    const auto result = results->getObject(i);
    const auto rule = rules->getObject(result->getValue<unsigned>("ruleIndex"));
    EXPECT_EQ(rule->getValue<std::string>("id"), result->getValue<std::string>("ruleId"));
    EXPECT_FALSE(result->getObject("message")->getValue<std::string>("text").empty());
    EXPECT_THAT(result->getValue<std::string>("level"), ::testing::AnyOf("error", "warning"));
  }
  const auto invocation = run->getArray("invocations")->getObject(0);
  EXPECT_TRUE(invocation->has("executionSuccessful"));
}

TEST(problems, as_sarif_have_the_standards_shape_and_a_rule_for_each_code) {
  check_sarif(*parsed(written_job(ProblemFormat::sarif)));
  check_sarif(*parsed(written(ProblemFormat::sarif, {})));
  const auto log = parsed(written(ProblemFormat::sarif, {of_a_row(), of_a_file(), of_a_row()}));
  check_sarif(*log);
  const auto run = log->getArray("runs")->getObject(0);
  EXPECT_EQ(run->getObject("tool")->getObject("driver")->getArray("rules")->size(), 2u);
  const auto row = run->getArray("results")
                       ->getObject(0)
                       ->getArray("locations")
                       ->getObject(0)
                       ->getObject("physicalLocation");
  EXPECT_EQ(row->getObject("artifactLocation")->getValue<std::string>("uri"),
            "drop/items%2C%20new%3A%201.csv");
  EXPECT_EQ(row->getObject("region")->getValue<int>("endColumn"), 8);
  const auto file = run->getArray("results")
                        ->getObject(1)
                        ->getArray("locations")
                        ->getObject(0)
                        ->getObject("physicalLocation");
  EXPECT_EQ(file->getObject("artifactLocation")->getValue<std::string>("uri"),
            "file:///drop/gr%C3%B6%C3%9Fer.mov");
  EXPECT_FALSE(file->has("region"));
}

// ---- places

struct places : ::testing::Test {
  test::TempDir folder;
  job::Job job;

  places() {
    job.manifest.emplace();
    job.manifest->table.path = (folder.path() / "items.csv").string();
    job.manifest->column = "File";
  }
  void table(const std::string& text) {
    std::ofstream(job.manifest->table.path, std::ios::binary) << text;
  }
  std::string place(const std::string& key, const std::string& message = "too large") {
    const ItemPlace found = ItemPlaces(job).of(key, message);
    return std::to_string(found.line) + ":" + std::to_string(found.column) + "+" +
           std::to_string(found.length);
  }
};

TEST_F(places, are_the_key_cell_of_the_row) {
  table("Title,File\r\nx,a.jpg\r\nüü,b.jpg\r\n");
  EXPECT_EQ(place("a.jpg"), "2:3+5");
  EXPECT_EQ(place("b.jpg"), "3:4+5") << "columns are characters, not bytes";
  EXPECT_EQ(place("c.jpg"), "0:0+0");
}

TEST_F(places, follow_quoted_cells_over_lines) {
  table("Title,File\n\"one, \"\"two\"\"\nthree\",a.jpg\nx,b.jpg\n");
  EXPECT_EQ(place("a.jpg"), "3:8+5");
  EXPECT_EQ(place("b.jpg"), "4:3+5");
  EXPECT_EQ(place("a.jpg", "`Title` is wrong"), "2:1+13");
}

TEST_F(places, are_the_cell_of_the_column_that_the_message_names) {
  table("File,Title,Expires\na.jpg,x,never\n");
  EXPECT_EQ(place("a.jpg", "`Expires`: `never` is not a date"), "2:9+5");
  EXPECT_EQ(place("a.jpg", "`File name` is odd"), "2:1+5");
}

TEST_F(places, are_the_cell_that_breaks_a_rule) {
  table("File,Title,Expires\na.jpg,,never\n");
  EXPECT_EQ(place("items.csv:2: a.jpg",
                  "items.csv:2: Expires: J7002: `never` is no date; Title: J7001: x"),
            "2:8+5");
  EXPECT_EQ(place("a.jpg", "items.csv:2: Expires soon"), "2:1+5");
}

TEST_F(places, of_a_row_without_a_key_are_in_its_name) {
  table("File,Title\na.jpg,x\n,y\na.jpg,z\n");
  EXPECT_EQ(place("items.csv:3", "the column `File` is empty in this row"), "3:1+1");
  EXPECT_EQ(place("items.csv:4: a.jpg", "a row before it has the key"), "4:1+5");
  EXPECT_EQ(place("items.csv:x"), "0:0+0");
}

TEST_F(places, of_a_missing_table_have_no_line) {
  EXPECT_EQ(place("a.jpg"), "0:0+0");
}

TEST_F(places, of_a_folder_are_its_files) {
  job::Job other;
  other.folder.emplace();
  other.folder->root = "/drop";
  EXPECT_EQ(ItemPlaces(other).of("a/b.jpg", "").file, "/drop/a/b.jpg");
  other.folder->root = std::filesystem::current_path() / "in";
  EXPECT_EQ(ItemPlaces(other).of("a/b.jpg", "").file, "in/a/b.jpg");
}

}  // namespace
}  // namespace ingot::cli
