// The host dies at every point and the session begins again: nothing is created twice, nothing
// acknowledged is sent again, everything ends as if nothing had happened.
#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

enum class InFlight { processed, not_processed };

// Drives one life for `steps` answers or timers; true when the session ended before that.
bool live(DashSession& session, int steps) {
  for (; steps > 0; --steps) {
    if (!session.host->outstanding().empty()) {
      const Sent sent = session.host->outstanding().front();
      EXPECT_EQ(session.host->answer(sent.id, session.dash(sent)), INGOT_OK);
    } else if (!session.host->waits().empty()) {
      EXPECT_EQ(session.host->fire(session.host->next_wait()), INGOT_OK);
    } else {
      return true;
    }
  }
  return session.host->outstanding().empty() && session.host->waits().empty();
}

// The host dies now. What was in flight reaches the vendor or does not; its answers are lost.
void die(DashSession& session, InFlight luck, std::map<std::uint32_t, ingot::test::Ended>& ends) {
  if (luck == InFlight::processed) {
    for (const Sent& sent : session.host->outstanding()) {
      if (ModelDash::route_of(sent) != "put") session.dash.process_silently(sent);
    }
  }
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  const auto next = session.host->next_life();
  const std::int64_t now = session.host->now_ms();
  session.expect_sound();
  session.host = std::make_unique<ingot::test::FakeHost>(dash_table());
  session.host->set_now_ms(now);
  session.dash.serve(*session.host);
  session.begin = next;
}

void expect_whole(const DashSession& session, std::map<std::uint32_t, ingot::test::Ended> ends) {
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  for (const Item& item : session.begin.items) {
    ASSERT_TRUE(ends.contains(item.idx)) << item.name;
    EXPECT_EQ(ends[item.idx].result, unsigned{INGOT_IT_DONE}) << ends[item.idx].message;
    EXPECT_EQ(session.dash.assets_named(item.name), 1u) << item.name;
    const ModelAsset* asset = session.dash.asset_of(item.name);
    ASSERT_NE(asset, nullptr);
    EXPECT_TRUE(asset->has_file) << item.name;
    EXPECT_EQ(ends[item.idx].remote_id, asset->id);
  }
  for (const auto& [part, puts] : session.dash.part_puts)
    EXPECT_EQ(puts, 1) << part << " was sent again";
  EXPECT_TRUE(session.dash.violations.empty()) << session.dash.violations.front();
  EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
}

std::vector<Item> files() {
  std::vector<Item> items = {small_file("a.jpg"), big_file("big.tif", 7), small_file("b.jpg")};
  for (std::uint32_t i = 0; i < 3; ++i) {
    items[i].idx = i;
    items[i].fields = R"({"fields":{"Title":"x"}})";
  }
  return items;
}

TEST(DashRestart, ends_the_same_wherever_the_host_died_once) {
  for (const InFlight luck : {InFlight::processed, InFlight::not_processed}) {
    for (int death = 0;; ++death) {
      SCOPED_TRACE(testing::Message()
                   << "death after step " << death << ", in flight " << static_cast<int>(luck));
      ASSERT_LT(death, 200) << "the sweep does not end";
      DashSession session(files());
      std::map<std::uint32_t, ingot::test::Ended> ends;
      session.start();
      if (live(session, death)) break;
      die(session, luck, ends);
      session.run();
      expect_whole(session, ends);
      if (HasFailure()) return;
    }
  }
}

TEST(DashRestart, ends_the_same_when_the_host_dies_again_and_again) {
  for (int stride = 1; stride <= 5; ++stride) {
    SCOPED_TRACE(stride);
    DashSession session(files());
    std::map<std::uint32_t, ingot::test::Ended> ends;
    session.start();
    int lives = 0;
    // Each life is a little longer, so that the whole ends.
    while (!live(session, stride + lives)) {
      ASSERT_LT(++lives, 60);
      die(session, lives % 2 == 0 ? InFlight::processed : InFlight::not_processed, ends);
      session.start();
    }
    expect_whole(session, ends);
  }
}

TEST(DashRestart, keeps_to_its_job_when_the_id_is_known) {
  DashSession session({small_file("a.jpg")});
  std::map<std::uint32_t, ingot::test::Ended> ends;
  session.start();
  live(session, 1);  // the creation is answered, its job not yet read
  die(session, InFlight::not_processed, ends);
  session.run();
  EXPECT_EQ(session.dash.count("create"), 1);
  EXPECT_EQ(session.dash.count("search"), 0);
}

TEST(DashRestart, creates_without_searching_when_the_request_never_left) {
  DashSession session({small_file("a.jpg")});
  std::map<std::uint32_t, ingot::test::Ended> ends;
  session.start();
  auto next = session.host->next_life();
  next.prior.clear();  // the intent was not even written
  die(session, InFlight::not_processed, ends);
  session.begin = next;
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("search"), 0);
}

TEST(DashRestart, the_same_facts_give_the_same_bytes) {
  DashSession one(files()), two(files());
  one.run();
  two.run();
  EXPECT_EQ(one.host->emitted(), two.host->emitted());
}

TEST(DashRestart, takes_answers_in_any_order) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    DashSession session(files());
    session.start();
    unsigned random = seed * 2654435761u;
    for (int step = 0; step < 500; ++step) {
      const auto open = session.host->outstanding();
      random = random * 1664525u + 1013904223u;
      if (!open.empty()) {
        const Sent& sent = open[(random >> 16) % open.size()];
        session.host->answer(sent.id, session.dash(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      } else {
        break;
      }
    }
    session.expect_all_done();
    session.expect_sound();
  }
}

}  // namespace
}  // namespace ingot::dash::test
