// POST /asset: what is asked for, and what happens when its answer is a refusal or lost.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
namespace {

using ::testing::HasSubstr;

const Fault kLost{Luck::lose_after, fails(INGOT_OUT_UNKNOWN)};

TEST(TenovosCreation, most_403s_are_validation_and_reject_the_item) {
  for (const auto& [message, result, code] :
       {std::tuple{"Failed to parse Asset", unsigned{INGOT_IT_REJECTED}, "filename"},
        std::tuple{"Invalid Response from Create Asset", unsigned{INGOT_IT_REJECTED},
                   "original_file_id"},
        std::tuple{"Unexpected end of JSON input", unsigned{INGOT_IT_REJECTED}, "metadata"},
        std::tuple{"Invalid Asset: Missing Metadata Template ID", unsigned{INGOT_IT_REJECTED},
                   "metadata_template_id"},
        std::tuple{"Forbidden", unsigned{INGOT_IT_AUTH}, "permission"},
        std::tuple{"User is not authorized to access this resource", unsigned{INGOT_IT_AUTH},
                   "permission"}}) {
    TenovosSession session({a_record("r")});
    session.tenovos.fault(
        "create", 0,
        {Luck::reject, respond(403, "{\"message\":\"" + std::string(message) + "\"}")});
    session.run();
    EXPECT_EQ(session.end().result, result) << message;
    EXPECT_EQ(session.end().code, code);
    EXPECT_THAT(session.end().message, HasSubstr(message));
    EXPECT_EQ(session.tenovos.count("create"), 1);
  }
}

TEST(TenovosCreation, a_record_whose_answer_was_lost_is_found_and_used) {
  TenovosSession session({a_record("r")});
  session.tenovos.fault("create", 1, kLost);
  session.run();
  session.expect_done();
  EXPECT_EQ(session.tenovos.count("create"), 1);
}

TEST(TenovosCreation, a_file_whose_urls_were_lost_gets_a_new_asset_and_the_old_one_goes) {
  TenovosSession session({a_file("a.tif", 2500)});
  session.tenovos.fault("create", 1, kLost);
  session.run();
  session.expect_done();
  EXPECT_EQ(session.tenovos.assets.size(), 2u);
  EXPECT_TRUE(session.tenovos.assets[0].is_in_bin);
}

TEST(TenovosCreation, what_was_not_created_is_created_again_after_a_search) {
  TenovosSession session({a_record("r")});
  session.tenovos.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  session.expect_done();
  EXPECT_EQ(session.tenovos.count("create"), 2);
}

TEST(TenovosCreation, others_assets_of_the_name_are_left_alone) {
  TenovosSession session({a_file("a.tif", 2500)});
  session.tenovos.add("a.tif").created_by = "user-2";
  session.tenovos.add("a.tif").created_ms -= 3'600'000;
  session.tenovos.add("a.tif").size = 10;
  session.tenovos.add("a.tif", "file-1");  // a version
  session.tenovos.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << session.end().message;
  EXPECT_EQ(session.tenovos.living("a.tif").size(), 5u);
  EXPECT_EQ(session.tenovos.count("delete"), 0);
}

TEST(TenovosCreation, what_cannot_be_told_apart_is_left_to_a_person) {
  const auto doubts = std::vector<std::function<void(ModelTenovos&)>>{
      [](ModelTenovos& t) { t.add("a.tif"); },     // two that fit
      [](ModelTenovos& t) { t.creator.clear(); },  // whose is it?
      [](ModelTenovos& t) {
        t.fault("search", 0, {Luck::reject, respond(500)});
      },
      [](ModelTenovos& t) {
        t.fault("search", 0, {Luck::reject, respond(200, "{}")});
      }};
  for (const auto& doubt : doubts) {
    TenovosSession session({a_file("a.tif", 2500)});
    session.tenovos.fault("create", 1, kLost);
    doubt(session.tenovos);
    session.run();
    EXPECT_EQ(session.end().result, unsigned{INGOT_IT_UNKNOWN});
    EXPECT_THAT(session.end().message, HasSubstr("search Tenovos for `a.tif`"));
    EXPECT_EQ(session.tenovos.count("create"), 1);
    EXPECT_EQ(session.tenovos.count("delete"), 0);
  }
}

TEST(TenovosCreation, a_lost_creation_is_reported_when_the_job_wants_that) {
  TenovosSession session({a_record("r")});
  session.tenovos.fault("create", 1, kLost);
  session.run(config_with(R"(,"lost_create":"report")"));
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.end().message, HasSubstr("object-1"));
}

TEST(TenovosCreation, the_vendors_clock_narrows_the_window_and_stands_in_for_the_creator) {
  TenovosSession session({a_record("r")});
  session.begin.context = R"({"template":{}})";   // GET /user is not there
  session.tenovos.add("r").created_ms -= 10'000;  // a minute by the skew allowed without a Date
  session.tenovos.fault("create", 1, kLost);
  session.start();
  session.host->run([&](const Sent& sent) {
    Answer answer = session.tenovos(sent);
    // 2027-01-15T08:00:00Z is the clock's first reading.
    const auto seconds = (session.host->now_ms() - ingot::test::FakeHost::kStartMs) / 1000;
    const std::string two = (seconds < 10 ? "0" : "") + std::to_string(seconds);
    answer.headers.emplace_back("date", "Fri, 15 Jan 2027 08:00:" + two + " GMT");
    return answer;
  });
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << session.end().message;
  EXPECT_EQ(session.end().remote_id, "object-2");
  EXPECT_EQ(session.tenovos.count("create"), 1);
}

TEST(TenovosCreation, files_of_one_name_go_one_after_the_other) {
  TenovosSession session({a_file("a/x.tif", 2500), a_file("b/x.tif", 2500)});
  session.tenovos.fault("create", 1, kLost);
  session.run();
  EXPECT_EQ(session.end(0).result, unsigned{INGOT_IT_DONE}) << session.end(0).message;
  EXPECT_EQ(session.end(1).result, unsigned{INGOT_IT_DONE}) << session.end(1).message;
  EXPECT_NE(session.end(0).remote_id, session.end(1).remote_id);
  EXPECT_EQ(session.tenovos.living("x.tif").size(), 2u);
}

TEST(TenovosCreation, a_502_that_stays_is_not_asked_for_ever) {
  TenovosSession session({a_record("r")});
  session.tenovos.fault("create", 0,
                        {Luck::reject, respond(502, R"({"message":"Internal server error"})")});
  session.run();
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_RETRYABLE});
  EXPECT_LE(session.tenovos.count("create"), 3);
}

TEST(TenovosCreation, a_version_names_the_file_it_follows) {
  TenovosSession session({a_file("a.tif", 2500), a_file("b.tif", 500)});
  session.begin.items[0].fields = R"({"config":{"original_file_id":"file-9"}})";
  session.begin.items[1].remote_id = "object-7";
  session.begin.items[1].meta = R"({"file_id":"file-8","original_file_id":"file-7"})";
  session.run();
  for (const auto& [index, original] : {std::pair{0u, "file-9"}, std::pair{1u, "file-7"}}) {
    session.expect_done(index);
    const auto meta = Json::parse(session.end(index).meta);
    EXPECT_EQ((*meta)["original_file_id"].text(), original);
    EXPECT_EQ(session.tenovos.living(session.begin.items[index].name)[0]->original_file_id,
              original);
  }
}

}  // namespace
}  // namespace ingot::tenovos::test
