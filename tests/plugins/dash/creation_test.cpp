// Creation when it does not go well: refusals, lost answers, jobs that fail or never end.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

std::vector<Item> small_files(int count) {
  std::vector<Item> items;
  for (int i = 0; i < count; ++i) items.push_back(small_file("file-" + std::to_string(i) + ".jpg"));
  return items;
}

// When the creation calls left, in order.
std::vector<std::int64_t> creation_times(DashSession& session) {
  std::vector<std::int64_t> times;
  session.start();
  session.host->run([&](const Sent& sent) {
    if (ModelDash::route_of(sent) == "create") times.push_back(session.host->now_ms());
    return session.dash(sent);
  });
  session.expect_sound();
  return times;
}

TEST(DashCreation, halves_a_refused_batch_down_to_the_item_to_blame) {
  DashSession session(small_files(8));
  session.dash.refused_name = "file-5.jpg";
  session.run();
  for (std::uint32_t i = 0; i < 8; ++i) {
    EXPECT_EQ(session.result(i), unsigned{i == 5 ? INGOT_IT_REJECTED : INGOT_IT_DONE}) << i;
  }
  EXPECT_THAT(session.message(5), HasSubstr("path is not valid"));
  EXPECT_EQ(session.dash.assets.size(), 7u);
  EXPECT_LE(session.dash.count("create"), 7);
}

TEST(DashCreation, halves_a_batch_that_is_too_large) {
  DashSession session(small_files(9));
  session.dash.largest_batch = 3;
  session.run();
  session.expect_all_done();
}

TEST(DashCreation, ends_the_items_that_the_job_could_not_create_by_what_it_says) {
  DashSession session(small_files(5));
  session.dash.failing_items["file-0.jpg"] = R"({"status":400,"message":"the path is taken"})";
  session.dash.failing_items["file-1.jpg"] = R"({"status":503,"message":"storage is busy"})";
  session.dash.failing_items["file-2.jpg"] = R"("temporarily not possible")";
  session.dash.failing_items["file-3.jpg"] =
      R"({"status":403,"message":"no access to the folder"})";
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(session.message(0), HasSubstr("the path is taken"));
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.result(2), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.result(3), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.host->end_of(3)->code, "permission");
  EXPECT_EQ(session.result(4), unsigned{INGOT_IT_DONE});
}

TEST(DashCreation, waits_as_long_as_retry_after_says) {
  for (const auto& [value, least, most] :
       {std::tuple{"7", 7000, 7000}, std::tuple{"Fri, 15 Jan 2027 08:00:20 GMT", 20'000, 20'000},
        std::tuple{"99999999999999999999", 300'000, 300'000}, std::tuple{"-3", 1000, 1000},
        std::tuple{"soon", 1000, 1000}}) {
    for (const std::uint32_t status : {429u, 503u}) {
      DashSession session(small_files(2));
      session.dash.fault("create", 1,
                         {Luck::reject, respond(status, "{}", {{"retry-after", value}})});
      const auto times = creation_times(session);
      ASSERT_EQ(times.size(), 2u) << value;
      EXPECT_GE(times[1] - times[0], least) << value;
      EXPECT_LE(times[1] - times[0], most) << value;
      session.expect_all_done();
    }
  }
}

TEST(DashCreation, gives_a_busy_vendor_up_after_a_bounded_number_of_tries) {
  DashSession session(small_files(1));
  session.dash.fault("create", 0, {Luck::reject, respond(503)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_LE(session.dash.count("create"), 6);
}

TEST(DashCreation, sends_again_what_certainly_was_not_sent) {
  DashSession session(small_files(2));
  session.dash.fault("create", 1, {Luck::reject, fails(INGOT_OUT_NOT_SENT, "connection refused")});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("search"), 0);
}

// Everything that may mean "processed": each is looked for before anything is sent again.
const std::vector<Answer>& lost_answers() {
  static const std::vector<Answer> answers = {fails(INGOT_OUT_UNKNOWN),
                                              fails(INGOT_OUT_TOO_LARGE),
                                              respond(500, "oops"),
                                              respond(502),
                                              respond(504),
                                              respond(200, "<html>"),
                                              respond(202, R"({"id":)"),
                                              respond(201, ""),
                                              respond(200, R"({"result":{}})")};
  return answers;
}

TEST(DashCreation, adopts_what_a_lost_answer_left_behind) {
  for (const Answer& answer : lost_answers()) {
    DashSession session({small_file("a.jpg"), big_file("big.tif", 5)});
    session.dash.fault("create", 1, {Luck::lose_after, answer});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.dash.count("create"), 1) << answer.status;
    EXPECT_GE(session.dash.count("search"), 2);
  }
}

TEST(DashCreation, creates_again_when_the_lost_request_did_nothing) {
  for (const Answer& answer : lost_answers()) {
    DashSession session({small_file("a.jpg"), small_file("b.jpg")});
    session.dash.fault("create", 1, {Luck::lose_before, answer});
    session.run();
    session.expect_all_done();
    EXPECT_EQ(session.dash.count("create"), 2) << answer.status;
    EXPECT_GE(session.dash.count("search"), 2);
  }
}

TEST(DashCreation, creates_again_only_what_is_missing) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.dash.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.dash.assets["asset-0"] = ModelAsset{
      "asset-0", "/a.jpg", "a.jpg", "STAGED", "", 1234, ingot::test::FakeHost::kStartMs, false, ""};
  session.run();
  session.expect_all_done();
  const auto& sent = session.host->sent();
  const auto second = std::find_if(
      sent.rbegin(), sent.rend(), [](const Sent& s) { return ModelDash::route_of(s) == "create"; });
  EXPECT_EQ(second->items, std::vector<std::uint32_t>{1});
}

TEST(DashCreation, does_not_adopt_older_assets_other_names_or_other_states) {
  DashSession session({small_file("a.jpg")});
  const std::int64_t now = ingot::test::FakeHost::kStartMs;
  session.dash.assets["old"] =
      ModelAsset{"old", "/a.jpg", "a.jpg", "STAGED", "", 0, now - 3'600'000, true, ""};
  session.dash.assets["live"] = ModelAsset{"live", "/a.jpg", "a.jpg", "LIVE", "", 0, now, true, ""};
  session.dash.assets["other"] =
      ModelAsset{"other", "/A.jpg", "A.jpg", "STAGED", "", 0, now, true, ""};
  session.dash.assets["there"] =
      ModelAsset{"there", "/x/a.jpg", "a.jpg", "STAGED", "/x", 0, now, true, ""};
  session.dash.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->end_of(0)->remote_id.rfind("asset-", 0), 0u);
  EXPECT_EQ(session.dash.count("create"), 1);
}

TEST(DashCreation, two_candidates_end_unknown_with_a_way_to_check) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.dash.has_dates = false;
  session.dash.assets["old"] = ModelAsset{"old", "/a.jpg", "a.jpg", "STAGED", "", 0, 0, true, ""};
  session.dash.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(0), HasSubstr("look in Dash for staged assets named `a.jpg`"));
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_DONE});
}

TEST(DashCreation, files_of_one_name_are_created_by_calls_of_their_own) {
  // So a lost answer of either call leaves one asset of the name to be found, and no riddle whose it is.
  for (const int nth : {1, 2}) {
    DashSession session(
        {ingot::test::make_item("x/a.jpg", 10), ingot::test::make_item("y/a.jpg", 10)});
    session.dash.fault("create", nth, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE}) << nth;
    EXPECT_EQ(session.result(1), unsigned{INGOT_IT_DONE}) << nth;
    EXPECT_EQ(session.dash.count("create"), 2) << nth;
    EXPECT_EQ(session.dash.assets.size(), 2u) << nth;
  }
}

TEST(DashCreation, finds_assets_that_appear_late) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.start();
  session.dash.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.host->run([&](const Sent& sent) {
    const std::string name = session.dash.assets.empty() ? "a.jpg" : "b.jpg";
    if (ModelDash::route_of(sent) == "search" && session.dash.assets.size() < 2) {
      session.dash.assets["asset-" + name] = ModelAsset{
          "asset-" + name, "/" + name, name, "STAGED", "", 1234, session.host->now_ms(), false, ""};
    }
    return session.dash(sent);
  });
  session.expect_all_done();
  session.expect_sound();
  EXPECT_EQ(session.dash.count("create"), 1);
}

TEST(DashCreation, searches_in_smaller_pages_when_told_to_and_past_silent_caps) {
  DashSession session({small_file("a.jpg")});
  session.dash.largest_page = 100;
  for (int i = 0; i < 450; ++i) {
    const std::string id = "a-old-" + std::to_string(i);
    session.dash.assets[id] = ModelAsset{id, "/x", "x.jpg", "LIVE", "", 0, 0, true, ""};
  }
  session.dash.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.dash.count("create"), 1);
}

TEST(DashCreation, a_search_that_fails_leaves_the_items_unknown_and_creates_nothing) {
  DashSession session({small_file("a.jpg")});
  session.dash.fault("create", 1, {Luck::lose_before, fails(INGOT_OUT_UNKNOWN)});
  session.dash.fault("search", 0, {Luck::reject, respond(403, R"({"message":"not for you"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(0), HasSubstr("not for you"));
  EXPECT_EQ(session.dash.count("create"), 1);
}

TEST(DashCreation, an_item_without_a_result_is_not_done_and_not_doubled) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.dash.hidden_items = {"b.jpg"};
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  // Its asset is there: found by name, so it can be finished under the id that was proven.
  EXPECT_EQ(session.dash.assets_named("b.jpg"), 1u);
  EXPECT_GE(session.dash.count("search"), 1);
}

TEST(DashCreation, an_item_without_a_result_and_without_an_asset_fails) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.dash.hidden_items = {"b.jpg"};
  session.start();
  session.host->run([&](const Sent& sent) {
    const Answer answer = session.dash(sent);
    if (const ModelAsset* b = session.dash.asset_of("b.jpg"))
      session.dash.assets.erase(std::string(b->id));
    return answer;
  });
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_THAT(session.message(1), HasSubstr("without a result for this item"));
  session.expect_sound();
}

TEST(DashCreation, polls_slower_and_slower_until_the_job_is_done) {
  DashSession session({small_file("a.jpg")});
  session.dash.polls_per_job = 12;
  std::vector<std::int64_t> times;
  session.start();
  session.host->run([&](const Sent& sent) {
    if (ModelDash::route_of(sent) == "job") times.push_back(session.host->now_ms());
    return session.dash(sent);
  });
  ASSERT_EQ(times.size(), 12u);
  EXPECT_EQ(times[0] - ingot::test::FakeHost::kStartMs, 1000);
  EXPECT_EQ(times[11] - times[10], 10'000);
  session.expect_all_done();
}

TEST(DashCreation, a_job_that_never_ends_leaves_its_items_unknown) {
  DashSession session({small_file("a.jpg")});
  session.dash.polls_per_job = 1'000'000;
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_UNKNOWN});
  EXPECT_THAT(session.message(0), HasSubstr("did not end in time"));
}

TEST(DashCreation, a_poll_without_an_answer_is_asked_again) {
  DashSession session({small_file("a.jpg")});
  session.dash.fault("job", 1, {Luck::reject, fails(INGOT_OUT_UNKNOWN)});
  session.dash.fault("job", 2, {Luck::reject, respond(200, "<html>maintenance</html>")});
  session.dash.fault("job", 3, {Luck::reject, respond(404, "{}")});
  session.run();
  session.expect_all_done();
}

TEST(DashCreation, credentials_and_permissions_stop_the_items_with_a_reason) {
  for (const auto& [answer, text] :
       {std::pair{respond(401, R"({"message":"token expired"})"), "token expired"},
        std::pair{respond(403, R"({"message":"user may not upload"})"), "user may not upload"},
        std::pair{fails(INGOT_OUT_DENIED, "login failed"), "login failed"}}) {
    DashSession session(small_files(2));
    session.dash.fault("create", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.result(0), unsigned{INGOT_IT_AUTH});
    EXPECT_EQ(session.result(1), unsigned{INGOT_IT_AUTH});
    EXPECT_THAT(session.message(0), HasSubstr(text));
    EXPECT_EQ(session.dash.count("create"), 1);
  }
}

TEST(DashCreation, a_folder_without_permission_rejects_its_items_only) {
  DashSession session(small_files(1));
  session.dash.fault("create", 0,
                     {Luck::reject, respond(403, R"({"message":"no access to folder /x"})")});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.host->end_of(0)->code, "permission");
}

TEST(DashCreation, a_stop_at_any_step_ends_all_items_and_sends_nothing_more) {
  for (int stop = 0; stop < 12; ++stop) {
    DashSession session({small_file("a.jpg"), big_file("big.tif", 6)});
    session.dash.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.start();
    for (int step = 0; step < stop; ++step) {
      if (!session.host->outstanding().empty()) {
        const Sent sent = session.host->outstanding().front();
        session.host->answer(sent.id, session.dash(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      }
    }
    session.host->cancel();
    const std::size_t before = session.host->sent().size();
    session.host->cancel_outstanding();
    while (!session.host->waits().empty()) session.host->fire(session.host->next_wait());
    EXPECT_EQ(session.host->sent().size(), before);
    for (std::uint32_t item = 0; item < 2; ++item)
      EXPECT_NE(session.host->end_of(item), nullptr) << stop;
    session.expect_sound();
  }
}

}  // namespace
}  // namespace ingot::dash::test
