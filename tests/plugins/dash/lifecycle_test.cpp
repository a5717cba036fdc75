// LIFECYCLE: promotion through the mapped call, and the policy outcomes.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

std::string promote_config(const std::string& to, const std::string& otherwise = "leave",
                           const std::string& more = {}) {
  return R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"lifecycle":{"to":")" +
         to + R"(","if_not_permitted":")" + otherwise +
         R"("},"poll":{"every":1000,"timeout":20000},)"
         R"("lifecycle_call":{"method":"POST","path":"/assets/{asset_id}/lifecycle","body":{"state":"{state}","id":"{asset_id}"})" +
         more + "}}";
}

struct Promotion : DashSession {
  explicit Promotion(const std::string& state = "STAGED")
      : DashSession({small_file("a.jpg")}, INGOT_OP_LIFECYCLE) {
    begin.items[0].remote_id = "asset-1";
    begin.items[0].meta = R"({"upload_id":"upload-1"})";
    dash.assets["asset-1"] = ModelAsset{"asset-1", "/a.jpg", "a.jpg", state, "", 0, 0, true, ""};
  }
  std::string meta() const { return host->end_of(0)->meta; }
};

TEST(DashLifecycle, puts_an_asset_live_through_the_mapped_call) {
  Promotion session;
  session.run(promote_config("live"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.meta(), R"({"upload_id":"upload-1","lifecycle":"LIVE"})");
  EXPECT_EQ(session.dash.assets["asset-1"].state, "LIVE");
  const auto& sent = session.host->sent()[1];
  EXPECT_EQ(sent.method + " " + sent.url, "POST https://api.example/assets/asset-1/lifecycle");
  EXPECT_EQ(sent.body, R"({"id":"asset-1","state":"LIVE"})");
  EXPECT_FALSE(sent.has(INGOT_F_IDEMPOTENT));
}

TEST(DashLifecycle, sends_for_approval) {
  Promotion session;
  session.run(promote_config("approval"));
  EXPECT_EQ(session.dash.assets["asset-1"].state, "PENDING_APPROVAL");
  EXPECT_THAT(session.meta(), HasSubstr(R"("lifecycle":"PENDING_APPROVAL")"));
}

TEST(DashLifecycle, does_nothing_for_an_asset_that_is_there_already) {
  Promotion session("LIVE");
  session.run(promote_config("live"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.dash.count("lifecycle"), 0);
}

TEST(DashLifecycle, without_a_call_it_reports_awaiting_promotion) {
  Promotion session;
  session.run(
      R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"lifecycle":{"to":"live"}})");
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_THAT(session.meta(), HasSubstr("awaiting promotion"));
  EXPECT_TRUE(session.host->sent().empty());
}

TEST(DashLifecycle, a_refusal_by_policy_is_an_outcome_as_the_job_wants_it) {
  for (const bool fail : {false, true}) {
    Promotion session;
    session.dash.fault("lifecycle", 0,
                       {Luck::reject, respond(403, R"({"message":"uploads must be approved"})")});
    session.run(promote_config("live", fail ? "fail" : "leave"));
    EXPECT_EQ(session.result(0), unsigned{fail ? INGOT_IT_REJECTED : INGOT_IT_DONE});
    EXPECT_THAT(fail ? session.message(0) : session.meta(), HasSubstr("uploads must be approved"));
    EXPECT_EQ(session.dash.count("lifecycle"), 1);
  }
}

TEST(DashLifecycle, refused_statuses_are_configurable) {
  Promotion session;
  session.dash.fault("lifecycle", 0, {Luck::reject, respond(422, R"({"message":"workflow"})")});
  session.run(promote_config("live", "leave", R"(,"refused_statuses":[422])"));
  EXPECT_THAT(session.meta(), HasSubstr("awaiting promotion"));
  Promotion strict;
  strict.dash.fault("lifecycle", 0, {Luck::reject, respond(403, R"({"message":"no"})")});
  strict.run(promote_config("live", "leave", R"(,"refused_statuses":[422])"));
  EXPECT_EQ(strict.result(0), unsigned{INGOT_IT_AUTH});
}

TEST(DashLifecycle, an_absent_permitted_action_is_a_refusal_without_a_call) {
  Promotion refused, allowed;
  refused.run(promote_config("live", "leave", R"(,"permitted_actions":{"live":"PUBLISH"})"));
  EXPECT_THAT(refused.meta(), HasSubstr("awaiting promotion"));
  EXPECT_EQ(refused.dash.count("lifecycle"), 0);
  allowed.run(promote_config("live", "leave", R"(,"permitted_actions":{"live":"PUT_LIVE"})"));
  EXPECT_THAT(allowed.meta(), HasSubstr("\"lifecycle\":\"LIVE\""));
}

TEST(DashLifecycle, an_asset_that_waits_for_approval_on_its_way_to_live_is_left_there) {
  Promotion session("PENDING_APPROVAL");
  session.run(promote_config("live"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_THAT(session.meta(), HasSubstr("waits for approval"));
  EXPECT_EQ(session.dash.count("lifecycle"), 0);
}

TEST(DashLifecycle, a_lost_answer_is_read_up_before_anything_is_repeated) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    Promotion session;
    session.dash.fault("lifecycle", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run(promote_config("live"));
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
    EXPECT_EQ(session.dash.count("lifecycle"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(DashLifecycle, an_accepted_call_that_changes_nothing_ends_in_time) {
  Promotion session;
  session.dash.fault("lifecycle", 0, {Luck::reject, respond(202, "{}")});
  session.run(promote_config("live"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_THAT(session.message(0), HasSubstr("still STAGED"));
  EXPECT_EQ(session.dash.count("lifecycle"), 1);
}

TEST(DashLifecycle, after_a_restart_an_accepted_call_is_not_made_again) {
  Promotion session;
  session.dash.fault("lifecycle", 0, {Luck::reject, respond(202, "{}")});
  session.start(promote_config("live"));
  for (int i = 0; i < 2; ++i) {
    const Sent sent = session.host->outstanding().front();
    session.host->answer(sent.id, session.dash(sent));
  }
  session.begin = session.host->next_life();
  session.host = std::make_unique<ingot::test::FakeHost>(dash_table());
  session.dash.serve(*session.host);
  session.run(promote_config("live"));
  EXPECT_EQ(session.dash.count("lifecycle"), 1);
}

TEST(DashLifecycle, a_missing_asset_is_a_conflict) {
  Promotion session;
  session.dash.assets.clear();
  session.run(promote_config("live"));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_CONFLICT});
}

}  // namespace
}  // namespace ingot::dash::test
