#include <ingot/lab/audit.hpp>

#include <gtest/gtest.h>

#include <ingot/lab/json.hpp>

namespace ingot::lab {
namespace {

ObjectFact whole(const std::string& path) {
  ObjectFact fact;
  fact.path = path;
  fact.asset_id = "id of " + path;
  fact.size = fact.declared_size = 7;
  fact.sha256 = "ab";
  fact.times_completed = 1;
  return fact;
}

Json rendered(const AuditLog& log, const AuditFacts& facts,
              AuditDetail detail = AuditDetail::kFull) {
  const Expected<Json> json = Json::parse(log.render(facts, detail));
  EXPECT_TRUE(json) << json.problem();
  return json ? *json : Json();
}

TEST(Audit, is_clean_when_every_object_is_whole_once) {
  AuditLog log;
  log.record("PUT /store/{object}", 200);
  const Json audit = rendered(log, {{whole("/a"), whole("/b \"c\"")}, {}, {}, {{"jobs", 3}}});
  EXPECT_TRUE(*audit["clean"].truth());
  EXPECT_EQ(*audit["objects"][1]["path"].text(), "/b \"c\"");
  EXPECT_TRUE(audit["objects"][0]["md5"].is_null());
  EXPECT_EQ(*audit["counts"]["bytes"].integer(), 14);
  EXPECT_EQ(*audit["counts"]["jobs"].integer(), 3);
  EXPECT_EQ(*audit["requests"]["routes"]["PUT /store/{object}"].integer(), 1);
}

TEST(Audit, says_what_is_wrong) {
  ObjectFact twice = whole("/twice");
  twice.times_created = 2;
  ObjectFact small = whole("/small");
  small.declared_size = 8;
  struct Case {
    const char* name;
    AuditFacts facts;
  };
  const Case cases[] = {{"created_twice", {{twice}, {}, {}, {}}},
                        {"wrong_size", {{small}, {}, {}, {}}},
                        {"open", {{}, {{"upload", "u", "/p"}}, {}, {}}}};
  for (const Case& wrong : cases) {
    const Json audit = rendered(AuditLog(), wrong.facts);
    EXPECT_FALSE(*audit["clean"].truth()) << wrong.name;
    EXPECT_EQ(audit[wrong.name].size(), 1U) << wrong.name;
  }
}

TEST(Audit, a_violation_spoils_it_and_equal_ones_are_counted) {
  AuditLog log;
  for (int i = 0; i < 3; ++i) log.violate("rule", "detail");
  for (int i = 0; i < 2000; ++i) log.violate("many", std::to_string(i));
  const Json audit = rendered(log, {});
  EXPECT_FALSE(*audit["clean"].truth());
  EXPECT_EQ(*audit["violations"][0]["times"].integer(), 3);
  EXPECT_EQ(audit["violations"].size(), 1000U);
  EXPECT_EQ(*audit["violations_by_rule"]["many"].integer(), 2000);
}

TEST(Audit, a_repeated_part_is_told_but_is_no_fault) {
  const Json audit = rendered(AuditLog(), {{whole("/a")}, {}, {{"a", 2, 3}}, {}});
  EXPECT_TRUE(*audit["clean"].truth());
  EXPECT_EQ(*audit["part_puts"]["repeated_part_puts"].integer(), 3);
  EXPECT_EQ(*audit["part_puts"]["repeated"][0]["part"].integer(), 2);
}

TEST(Audit, the_summary_leaves_out_objects_that_are_right) {
  ObjectFact open = whole("/open");
  open.times_completed = 0;
  const Json audit = rendered(AuditLog(), {{whole("/a"), open}, {}, {}, {}}, AuditDetail::kSummary);
  EXPECT_EQ(audit["objects"].size(), 1U);
  EXPECT_EQ(*audit["counts"]["objects"].integer(), 2);
}

TEST(Audit, a_reset_forgets_requests_and_violations) {
  AuditLog log;
  log.record("GET /a", 200);
  log.record("GET /a", 404);
  log.violate("rule", "detail");
  EXPECT_EQ(log.requests("GET /a"), 2U);
  EXPECT_EQ(log.requests("GET /a", 404), 1U);
  log.reset();
  EXPECT_EQ(log.requests("GET /a"), 0U);
  EXPECT_TRUE(log.violations().empty());
}

}  // namespace
}  // namespace ingot::lab
