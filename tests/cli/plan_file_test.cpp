// Plan files and what is held against them.
#include "host/cli/plan_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include <Poco/JSON/Parser.h>

#include "host/cli/plan_check.hpp"
#include "host/cli/plan_schema.hpp"
#include "tests/job/json_schema_check.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

PlanHead some_head() {
  PlanHead head;
  head.job = "spring";
  head.job_file = "/jobs/ünï \"code\".yaml";
  head.job_sha256 = std::string(64, 'a');
  head.params = {"season=2027", "drop=/x,y"};
  head.profile = "staging";
  head.settings_sha256 = std::string(64, 'b');
  head.plugin = "dash";
  head.plugin_version = "1.2.3";
  head.plugin_sha256 = std::string(64, 'c');
  head.base_url = "http://vendor.test";
  head.source = "files";
  head.table = "/jobs/rows.csv";
  head.table_sha256 = std::string(64, 'd');
  return head;
}

PlannedItem some_item(const std::string& key, std::uint64_t size = 10) {
  PlannedItem item;
  item.key = key;
  item.size = size;
  item.mtime_ns = 1'795'000'000'123'456'789;
  item.inode = UINT64_MAX;
  item.parts = 2;
  item.part_size = 6;
  item.batch = 1;
  item.values_sha256 = std::string(64, 'e');
  return item;
}

class plan_file : public ::testing::Test {
 protected:
  std::filesystem::path path() const { return folder_.path() / "job.plan"; }
  PlanReader written(const std::vector<PlannedItem>& items) {
    auto writer = PlanWriter::begin(path(), some_head());
    EXPECT_TRUE(writer);
    for (const auto& item : items) EXPECT_TRUE(writer->add(item));
    EXPECT_TRUE(writer->finish("{\"items\":1}"));
    auto reader = PlanReader::open(path());
    EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
    return *std::move(reader);
  }
  std::string text() const {
    std::ostringstream all;
    all << std::ifstream(path()).rdbuf();
    return all.str();
  }
  void write(const std::string& text) const { std::ofstream(path()) << text; }

  test::TempDir folder_;
};

TEST_F(plan_file, reads_what_was_written) {
  PlannedItem refused = some_item("b\n\"c\"", 0);
  refused.verdict = PlanVerdict::refused;
  refused.code = "size";
  PlannedItem digested = some_item("d");
  digested.sha256 = std::string(64, 'f');
  PlanReader plan = written({some_item("a/ü.tif"), refused, digested});
  EXPECT_TRUE(is_plan_file(path()));
  EXPECT_EQ(plan.items(), 3u);
  EXPECT_TRUE(plan.has_digests());
  EXPECT_EQ(plan.head().params, some_head().params);
  EXPECT_EQ(plan.head().job_file, some_head().job_file);
  EXPECT_EQ(plan.head().table_sha256, some_head().table_sha256);
  const auto item = plan.take("a/ü.tif");
  ASSERT_TRUE(item && *item);
  EXPECT_EQ((*item)->mtime_ns, some_item("").mtime_ns);
  EXPECT_EQ((*item)->inode, UINT64_MAX);
  EXPECT_EQ(difference_of(**item, some_item("a/ü.tif")), "");
  const auto second = plan.take("b\n\"c\"");
  ASSERT_TRUE(second && *second);
  EXPECT_EQ((*second)->verdict, PlanVerdict::refused);
  EXPECT_EQ((*second)->code, "size");
}

TEST_F(plan_file, gives_each_item_once_and_names_the_rest) {
  PlanReader plan = written({some_item("a"), some_item("b"), some_item("c")});
  EXPECT_TRUE(*plan.take("b"));
  EXPECT_FALSE(*plan.take("b"));
  EXPECT_FALSE(*plan.take("nobody"));
  EXPECT_EQ(plan.untaken_count(), 2u);
  EXPECT_THAT(*plan.untaken(10), ElementsAre("a", "c"));
  EXPECT_EQ(plan.untaken(1)->size(), 1u);
}

TEST_F(plan_file, an_empty_plan_is_one) {
  EXPECT_EQ(written({}).items(), 0u);
}

TEST_F(plan_file, every_cut_of_it_is_damaged) {
  written({some_item("a"), some_item("b")});
  const std::string whole = text();
  for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
    write(whole.substr(0, size));
    const auto plan = PlanReader::open(path());
    ASSERT_FALSE(plan) << size;
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid);
    EXPECT_THAT(plan.error().message, HasSubstr("job.plan:"));
  }
}

TEST_F(plan_file, is_of_the_published_shape) {
  const auto schema = Poco::JSON::Parser().parse(std::string(plan_schema()));
  PlannedItem refused = some_item("b", 0);
  refused.verdict = PlanVerdict::refused;
  refused.code = "size";
  PlannedItem digested = some_item("c");
  digested.sha256 = std::string(64, 'f');
  auto writer = PlanWriter::begin(path(), some_head());
  ASSERT_TRUE(writer);
  for (const auto& item : {some_item("a"), refused, digested}) EXPECT_TRUE(writer->add(item));
  EXPECT_TRUE(writer->finish(
      R"({"job":"spring","items":2,"bytes":20,"parts":null,"batches":1,"requests":9,"requests_each_part":2,)"
      R"("skipped":0,"set_aside":0,"refused":1,"unreadable":0,"excluded":0})"));
  const std::string plan = text();
  EXPECT_TRUE(job::test::is_valid(schema, Poco::JSON::Parser().parse(plan)));
  for (const auto& [good, bad] :
       {std::pair("\"verdict\":\"send\"", "\"verdict\":\"sent\""),
        std::pair("ingot.plan/1", "ingot.plan/2"), std::pair("\"size\":", "\"length\":"),
        std::pair("\"batch\":1", "\"batch\":0")}) {
    std::string other = plan;
    other.replace(other.find(good), std::string_view(good).size(), bad);
    EXPECT_FALSE(job::test::is_valid(schema, Poco::JSON::Parser().parse(other))) << bad;
  }
}

TEST_F(plan_file, a_job_is_no_plan) {
  for (const char* other :
       {"version: 1\n", "{\"version\":1}", "", "{\"schema\":\"ingot.report/1\"}"}) {
    write(other);
    EXPECT_FALSE(is_plan_file(path())) << other;
  }
  EXPECT_FALSE(is_plan_file(folder_.path() / "missing"));
}

TEST_F(plan_file, nothing_appears_before_it_is_whole) {
  auto writer = PlanWriter::begin(path(), some_head());
  ASSERT_TRUE(writer);
  EXPECT_TRUE(writer->add(some_item("a")));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

using plan_check = plan_file;

std::vector<std::string> codes_of(const PlanCheck& check) {
  std::vector<std::string> codes;
  for (const auto& each : check.differences())
    codes.push_back(code_name(each.code) + " " + each.key);
  return codes;
}

TEST_F(plan_check, finds_nothing_where_nothing_changed) {
  PlanReader plan = written({some_item("a"), some_item("b")});
  PlanCheck check(plan);
  check.compare(some_head());
  EXPECT_TRUE(check.compare(some_item("a")));
  EXPECT_TRUE(check.compare(some_item("b")));
  EXPECT_TRUE(check.finish());
  EXPECT_EQ(check.count(), 0u);
  EXPECT_THAT(check.differences(), IsEmpty());
}

TEST_F(plan_check, names_what_of_the_whole_has_changed) {
  PlanReader plan = written({});
  const auto change = [&](auto&& alter) {
    PlanHead now = some_head();
    alter(now);
    PlanCheck check(plan);
    check.compare(now);
    return codes_of(check);
  };
  EXPECT_THAT(change([](PlanHead& now) { now.job_sha256 = "x"; }), ElementsAre("P1002 "));
  EXPECT_THAT(change([](PlanHead& now) { now.settings_sha256 = "x"; }), ElementsAre("P1003 "));
  EXPECT_THAT(change([](PlanHead& now) { now.plugin_version = "1.2.4"; }), ElementsAre("P1004 "));
  EXPECT_THAT(change([](PlanHead& now) { now.plugin_sha256 = "x"; }), ElementsAre("P1004 "));
  EXPECT_THAT(change([](PlanHead& now) { now.table_sha256 = ""; }), ElementsAre("P1005 "));
  EXPECT_THAT(
      change([](PlanHead& now) { now.job_sha256 = now.settings_sha256 = now.table_sha256 = "x"; }),
      ElementsAre("P1002 ", "P1005 "));
}

TEST_F(plan_check, names_each_item_and_what_differs) {
  PlanReader plan = written({some_item("a"), some_item("b"), some_item("c")});
  PlanCheck check(plan);
  EXPECT_TRUE(check.compare(some_item("a", 11)));
  EXPECT_TRUE(check.compare(some_item("new")));
  PlannedItem refused = some_item("b");
  refused.verdict = PlanVerdict::refused;
  refused.code = "fields";
  EXPECT_TRUE(check.compare(refused));
  EXPECT_TRUE(check.finish());
  EXPECT_THAT(codes_of(check), ElementsAre("P1006 a", "P1008 new", "P1006 b", "P1007 c"));
  EXPECT_EQ(check.differences()[0].message, "size 10 -> 11");
  EXPECT_EQ(check.differences()[2].message, "verdict send -> refused (fields)");
}

TEST_F(plan_check, another_batch_counts_only_where_nothing_else_does) {
  PlannedItem moved = some_item("b");
  moved.batch = 2;
  PlanReader plan = written({some_item("a"), some_item("b")});
  PlanCheck check(plan);
  EXPECT_TRUE(check.compare(moved));
  EXPECT_TRUE(check.finish());
  EXPECT_THAT(codes_of(check), ElementsAre("P1007 a"));
  PlanReader again = written({some_item("a"), some_item("b")});
  PlanCheck alone(again);
  EXPECT_TRUE(alone.compare(some_item("a")));
  EXPECT_TRUE(alone.compare(moved));
  EXPECT_TRUE(alone.finish());
  EXPECT_THAT(codes_of(alone), ElementsAre("P1006 b"));
}

TEST_F(plan_check, counts_more_than_it_keeps) {
  std::vector<PlannedItem> items;
  for (int i = 0; i < 300; ++i) items.push_back(some_item("k" + std::to_string(i)));
  PlanReader plan = written(items);
  PlanCheck check(plan);
  for (int i = 0; i < 90; ++i) EXPECT_TRUE(check.compare(some_item("k" + std::to_string(i), 1)));
  EXPECT_TRUE(check.finish());
  EXPECT_EQ(check.differences().size(), PlanCheck::kMostKept);
  EXPECT_EQ(check.count(), 300u);
}

TEST(plan_codes, are_found_as_people_type_them) {
  for (const auto& info : all_plan_codes()) {
    EXPECT_EQ(find_plan_code(code_name(info.code))->code, info.code);
    EXPECT_GT(info.explanation.size(), 40u);
  }
  EXPECT_TRUE(find_plan_code("p1006"));
  for (const char* name : {"", "P", "P999", "P10060", "J1006"})
    EXPECT_FALSE(find_plan_code(name)) << name;
}

}  // namespace
}  // namespace ingot::cli
