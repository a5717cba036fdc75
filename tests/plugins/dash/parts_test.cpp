// Parts and their URLs when something goes wrong on the way.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

constexpr char kExpired[] =
    "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has "
    "expired</Message></Error>";

TEST(DashParts, renews_urls_that_the_store_calls_expired_and_keeps_accepted_parts) {
  DashSession session({big_file("big.tif", 9)});
  session.dash.fault("put", 3, {Luck::reject, respond(403, kExpired)});
  session.run();
  session.expect_all_done();
  for (const auto& [part, puts] : session.dash.part_puts) EXPECT_EQ(puts, 1) << part;
}

TEST(DashParts, renews_urls_when_all_of_them_expire_in_mid_run) {
  DashSession session({big_file("big.tif", 12)});
  session.dash.url_life_s = 60;
  session.start();
  int puts = 0;
  session.host->run([&](const Sent& sent) {
    const Answer answer = session.dash(sent);
    // Time passes: every third part outlives the rest of its window.
    if (ModelDash::route_of(sent) == "put" && ++puts % 3 == 0)
      session.host->set_now_ms(session.host->now_ms() + 61'000);
    return answer;
  });
  session.expect_all_done();
  session.expect_sound();
  for (const auto& [part, count] : session.dash.part_puts) EXPECT_EQ(count, 1) << part;
}

TEST(DashParts, does_not_use_a_url_that_is_about_to_expire) {
  DashSession session({big_file("big.tif", 4)});
  session.dash.url_life_s = 60;
  session.start();
  session.host->run([&](const Sent& sent) {
    const Answer answer = session.dash(sent);
    if (ModelDash::route_of(sent) == "job") session.host->set_now_ms(session.host->now_ms() + 0);
    if (ModelDash::route_of(sent) == "files")
      session.host->set_now_ms(session.host->now_ms() + 55'000);
    return answer;
  });
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("put"), 4) << "no PUT was wasted";
  EXPECT_EQ(session.dash.count("upload"), 1);
}

TEST(DashParts, more_workers_than_urls_in_a_window_starve_nobody) {
  DashSession session({big_file("big.tif", 60)});
  session.begin.max_outstanding = 32;
  session.start();
  // The oldest answer comes last: many ask for URLs before any part is through.
  for (int step = 0; step < 1000; ++step) {
    const auto open = session.host->outstanding();
    if (!open.empty()) {
      session.host->answer(open.back().id, session.dash(open.back()));
    } else if (!session.host->waits().empty()) {
      session.host->fire(session.host->next_wait());
    }
  }
  session.expect_all_done();
  session.expect_sound();
  EXPECT_EQ(session.dash.count("put"), 60);
}

TEST(DashParts, gives_up_on_a_part_that_no_url_lets_through) {
  DashSession session({big_file("big.tif", 3), small_file("a.jpg")});
  session.dash.fault("put", 0, {Luck::reject, respond(403, kExpired)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_FALSE(session.host->end_of(0)->remote_id.empty());
  EXPECT_LE(session.dash.count("put"), 60);
  EXPECT_LE(session.dash.count("upload"), 12);
}

TEST(DashParts, never_takes_a_part_without_an_etag_for_sent) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.dash.fault("put", 1, {Luck::reject, respond(200)});
  session.run();
  session.expect_all_done();
  DashSession stubborn({small_file("a.jpg")});
  stubborn.dash.fault("put", 0, {Luck::reject, respond(200, "", {{"etag", "\"\""}})});
  stubborn.run();
  EXPECT_EQ(stubborn.result(0), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_THAT(stubborn.message(0), HasSubstr("without an ETag"));
  EXPECT_EQ(stubborn.dash.count("complete"), 0);
}

TEST(DashParts, repeats_a_part_the_store_got_wrong_a_bounded_number_of_times) {
  for (const Answer& answer :
       {fails(INGOT_OUT_MISMATCH), respond(400, "<Error><Code>BadDigest</Code></Error>")}) {
    DashSession session({small_file("a.jpg")});
    session.dash.fault("put", 1, {Luck::reject, answer});
    session.run();
    session.expect_all_done();
    DashSession stubborn({small_file("a.jpg")});
    stubborn.dash.fault("put", 0, {Luck::reject, answer});
    stubborn.run();
    EXPECT_EQ(stubborn.result(0), unsigned{INGOT_IT_RETRYABLE});
    EXPECT_EQ(stubborn.dash.count("put"), 3);
    EXPECT_EQ(stubborn.dash.count("complete"), 0);
  }
}

TEST(DashParts, a_changed_source_fails_its_item_only_and_names_the_orphan) {
  DashSession session({big_file("big.tif", 6), small_file("a.jpg")});
  session.dash.fault("put", 4, {Luck::reject, fails(INGOT_OUT_SOURCE_CHANGED)});
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_SOURCE_CHANGED});
  EXPECT_EQ(session.host->end_of(0)->remote_id, session.dash.asset_of("big.tif")->id);
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.dash.count("complete"), 1);
}

TEST(DashParts, ends_an_item_only_when_none_of_its_parts_is_in_flight) {
  DashSession session({big_file("big.tif", 6), small_file("a.jpg")});
  session.start();
  bool was_ended_early = false;
  int puts = 0;
  session.host->run([&](const Sent& sent) {
    Answer answer = session.dash(sent);
    if (ModelDash::route_of(sent) == "put" && ++puts == 3) answer = fails(INGOT_OUT_SOURCE_CHANGED);
    for (const Sent& other : session.host->outstanding()) {
      const bool is_big =
          ModelDash::route_of(other) == "put" && other.items == std::vector<std::uint32_t>{0};
      was_ended_early |= is_big && session.host->end_of(0) != nullptr;
    }
    return answer;
  });
  EXPECT_FALSE(was_ended_early);
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_SOURCE_CHANGED});
}

TEST(DashParts, ends_of_parts_by_meaning) {
  for (const auto& [answer, result] :
       {std::pair{respond(404, "<Error><Code>NoSuchUpload</Code></Error>"), INGOT_IT_RETRYABLE},
        std::pair{respond(400, "<Error><Code>EntityTooLarge</Code></Error>"), INGOT_IT_REJECTED},
        std::pair{respond(500, "<Error><Code>InternalError</Code></Error>"), INGOT_IT_RETRYABLE},
        std::pair{respond(403, "<html>proxy</html>"), INGOT_IT_RETRYABLE},
        std::pair{fails(INGOT_OUT_NOT_SENT), INGOT_IT_RETRYABLE},
        std::pair{fails(INGOT_OUT_UNKNOWN), INGOT_IT_RETRYABLE},
        std::pair{fails(INGOT_OUT_DENIED, "host not allowed"), INGOT_IT_REJECTED}}) {
    DashSession session({small_file("a.jpg")});
    session.dash.fault("put", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.result(0), static_cast<std::uint32_t>(result))
        << answer.status << answer.body;
    EXPECT_FALSE(session.host->end_of(0)->remote_id.empty());
    EXPECT_EQ(session.dash.count("complete"), 0);
  }
}

TEST(DashParts, url_requests_that_fail_end_the_item_by_meaning) {
  for (const auto& [answer, result] :
       {std::pair{respond(404, "{}"), INGOT_IT_RETRYABLE},
        std::pair{respond(401, "{}"), INGOT_IT_AUTH},
        std::pair{respond(400, R"({"message":"no"})"), INGOT_IT_REJECTED},
        std::pair{respond(200, "<html>"), INGOT_IT_RETRYABLE},
        std::pair{respond(503), INGOT_IT_RETRYABLE},
        std::pair{respond(200, R"({"result":{"id":"another-upload"}})"), INGOT_IT_RETRYABLE},
        std::pair{respond(200, R"({"result":{"partUrls":[]}})"), INGOT_IT_RETRYABLE}}) {
    DashSession session({big_file("big.tif", 6)});
    session.dash.fault("upload", 0, {Luck::reject, answer});
    session.run();
    EXPECT_EQ(session.result(0), static_cast<std::uint32_t>(result))
        << answer.status << answer.body;
    EXPECT_LE(session.dash.count("upload"), 6);
  }
}

}  // namespace
}  // namespace ingot::dash::test
