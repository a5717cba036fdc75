#include <ingot/lab/faults.hpp>

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

TEST(Glob, matches_segments_and_trees) {
  struct Case {
    const char* glob;
    const char* text;
    bool is_match;
  };
  const Case cases[] = {
      {"**", "/a/b", true},       {"/a/*", "/a/b", true},        {"/a/*", "/a/b/c", false},
      {"/a/**", "/a/b/c", true},  {"/a/**/c", "/a/b/x/c", true}, {"/a/?", "/a/b", true},
      {"/a?b", "/a/b", false},    {"/a", "/a/", false},          {"", "", true},
      {"*", "abc", true},         {"*", "a/c", false},           {"**/x.tif", "/s/x.tif", true},
      {"/*.tif", "/x.tif", true}, {"/*.tif", "/x.tiff", false}};
  for (const Case& each : cases) {
    EXPECT_EQ(matches_glob(each.glob, each.text), each.is_match)
        << each.glob << " on " << each.text;
  }
}

TEST(FaultsFile, reads_every_key) {
  const ParsedFaults parsed = parse_faults(R"(
faults:
  - name: everything
    match: { method: PUT, path: "/store/**", part: 3, body_contains: abc }
    when: { nth: 2, times: 3, every: 5, probability: 0.25, seed: 7, per: path }
    do:
      status: 503
      process: true
      headers: { X-A: b }
      body: text
      retry_after: { date_in: 5s }
      delay: 2s
      slow_read: 10ms
      cut_reply: 12
      expire_urls: all
      short_store: lying
      wrong_etag: true
      no_etag: true
      truncate_json: true
  - do: { drop: before }
  - do: { drop: after, retry_after: soon, malformed_json: true, expire_urls: this,
          short_store: honest }
  - do: { status: 502, html: true }
)",
                                           "f");
  ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
  ASSERT_EQ(parsed.plan.rules.size(), 4U);
  const FaultRule& all = parsed.plan.rules[0];
  EXPECT_EQ(all.match.method + all.match.path + all.match.body_contains, "PUT/store/**abc");
  EXPECT_EQ(all.match.part, 3);
  EXPECT_EQ(all.when.nth, 2U);
  EXPECT_EQ(all.when.times, 3U);
  EXPECT_EQ(all.when.every, 5U);
  EXPECT_EQ(all.when.probability, 0.25);
  EXPECT_EQ(all.when.per, CountedPer::kPath);
  EXPECT_EQ(all.action.status, 503);
  EXPECT_EQ(all.action.reach, FaultReach::kAfterwards);
  EXPECT_EQ(all.action.headers.find("x-a"), "b");
  EXPECT_EQ(all.action.body, "text");
  EXPECT_EQ(all.action.retry_after_date_ms, 5000);
  EXPECT_EQ(all.action.delay_ms, 2000);
  EXPECT_EQ(all.action.slow_read_ms, 10);
  EXPECT_EQ(all.action.cut, Cut::kMidReply);
  EXPECT_EQ(all.action.cut_after, 12U);
  EXPECT_EQ(all.action.mangle, Mangle::kTruncatedJson);
  EXPECT_EQ(all.action.context.url_expiry, UrlExpiry::kAllUrls);
  EXPECT_EQ(all.action.context.short_store, ShortStore::kLying);
  EXPECT_TRUE(all.action.context.wrong_etag && all.action.context.no_etag);
  EXPECT_EQ(parsed.plan.rules[1].action.cut, Cut::kBeforeProcessing);
  EXPECT_EQ(parsed.plan.rules[2].action.retry_after, "soon");
  EXPECT_EQ(parsed.plan.rules[2].action.cut, Cut::kAfterProcessing);
  EXPECT_EQ(parsed.plan.rules[3].action.headers.find("Content-Type"), "text/html");
}

TEST(FaultsFile, reports_all_problems_with_their_places) {
  const ParsedFaults parsed = parse_faults(
      "faults:\n"
      "  - match: { methd: PUT }\n"
      "    do: { status: 99 }\n"
      "  - when: { nth: 0 }\n"
      "    do: { delay: 5 }\n"
      "  - match: { part: 10001 }\n"
      "other: 1\n",
      "f.yaml");
  EXPECT_EQ(parsed.problems,
            (std::vector<std::string>{"f.yaml:2:14: unknown key `methd` in `match`",
                                      "f.yaml:3:19: expected a whole number from 200 to 599",
                                      "f.yaml:4:18: expected a whole number from 1 up",
                                      "f.yaml:5:18: expected a duration like 250ms, 3s, 15m or 2h",
                                      "f.yaml:6:20: expected a whole number from 1 to 10000",
                                      "f.yaml:6:5: a rule needs `do`",
                                      "f.yaml:7:1: unknown key `other` in the file"}));
}

TEST(FaultsFile, refuses_what_it_cannot_mean) {
  for (const char* yaml :
       {"", "[]", "faults: 1", "faults: [1]", "faults: [{do: {}}]", "faults: [{do: 1}]",
        "faults: [{do: {status: x}}]", "faults: [{do: {drop: during}}]",
        "faults: [{do: {drop: before, status: 500}}]", "faults: [{do: {wrong_etag: yes}}]",
        "faults: [{when: {probability: 1.1}, do: {delay: 1s}}]",
        "faults: [{when: {probability: x}, do: {delay: 1s}}]",
        "faults: [{when: {per: item}, do: {delay: 1s}}]", "faults: [{do: {headers: 1}}]",
        "faults: [{do: {retry_after: {in: 1s}}}]", "faults: [{do: {delay: 1s, delay: 2s}}]",
        "faults: [{do: {expire_urls: true}}]", "faults: [{"}) {
    EXPECT_FALSE(parse_faults(yaml, "f").problems.empty()) << yaml;
  }
}

TEST(FaultsFile, says_so_when_the_file_is_not_there) {
  const test::TempDir folder;
  EXPECT_NE(load_faults(folder.path() / "no.yaml").problems.at(0).find("no.yaml"),
            std::string::npos);
  std::ofstream(folder.path() / "one.yaml") << "faults: [{do: {drop: after}}]";
  EXPECT_EQ(load_faults(folder.path() / "one.yaml").plan.rules.size(), 1U);
}

}  // namespace
}  // namespace ingot::lab
