// ABORT: removes only what this run created and nobody has touched since.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

DashSession abort_session(const std::string& state) {
  DashSession session({small_file("a.jpg")}, INGOT_OP_ABORT);
  session.begin.items[0].remote_id = "asset-1";
  session.dash.assets["asset-1"] =
      ModelAsset{"asset-1", "/a.jpg", "a.jpg", state, "", 0, 0, false, ""};
  return session;
}

TEST(DashAbort, deletes_a_staged_orphan) {
  DashSession session = abort_session("STAGED");
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_TRUE(session.dash.assets.empty());
}

TEST(DashAbort, never_deletes_what_has_been_moved_on) {
  for (const char* state : {"LIVE", "PENDING_APPROVAL", "ARCHIVED"}) {
    DashSession session = abort_session(state);
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_SKIPPED});
    EXPECT_EQ(session.dash.count("delete"), 0);
  }
}

TEST(DashAbort, is_content_when_the_asset_is_gone) {
  DashSession session = abort_session("STAGED");
  session.dash.assets.clear();
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  DashSession raced = abort_session("STAGED");
  raced.dash.fault("delete", 1, {Luck::reject, respond(404)});
  raced.run();
  EXPECT_EQ(raced.result(0), unsigned{INGOT_IT_DONE});
}

TEST(DashAbort, deletes_nothing_it_could_not_read) {
  for (const Answer& answer :
       {respond(200, "<html>"), respond(200, "{}"), respond(500), fails(INGOT_OUT_UNKNOWN)}) {
    DashSession session = abort_session("STAGED");
    session.dash.fault("asset", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE});
    EXPECT_EQ(session.dash.count("delete"), 0);
  }
}

TEST(DashAbort, tells_when_it_may_not_delete) {
  DashSession session = abort_session("STAGED");
  session.dash.fault("delete", 0, {Luck::reject, respond(403, R"({"message":"not allowed"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_AUTH});
  EXPECT_THAT(session.message(0), HasSubstr("delete asset asset-1"));
}

TEST(DashAbort, an_item_that_left_nothing_needs_no_request) {
  DashSession session({small_file("a.jpg")}, INGOT_OP_ABORT);
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_SKIPPED});
  EXPECT_TRUE(session.host->sent().empty());
}

}  // namespace
}  // namespace ingot::dash::test
