// The `tests` of a job file, as they are read.
#include "host/job/job_tests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::job {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kJob = R"(version: 1
tests:
  - name: everything
    profile: staging
    params: { season: 2027-spring, n: 3 }
    file: a/x.jpg
    size: 5MiB
    row: { File: a/x.jpg, Tags: [x, y], Empty: }
    expect:
      fields.Usage: Royalty-free
      fields: { Keywords: [a, 2], A.B: c }
      config: { folder: /x, oauth: { id: 7 } }
      parts: 3
      refused:
  - { name: little, expect: { parts: 1 } }
)";

std::string codes_of(std::string_view yaml) {
  std::string codes;
  const JobTests loaded = load_tests("job.yaml", yaml);
  for (const Diagnostic& each : loaded.diagnostics.all())
    codes += (codes.empty() ? "" : " ") + each.code_text();
  return codes;
}

std::string one(const std::string& test) {
  return "tests: [" + test + "]\n";
}

TEST(JobTests, are_read_with_their_places) {
  const JobTests loaded = load_tests("job.yaml", kJob);
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  ASSERT_EQ(loaded.tests.size(), 2u);
  const JobTest& test = loaded.tests[0];
  EXPECT_EQ(test.name, "everything");
  EXPECT_EQ(test.span.line, 3u);
  EXPECT_EQ(test.profile, "staging");
  EXPECT_EQ(test.params, (std::vector<std::pair<std::string, std::string>>{
                             {"season", "2027-spring"}, {"n", "3"}}));
  EXPECT_EQ(test.size, 5u << 20);
  EXPECT_EQ(test.row.text("File"), "a/x.jpg");
  EXPECT_THAT(test.row.find("Tags")->values, ElementsAre("x", "y"));
  EXPECT_THAT(test.row.find("Empty")->values, IsEmpty());
  std::vector<std::string> what;
  for (const Expectation& each : test.expectations) what.push_back(each.what);
  EXPECT_THAT(what, ElementsAre("fields.Usage", "fields.Keywords", "fields.A.B", "config.folder",
                                "config.oauth.id", "parts", "refused"));
  EXPECT_THAT(test.expectations[1].values, ElementsAre("a", "2"));
  EXPECT_EQ(test.expectations[0].span.line, 10u);
  EXPECT_EQ(test.expectations[0].span.column, 21u);
  EXPECT_THAT(test.expectations[6].values, IsEmpty());
  EXPECT_EQ(loaded.tests[1].size, 1u);
}

TEST(JobTests, a_job_without_any_has_none) {
  for (const char* yaml : {"version: 1\n", "tests: []\n", "[1]"}) {
    const JobTests loaded = load_tests("job.yaml", yaml);
    EXPECT_THAT(loaded.tests, IsEmpty());
    EXPECT_FALSE(loaded.diagnostics.has_errors()) << yaml;
  }
}

TEST(JobTests, what_is_wrong_with_them_is_said) {
  EXPECT_EQ(codes_of("tests: {}\n"), "J2002");
  EXPECT_EQ(codes_of("tests:\n"), "J2005");
  EXPECT_EQ(codes_of(one("3")), "J2002");
  EXPECT_EQ(codes_of(one("{ name: a }")), "J2001");
  EXPECT_EQ(codes_of(one("{ expect: { parts: 1 } }")), "J2001");
  EXPECT_EQ(codes_of(one("{ name: a, fiel: b, expect: { parts: 1 } }")), "J2007");
  EXPECT_EQ(codes_of(one("{ name: a, size: 1.5MiB, expect: { parts: 1 } }")), "J3004");
  EXPECT_EQ(codes_of(one("{ name: a, expect: { part: 1 } }")), "J2007");
  EXPECT_EQ(codes_of(one("{ name: a, expect: { fields: x } }")), "J2007");
  EXPECT_EQ(codes_of(one("{ name: a, expect: { fields.: x } }")), "J2007");
  EXPECT_EQ(codes_of(one("{ name: a, expect: { fields.X: [[1]] } }")), "J2002");
  EXPECT_EQ(codes_of(one("{ name: a, row: { X: { y: z } }, expect: { parts: 1 } }")), "J2002");
  EXPECT_EQ(codes_of(one("{ name: a, params: { p: [1] }, expect: { parts: 1 } }")), "J2002");
}

}  // namespace
}  // namespace ingot::job
