// DISCOVER: the user, the fields, the folder field.
#include <gmock/gmock.h>

#include "plugins/dash/item_settings.hpp"
#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

TEST(DashDiscover, tells_user_fields_and_folder_field) {
  DashSession session({}, INGOT_OP_DISCOVER);
  session.run();
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(
      session.host->results()[0].json,
      R"({"user_id":"user-1","folder_field_id":"f-folder","fields":{"keywords":"f-kw","title":"f-title"}})");
  const Context context = read_context(session.host->results()[0].json);
  EXPECT_TRUE(context.has_fields);
  EXPECT_EQ(context.fields.at("title"), "f-title");
}

TEST(DashDiscover, a_token_that_does_not_work_is_found_at_once) {
  for (const std::uint32_t status : {401u, 403u}) {
    DashSession session({}, INGOT_OP_DISCOVER);
    session.dash.fault("user", 0, {Luck::reject, respond(status, R"({"message":"no"})")});
    session.run();
    EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_AUTH});
    EXPECT_EQ(session.dash.count("fields"), 0);
  }
}

TEST(DashDiscover, a_vendor_out_of_reach_or_of_its_mind_is_worth_another_try) {
  for (const Answer& answer : {fails(INGOT_OUT_NOT_SENT, "no route to host"), respond(503),
                               respond(200, "<html>"), respond(404)}) {
    DashSession session({}, INGOT_OP_DISCOVER);
    session.dash.fault("user", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_RETRYABLE});
  }
}

TEST(DashDiscover, goes_on_without_fields_it_may_not_read) {
  DashSession session({}, INGOT_OP_DISCOVER);
  session.dash.fault("fields", 0, {Luck::reject, respond(403, R"({"message":"admins only"})")});
  session.run();
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_FALSE(read_context(session.host->results()[0].json).has_fields);
  ASSERT_EQ(session.host->notes().size(), 1u);
  EXPECT_THAT(session.host->notes()[0].text, HasSubstr("admins only"));
}

// Refusing every item because of one bad moment would be final.
TEST(DashDiscover, fields_that_cannot_be_read_just_now_are_worth_another_try) {
  for (const Answer& answer : {respond(500), respond(200, "<html>"), respond(200, "{\"result\":")}) {
    DashSession session({}, INGOT_OP_DISCOVER);
    session.dash.fault("fields", 0, {Luck::reject, answer});
    for (int again = 1; again < 4; ++again) session.dash.fault("fields", again, {Luck::reject, answer});
    session.run();
    ASSERT_EQ(session.host->results().size(), 1u);
    EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_RETRYABLE});
    EXPECT_THAT(session.host->results()[0].message, HasSubstr("fields of the account"));
  }
}

TEST(DashDiscover, of_two_fields_of_one_name_the_second_goes_by_its_id) {
  DashSession session({}, INGOT_OP_DISCOVER);
  session.dash.fault(
      "fields", 0,
      {Luck::reject, respond(200, R"([{"id":"f1","name":"Note"},{"id":"f2","name":"note"}])")});
  session.run();
  const Context context = read_context(session.host->results()[0].json);
  EXPECT_EQ(context.fields.at("note"), "f1");
  EXPECT_EQ(context.fields.at("f2"), "f2");
}

}  // namespace
}  // namespace ingot::dash::test
