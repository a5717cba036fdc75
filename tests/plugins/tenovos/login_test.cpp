// LOGIN and DISCOVER.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(TenovosLogin, refreshes_with_what_an_earlier_login_left) {
  TenovosSession session({}, INGOT_OP_LOGIN);
  session.run();
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->results()[0].expires_in_ms, 3'000'000);
  const Sent& sent = session.host->sent().front();
  EXPECT_EQ(sent.url, "https://api.example/v1/auth/token");
  EXPECT_EQ(sent.body, R"({"session":{"accessToken":"${s:session.access_token|json}",)"
                       R"("refreshToken":"${s:session.refresh_token|json}"}})");
  EXPECT_THAT(sent.captures, ElementsAre(Pair("/session/authorization", "session.authorization"),
                                         Pair("/session/accessToken", "session.access_token"),
                                         Pair("/session/refreshToken", "session.refresh_token")));
  EXPECT_EQ(session.tenovos.count("login"), 0);
}

TEST(TenovosLogin, uses_the_password_when_there_is_nothing_to_refresh) {
  for (const Answer& refused :
       {fails(INGOT_OUT_DENIED), respond(401, R"({"message":"Unauthorized"})"),
        respond(400, R"({"message":"Invalid Authentication Parameters"})"), respond(500)}) {
    TenovosSession session({}, INGOT_OP_LOGIN);
    session.tenovos.fault("refresh", 0, {Luck::reject, refused});
    session.run(config_with(R"(,"client_id":"c 1")"));
    EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
    EXPECT_EQ(session.host->sent().back().body,
              R"({"username":"ingest","password":"${s:password|json}","clientId":"c 1"})");
  }
}

TEST(TenovosLogin, wrong_credentials_stop_the_run_and_silence_does_not) {
  for (const auto& [answer, result] :
       {std::pair{respond(401, R"({"message":"Incorrect username or password."})"),
                  unsigned{INGOT_IT_AUTH}},
        std::pair{respond(403, R"({"message":"Forbidden"})"), unsigned{INGOT_IT_AUTH}},
        std::pair{fails(INGOT_OUT_UNKNOWN), unsigned{INGOT_IT_RETRYABLE}},
        std::pair{respond(200, "<html>"), unsigned{INGOT_IT_RETRYABLE}},
        std::pair{respond(200, R"({"session":{"authorization":"x"}})"),
                  unsigned{INGOT_IT_RETRYABLE}}}) {
    TenovosSession session({}, INGOT_OP_LOGIN);
    session.tenovos.fault("refresh", 0, {Luck::reject, fails(INGOT_OUT_DENIED)});
    session.tenovos.fault("login", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.host->results()[0].result, result);
  }
}

TEST(TenovosLogin, an_absurd_end_of_the_session_counts_as_the_usual_hour) {
  for (const char* end : {"", R"(,"expireEpoch":0)", R"(,"expireEpoch":99999999999999)",
                          R"(,"expireEpoch":"soon")"}) {
    TenovosSession session({}, INGOT_OP_LOGIN);
    session.tenovos.fault(
        "refresh", 0,
        {Luck::reject, respond(200, R"({"session":{"authorization":"a","accessToken":"b")" +
                                        std::string(end) + "}}")});
    session.run();
    EXPECT_EQ(session.host->results()[0].expires_in_ms, 3'600'000) << end;
  }
}

const std::string kMetadata = R"(,"metadata":{"Usage":"Rights","Title":"Headline"})";

TEST(TenovosDiscover, brings_the_user_the_template_and_the_vocabularies_in_use) {
  TenovosSession session({}, INGOT_OP_DISCOVER);
  session.run(config_with(kMetadata));
  ASSERT_EQ(session.host->results().size(), 1u);
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.tenovos.count("vocabulary"), 1);
  // What it brought makes names and display values work.
  TenovosSession transfer({a_file("a.jpg", 500), a_file("b.jpg", 500)});
  transfer.begin.context = session.host->results()[0].json;
  transfer.begin.items[0].fields = R"({"fields":{"Headline":"H","Rights":"royalty-free"}})";
  transfer.begin.items[1].fields =
      R"({"fields":{"Headline":"a headline of more than twenty","Rights":"Royalty"}})";
  transfer.run(config_with(kMetadata));
  transfer.expect_done(0);
  EXPECT_THAT(
      transfer.tenovos.living("a.jpg")[0]->body,
      HasSubstr(
          R"("metadata":[{"metadataDefinitionId":"a-title","metadataDefinitionValue":"H"},)"
          R"({"metadataDefinitionId":"a-usage","metadataDefinitionValue":{"valueId":"v-free"}}])"));
  EXPECT_EQ(transfer.end(1).result, unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(transfer.end(1).message, HasSubstr("takes 20 characters"));
  EXPECT_THAT(transfer.end(1).message, HasSubstr("has no value `Royalty`"));
}

TEST(TenovosDiscover, an_account_without_administrator_rights_is_fine) {
  TenovosSession session({}, INGOT_OP_DISCOVER);
  session.tenovos.may_read_templates = session.tenovos.knows_user = false;
  session.run(config_with(kMetadata));
  EXPECT_EQ(session.host->results()[0].result, unsigned{INGOT_IT_DONE});
  EXPECT_GE(session.host->notes().size(), 2u);
}

TEST(TenovosDiscover, a_login_that_does_not_work_or_nobody_there_ends_it) {
  for (const char* route : {"user", "template"}) {
    TenovosSession refused({}, INGOT_OP_DISCOVER);
    refused.tenovos.fault(route, 0, {Luck::reject, respond(401, R"({"message":"Unauthorized"})")});
    refused.run();
    EXPECT_EQ(refused.host->results()[0].result, unsigned{INGOT_IT_AUTH});
    TenovosSession silent({}, INGOT_OP_DISCOVER);
    silent.tenovos.fault(route, 0, {Luck::reject, fails(INGOT_OUT_NOT_SENT)});
    silent.run();
    EXPECT_EQ(silent.host->results()[0].result, unsigned{INGOT_IT_RETRYABLE});
  }
}

TEST(TenovosValidate, judges_in_one_step_without_a_request) {
  TenovosSession session({a_file("a.jpg", 500), a_file("b.jpg", 0)}, INGOT_OP_VALIDATE);
  session.begin.context.clear();
  session.run();
  EXPECT_EQ(session.end(0).result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.end(1).result, unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

}  // namespace
}  // namespace ingot::tenovos::test
