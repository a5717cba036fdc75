// Completion and metadata when the answer is lost, late, or a refusal.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

TEST(DashCompletion, sends_every_etag_without_quotes_in_order) {
  DashSession session({big_file("big.tif", 3)});
  session.run();
  const auto& sent = session.host->sent();
  const auto complete = std::find_if(
      sent.begin(), sent.end(), [](const Sent& s) { return ModelDash::route_of(s) == "complete"; });
  ASSERT_NE(complete, sent.end());
  EXPECT_FALSE(complete->has(INGOT_F_IDEMPOTENT));
  EXPECT_THAT(complete->body, HasSubstr(R"("parts":[{"partNumber":1,"eTag":"etag-upload-)"));
  EXPECT_EQ(complete->body.find("\\\""), std::string::npos);
}

TEST(DashCompletion, a_lost_answer_is_read_up_and_not_repeated_when_it_was_done) {
  for (const Answer& answer :
       {fails(INGOT_OUT_UNKNOWN), respond(502), respond(200, "<html>"), respond(200, "")}) {
    DashSession session({small_file("a.jpg")});
    session.dash.fault("complete", 1, {Luck::lose_after, answer});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.dash.count("complete"), 1);
  }
}

TEST(DashCompletion, a_lost_request_is_sent_again_when_it_was_not_done) {
  for (const bool lists_early : {false, true}) {
    for (const bool marks : {false, true}) {
      DashSession session({small_file("a.jpg"), small_file("b.jpg")});
      session.dash.lists_files_early = lists_early;
      session.dash.marks_files = marks;
      session.dash.fault("complete", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
      session.run();
      session.expect_all_done();
      EXPECT_EQ(session.dash.count("complete"), 3);
    }
  }
}

TEST(DashCompletion, a_refusal_as_already_completed_settles_a_lost_answer) {
  DashSession session({small_file("a.jpg")});
  session.dash.lists_files_early = true;  // so that the list proves nothing
  session.dash.fault("complete", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.start();
  session.host->run(std::ref(session.dash));
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.dash.count("complete"), 2);
}

TEST(DashCompletion, a_refusal_without_a_lost_answer_before_it_is_no_success) {
  DashSession session({small_file("a.jpg")});
  session.dash.fault("complete", 0,
                     {Luck::reject, respond(409, R"({"message":"upload is already completed"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_FALSE(session.host->end_of(0)->remote_id.empty());
}

TEST(DashCompletion, an_error_inside_a_200_is_no_success) {
  DashSession session({small_file("a.jpg")});
  session.dash.fault(
      "complete", 0,
      {Luck::reject, respond(200, R"({"error":"InternalError","message":"try again"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(0), HasSubstr("look in Dash whether asset"));
}

TEST(DashCompletion, waits_for_a_busy_vendor) {
  DashSession session({small_file("a.jpg")});
  session.dash.fault("complete", 1, {Luck::reject, respond(429, "{}", {{"retry-after", "5"}})});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("complete"), 2);
}

TEST(DashCompletion, refused_metadata_rejects_the_item_and_names_its_asset) {
  DashSession session({small_file("a.jpg")});
  session.begin.items[0].fields = R"({"fields":{"Title":"x"}})";
  session.dash.fault("patch", 0,
                     {Luck::reject, respond(400, R"({"message":"not an option of Title"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.host->end_of(0)->code, "metadata");
  EXPECT_THAT(session.message(0), HasSubstr("not an option of Title"));
  EXPECT_FALSE(session.host->end_of(0)->remote_id.empty());
}

}  // namespace
}  // namespace ingot::dash::test
