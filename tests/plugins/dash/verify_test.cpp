// VERIFY: what an asset shows against what the run remembers; ESTIMATE: what sessions then ask for.
#include <gmock/gmock.h>

#include <algorithm>

#include <ingot/kit/json.hpp>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

DashSession verify_session(const std::string& state,
                           const std::string& meta = R"({"state":"STAGED"})") {
  DashSession session({small_file("a.jpg")}, INGOT_OP_VERIFY);
  session.begin.items[0].remote_id = "asset-1";
  session.begin.items[0].meta = meta;
  session.dash.assets["asset-1"] =
      ModelAsset{"asset-1", "/a.jpg", "a.jpg", state, "", 1234, 0, true, ""};
  return session;
}

TEST(DashVerify, finds_an_asset_as_it_was_left) {
  for (const auto& [state, meta] :
       {std::pair("STAGED", R"({"state":"STAGED"})"),
        std::pair("LIVE", R"({"state":"STAGED","lifecycle":"LIVE"})"),
        // What the run left to an approver may have become anything.
        std::pair("LIVE", R"({"state":"STAGED","lifecycle":"awaiting promotion"})"),
        std::pair("LIVE", "")}) {
    DashSession session = verify_session(state, meta);
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << state << meta;
  }
}

TEST(DashVerify, names_what_differs) {
  DashSession other_state = verify_session("ARCHIVED");
  other_state.run();
  EXPECT_EQ(other_state.result(0), unsigned{INGOT_IT_CONFLICT});
  EXPECT_EQ(other_state.host->end_of(0)->code, "state");
  DashSession gone = verify_session("STAGED");
  gone.dash.assets.clear();
  gone.run();
  EXPECT_EQ(gone.host->end_of(0)->code, "missing");
  DashSession renamed = verify_session("STAGED");
  renamed.dash.assets["asset-1"].filename = "b.jpg";
  renamed.run();
  EXPECT_THAT(renamed.host->end_of(0)->message, HasSubstr("name: expected a.jpg, found b.jpg"));
}

TEST(DashVerify, an_answer_that_says_nothing_is_no_difference) {
  for (const Answer& answer : {respond(200, "<html>"), respond(500), fails(INGOT_OUT_UNKNOWN)}) {
    DashSession session = verify_session("STAGED");
    session.dash.fault("asset", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE});
  }
  DashSession forbidden = verify_session("STAGED");
  forbidden.dash.fault("asset", 0, {Luck::reject, respond(401)});
  forbidden.run();
  EXPECT_EQ(forbidden.result(0), unsigned{INGOT_IT_AUTH});
}

TEST(DashVerify, an_item_without_an_asset_is_not_asked_about) {
  DashSession session = verify_session("STAGED");
  session.begin.items[0].remote_id.clear();
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_SKIPPED});
}

Json estimate_of(const std::vector<Item>& files, std::string_view config = kConfig) {
  DashSession session(files, INGOT_OP_ESTIMATE);
  session.run(config);
  EXPECT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  return *Json::parse(session.host->results()[0].json);
}

std::int64_t requests_of(const std::vector<Item>& files, std::uint32_t op,
                         std::string_view config) {
  DashSession session(files, op);
  session.run(config);
  return std::count_if(session.host->sent().begin(), session.host->sent().end(),
                       [](const Sent& sent) { return !sent.has(INGOT_F_POLL); });
}

TEST(DashEstimate, is_what_a_transfer_asks_for) {
  const std::vector<std::vector<Item>> batches = {
      {small_file("a.jpg")},  {small_file("a.jpg"), small_file("b.jpg"), small_file("c.jpg")},
      {big_file("a.mov", 3)}, {big_file("a.mov", 4), small_file("b.jpg")},
      {big_file("a.mov", 5)}, {big_file("a.mov", 13)},
  };
  for (const auto& files : batches) {
    const std::int64_t told = estimate_of(files)["transfer"].integer().value_or(-1);
    EXPECT_EQ(told, requests_of(files, INGOT_OP_TRANSFER, kConfig))
        << files.size() << " " << files[0].n_parts;
  }
}

TEST(DashEstimate, tells_what_a_run_costs_beside_its_sessions) {
  const Json counts = estimate_of({});
  EXPECT_EQ(counts["login"].integer(), 0);
  EXPECT_EQ(counts["discover"].integer(), 3);
  EXPECT_EQ(counts["transfer"].integer(), 0);
}

}  // namespace
}  // namespace ingot::dash::test
