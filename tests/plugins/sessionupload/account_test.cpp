// LOGIN, DISCOVER, VALIDATE and ABORT.
#include <gmock/gmock.h>

#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string login_config(const std::string& more = {}) {
  return R"({"base_url":"https://api.example","username":"jo \"x\"","password":{"$secret":"password"})" +
         more + "}";
}

struct Login : UploadSession {
  Login() : UploadSession({}, INGOT_OP_LOGIN) {}
  const ingot::test::Resulted& outcome() const { return host->results().at(0); }
};

TEST(SessionUploadLogin, logs_in_with_the_password_and_captures_both_tokens) {
  Login session;
  session.run(login_config(R"(,"application_id":")" + std::string(kOther) + "\""));
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.outcome().expires_in_ms, 2'700'000);
  const Sent& sent = session.host->sent().back();
  EXPECT_EQ(sent.url, "https://api.example/api/account/login");
  EXPECT_EQ(sent.body,
            R"({"userName":"jo \"x\"","password":"${s:password|json}","applicationId":")" +
                std::string(kOther) + "\"}");
  EXPECT_THAT(sent.captures, ElementsAre(Pair("/token", "session.token"),
                                         Pair("/refreshToken", "session.refresh")));
  EXPECT_TRUE(sent.has(INGOT_F_SENSITIVE));
  EXPECT_FALSE(sent.has(INGOT_F_IDEMPOTENT));
}

TEST(SessionUploadLogin, renews_with_the_refresh_token_while_it_has_one) {
  Login session;
  session.vendor.held_secrets.insert("session.refresh");
  session.run(login_config());
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.vendor.count("login"), 0);
  EXPECT_EQ(session.host->sent().back().body, R"({"refreshToken":"${s:session.refresh|json}"})");
}

TEST(SessionUploadLogin, goes_back_to_the_password_when_the_refresh_token_has_ended) {
  Login session;
  session.vendor.held_secrets.insert("session.refresh");
  session.vendor.fault("refresh", 0, {Luck::reject, respond(404, R"({"title":"not found"})")});
  session.run(login_config());
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.vendor.count("refresh"), 1);
  EXPECT_EQ(session.vendor.count("login"), 1);
}

TEST(SessionUploadLogin, wrong_credentials_are_a_404_here) {
  Login session;
  session.vendor.fault("login", 0, {Luck::reject, respond(404, "")});
  session.run(login_config());
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_AUTH});
  EXPECT_EQ(session.vendor.count("login"), 1);
}

TEST(SessionUploadLogin, an_account_that_needs_a_person_is_refused) {
  Login session;
  session.vendor.login_answer = R"({"loginStatus":"TwoFactorCodeRequired"})";
  session.run(login_config());
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_AUTH});
  EXPECT_THAT(session.outcome().message, HasSubstr("TwoFactorCodeRequired"));
}

TEST(SessionUploadLogin, a_lost_or_unreadable_answer_is_a_matter_of_time) {
  for (const Answer& answer : {fails(INGOT_OUT_UNKNOWN), respond(500), respond(200, "<html>")}) {
    Login session;
    session.vendor.fault("login", 0, {Luck::reject, answer});
    session.run(login_config());
    EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_RETRYABLE});
    EXPECT_LE(session.vendor.count("login"), 4);
  }
}

TEST(SessionUploadLogin, assumes_three_quarters_of_an_hour_without_a_life) {
  for (const char* life : {"", R"(,"expirationSeconds":-1)", R"(,"expirationSeconds":"soon")"}) {
    Login session;
    session.vendor.login_answer = std::string(R"({"token":"${s:session.token}")") + life + "}";
    session.run(login_config());
    EXPECT_EQ(session.outcome().expires_in_ms, 2'700'000) << life;
  }
}

TEST(SessionUploadLogin, a_token_of_the_job_needs_none) {
  Login session;
  session.run();
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_DONE});
  EXPECT_TRUE(session.host->sent().empty());
}

struct Discover : UploadSession {
  Discover() : UploadSession({}, INGOT_OP_DISCOVER) {}
  const ingot::test::Resulted& outcome() const { return host->results().at(0); }
};

TEST(SessionUploadDiscover, looks_whether_the_user_may_upload_and_the_folder_exists) {
  Discover session;
  session.vendor.assets[kParent] =
      ModelAsset{kParent, "", "In", "Available", "Folder", 0, 0, false};
  session.run(config(R"(,"parent_id":")" + std::string(kParent) + "\""));
  EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.vendor.count("asset"), 1);
}

TEST(SessionUploadDiscover, refuses_a_parent_that_is_no_folder_or_not_there) {
  for (const bool exists : {true, false}) {
    Discover session;
    if (exists)
      session.vendor.assets[kParent] =
          ModelAsset{kParent, "", "x", "Available", "File", 0, 0, false};
    session.run(config(R"(,"parent_id":")" + std::string(kParent) + "\""));
    EXPECT_EQ(session.outcome().result, unsigned{INGOT_IT_REJECTED});
  }
}

TEST(SessionUploadDiscover, tells_credentials_from_bad_weather) {
  for (const auto& [answer, result] :
       {std::pair{respond(401), INGOT_IT_AUTH}, std::pair{respond(403, "{}"), INGOT_IT_AUTH},
        std::pair{respond(404), INGOT_IT_REJECTED}, std::pair{respond(500), INGOT_IT_RETRYABLE},
        std::pair{respond(200, "<html>"), INGOT_IT_RETRYABLE}}) {
    Discover session;
    session.vendor.fault("list", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.outcome().result, static_cast<unsigned>(result)) << answer.status;
  }
}

TEST(SessionUploadValidate, judges_every_item_without_a_request) {
  Item record = file_of("r", 1);
  record.has_bytes = false;
  record.size = 0;
  Item empty = file_of("e.jpg", 1);
  empty.size = 0;
  UploadSession session(
      {file_of("a/b.jpg", 1), record, empty,
       file_with("c.jpg", R"("parent_id":"x","language_id":"y","display_name":"a/b")"),
       file_with("d.jpg", R"("existing_asset_id":")" + std::string(kOther) + R"(","parent_id":")" +
                              kParent + "\"")},
      INGOT_OP_VALIDATE);
  session.run();
  EXPECT_TRUE(session.host->sent().empty());
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_THAT(session.message(1), HasSubstr("needs a file"));
  EXPECT_THAT(session.message(2), HasSubstr("empty"));
  for (const char* part : {"parent_id: `x`", "; language_id: `y`", "; display_name: a path"})
    EXPECT_THAT(session.message(3), HasSubstr(part));
  EXPECT_EQ(session.result(4), unsigned{INGOT_IT_DONE});
  ASSERT_EQ(session.host->notes().size(), 1u);
  EXPECT_THAT(session.host->notes()[0].text, HasSubstr("parent_id is ignored"));
}

struct Abort : UploadSession {
  Abort() : UploadSession({file_of("a.jpg", 2)}, INGOT_OP_ABORT) {
    const std::string asset = vendor.add_asset("incoming", "a.jpg").id;
    upload = vendor.add_upload(asset, begin.items[0].size, 8'388'608).id;
    begin.items[0].remote_id = asset;
    begin.items[0].meta = R"({"open_upload":{"upload_id":")" + upload + R"("}})";
  }
  std::string upload;
};

TEST(SessionUploadAbort, cancels_an_upload_that_is_still_open) {
  Abort session;
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.vendor.uploads.at(session.upload).state, "cancelled");
  EXPECT_THAT(session.host->sent().back().url,
              HasSubstr("/asset/upload/" + session.upload + "/cancel?message="));
}

TEST(SessionUploadAbort, leaves_alone_what_is_complete) {
  Abort session;
  session.vendor.uploads.at(session.upload).state = "completed";
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.vendor.count("cancel"), 0);
  Abort whole;
  whole.begin.items[0].meta = R"({"upload_id":")" + whole.upload + R"(","status":"Available"})";
  whole.run();
  EXPECT_EQ(whole.result(), unsigned{INGOT_IT_SKIPPED});
  EXPECT_TRUE(whole.host->sent().empty());
}

TEST(SessionUploadAbort, a_cancellation_whose_answer_was_lost_counts) {
  Abort session;
  session.vendor.fault("cancel", 1, {Luck::lose_after});
  session.run();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
}

TEST(SessionUploadAbort, says_so_when_it_cannot) {
  for (const char* route : {"cancel", "list"}) {
    Abort session;
    session.vendor.fault(route, 0, {Luck::reject, respond(403, R"({"detail":"no"})")});
    session.run();
    EXPECT_NE(session.result(), unsigned{INGOT_IT_DONE}) << route;
    EXPECT_THAT(session.message(), HasSubstr("HTTP 403: no"));
    EXPECT_EQ(session.vendor.uploads.at(session.upload).state, "open");
  }
}

}  // namespace
}  // namespace ingot::sessionupload::test
