#include <ingot/lab/faulty_service.hpp>

#include <gtest/gtest.h>

#include <ingot/lab/json.hpp>

#include "tests/sdk/lab/asking.hpp"

namespace ingot::lab {
namespace {

using test::ask;

// Answers {"n": count} and remembers what it saw.
class Counting final : public Service {
 public:
  Reply handle(Request& request) override {
    body = read_all(request.body, 1 << 20).value_or("cut");
    faults = request.faults;
    Reply reply;
    reply.headers.add("Content-Type", "application/json");
    reply.body = "{\"n\": " + std::to_string(++handled) + "}";
    return reply;
  }
  int handled = 0;
  std::string body;
  FaultContext faults;
};

class FaultyServiceTest : public testing::Test {
 protected:
  void add(const std::string& yaml) {
    ParsedFaults parsed = parse_faults("faults: [" + yaml + "]", "test");
    ASSERT_TRUE(parsed.problems.empty()) << parsed.problems.front();
    for (FaultRule& rule : parsed.plan.rules) faulty.add(std::move(rule));
  }
  // Which of the next `count` requests met a 503: "..X.".
  std::string pattern(int count, const std::string& target = "/a") {
    std::string hits;
    for (int i = 0; i < count; ++i)
      hits += ask(faulty, {.target = target}).status == 503 ? 'X' : '.';
    return hits;
  }

  ManualClock clock{784'111'777'000};
  Counting inner;
  FaultyService faulty{inner, {}, clock};
};

TEST_F(FaultyServiceTest, passes_everything_through_without_rules) {
  EXPECT_EQ(ask(faulty, {.method = "POST", .target = "/a", .body = "hi"}).body, "{\"n\": 1}");
  EXPECT_EQ(inner.body, "hi");
}

TEST_F(FaultyServiceTest, counts_occurrences_as_the_conditions_say) {
  struct Case {
    const char* when;
    const char* hits;
  };
  const Case cases[] = {{"{}", "XXXXXXXXXX"},
                        {"{nth: 2}", ".X........"},
                        {"{times: 3}", "XXX......."},
                        {"{nth: 2, times: 3}", ".XXX......"},
                        {"{every: 4}", "...X...X.."},
                        {"{every: 4, times: 1}", "...X......"},
                        {"{nth: 3, every: 2}", "...X.X.X.X"},
                        {"{probability: 0}", ".........."},
                        {"{probability: 1}", "XXXXXXXXXX"}};
  for (const Case& each : cases) {
    faulty.clear();
    add(std::string("{when: ") + each.when + ", do: {status: 503}}");
    EXPECT_EQ(pattern(10), each.hits) << each.when;
  }
}

TEST_F(FaultyServiceTest, draws_the_same_lots_for_the_same_seed) {
  const auto drawn = [&](const char* seed) {
    faulty.clear();
    add(std::string("{when: {probability: 0.3, seed: ") + seed + "}, do: {status: 503}}");
    return pattern(200);
  };
  const std::string first = drawn("7");
  EXPECT_EQ(drawn("7"), first);
  EXPECT_NE(drawn("8"), first);
  const auto hits = std::count(first.begin(), first.end(), 'X');
  EXPECT_GT(hits, 30);
  EXPECT_LT(hits, 90);
}

TEST_F(FaultyServiceTest, counts_each_path_and_part_on_its_own_if_asked) {
  add("{when: {nth: 1, per: path}, do: {status: 503}}");
  EXPECT_EQ(pattern(2, "/a") + pattern(2, "/b") + pattern(2, "/a?partNumber=2"), "X.X.X.");
}

TEST_F(FaultyServiceTest, matches_method_path_part_and_body) {
  add("{match: {method: POST, path: '/up/a b', part: 2, body_contains: needle}, do: {status: "
      "503}}");
  const test::Asked right{
      .method = "POST", .target = "/up/a%20b?partNumber=2", .body = "a needle here"};
  EXPECT_EQ(ask(faulty, right).status, 503);
  for (int wrong = 0; wrong < 4; ++wrong) {
    test::Asked asked = right;
    if (wrong == 0) asked.method = "PUT";
    if (wrong == 1) asked.target = "/up/a%20c?partNumber=2";
    if (wrong == 2) asked.target = "/up/a%20b?partNumber=3";
    if (wrong == 3) asked.body = "hay";
    EXPECT_EQ(ask(faulty, asked).status, 200) << wrong;
    EXPECT_EQ(inner.body, asked.body) << "a searched body is passed on whole";
  }
}

TEST_F(FaultyServiceTest, a_status_replaces_the_service_unless_it_is_to_process) {
  add("{match: {path: /a}, do: {status: 503, body: gone, headers: {X-Why: test}, retry_after: 7}}");
  add("{match: {path: /b}, do: {status: 500, process: true}}");
  const Reply replaced = ask(faulty, {.target = "/a"});
  EXPECT_EQ(replaced.body, "gone");
  EXPECT_EQ(replaced.headers.find("Retry-After"), "7");
  EXPECT_EQ(replaced.headers.find("X-Why"), "test");
  EXPECT_EQ(inner.handled, 0);
  EXPECT_EQ(ask(faulty, {.target = "/b"}).status, 500);
  EXPECT_EQ(inner.handled, 1);
  EXPECT_TRUE(inner.faults.reply_lost);
}

TEST_F(FaultyServiceTest, says_in_the_disposition_where_the_connection_is_cut) {
  add("{match: {path: /before}, do: {drop: before, delay: 3s}}");
  add("{match: {path: /after}, do: {drop: after}}");
  add("{match: {path: /mid}, do: {cut_reply: 4}}");
  const Reply before = ask(faulty, {.target = "/before"});
  EXPECT_EQ(before.disposition.cut, Cut::kBeforeProcessing);
  EXPECT_EQ(before.disposition.delay_ms, 3000);
  EXPECT_EQ(inner.handled, 0);
  EXPECT_EQ(ask(faulty, {.target = "/after"}).disposition.cut, Cut::kAfterProcessing);
  const Reply mid = ask(faulty, {.target = "/mid"});
  EXPECT_EQ(mid.disposition.cut, Cut::kMidReply);
  EXPECT_EQ(mid.disposition.cut_after, 4U);
  EXPECT_EQ(inner.handled, 2);
}

TEST_F(FaultyServiceTest, breaks_json_in_both_ways) {
  add("{match: {path: /m}, do: {malformed_json: true}}");
  add("{match: {path: /t}, do: {truncate_json: true}}");
  EXPECT_FALSE(Json::parse(ask(faulty, {.target = "/m"}).body));
  EXPECT_FALSE(Json::parse(ask(faulty, {.target = "/t"}).body));
  EXPECT_TRUE(Json::parse(ask(faulty, {.target = "/x"}).body));
}

TEST_F(FaultyServiceTest, spells_retry_after_as_a_date_or_as_garbage) {
  add("{match: {path: /d}, do: {status: 429, retry_after: {date_in: 30s}}}");
  add("{match: {path: /g}, do: {status: 429, retry_after: 'in a while'}}");
  EXPECT_EQ(ask(faulty, {.target = "/d"}).headers.find("Retry-After"),
            "Sun, 06 Nov 1994 08:50:07 GMT");
  EXPECT_EQ(ask(faulty, {.target = "/g"}).headers.find("Retry-After"), "in a while");
}

TEST_F(FaultyServiceTest, hands_the_service_what_only_it_can_do) {
  add("{do: {expire_urls: all, short_store: honest, wrong_etag: true}}");
  ask(faulty, {});
  EXPECT_EQ(inner.faults.url_expiry, UrlExpiry::kAllUrls);
  EXPECT_EQ(inner.faults.short_store, ShortStore::kHonest);
  EXPECT_TRUE(inner.faults.wrong_etag);
  EXPECT_FALSE(inner.faults.reply_lost);
}

TEST_F(FaultyServiceTest, the_first_due_rule_applies_and_the_others_still_count) {
  add("{name: one, when: {nth: 1}, do: {status: 503}}");
  add("{name: two, when: {nth: 2}, do: {status: 500}}");
  add("{name: never, when: {nth: 9}, do: {status: 500}}");
  EXPECT_EQ(ask(faulty, {}).status, 503);
  EXPECT_EQ(ask(faulty, {}).status, 500);
  EXPECT_EQ(faulty.fired("one"), 1U);
  EXPECT_EQ(faulty.fired("two"), 1U);
  EXPECT_EQ(faulty.fired("never"), 0U);
}

TEST_F(FaultyServiceTest, is_administered_over_http_and_spares_the_labs_own_paths) {
  const std::string rules = "faults: [{name: all, do: {status: 503}}]";
  EXPECT_EQ(ask(faulty, {.method = "POST", .target = "/__faults", .body = rules}).status, 204);
  EXPECT_EQ(ask(faulty, {.target = "/__audit"}).status, 200);
  EXPECT_EQ(pattern(2), "XX");
  EXPECT_EQ(ask(faulty, {.target = "/__faults"}).body, R"({"fired":{"all":2}})");
  EXPECT_EQ(ask(faulty, {.method = "DELETE", .target = "/__faults"}).status, 204);
  EXPECT_EQ(pattern(2), "..");
  const Reply wrong =
      ask(faulty, {.method = "POST", .target = "/__faults", .body = "faults: [{}]"});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.body, "request:1:10: a rule needs `do`\n");
  EXPECT_EQ(ask(faulty, {.method = "PUT", .target = "/__faults"}).status, 405);
}

}  // namespace
}  // namespace ingot::lab
