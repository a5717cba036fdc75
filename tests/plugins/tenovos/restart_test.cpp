// The host dies at every point and the session begins again: nothing is created twice, everything
// ends as if nothing had happened. Parts may be sent again, into a new asset: upload URLs are
// secrets and do not outlive the session.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
namespace {

enum class InFlight { processed, not_processed };
using Ends = std::map<std::uint32_t, ingot::test::Ended>;

// Drives one life for `steps` answers or timers; true when the session ended before that.
bool live(TenovosSession& session, int steps) {
  for (; steps > 0; --steps) {
    if (!session.host->outstanding().empty()) {
      const Sent sent = session.host->outstanding().front();
      EXPECT_EQ(session.host->answer(sent.id, session.tenovos(sent)), INGOT_OK);
    } else if (!session.host->waits().empty()) {
      EXPECT_EQ(session.host->fire(session.host->next_wait()), INGOT_OK);
    } else {
      return true;
    }
  }
  return session.host->outstanding().empty() && session.host->waits().empty();
}

void die(TenovosSession& session, InFlight luck, Ends& ends) {
  if (luck == InFlight::processed) {
    for (const Sent& sent : session.host->outstanding()) session.tenovos.process_silently(sent);
  }
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  const auto next = session.host->next_life();
  const std::int64_t now = session.host->now_ms();
  session.expect_sound();
  session.host = std::make_unique<ingot::test::FakeHost>(tenovos_table());
  session.host->set_now_ms(now);
  session.tenovos.serve(*session.host);
  session.begin = next;
}

void expect_whole(const TenovosSession& session, Ends ends) {
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  for (const Item& item : session.begin.items) {
    ASSERT_TRUE(ends.contains(item.idx)) << item.name;
    EXPECT_EQ(ends[item.idx].result, unsigned{INGOT_IT_DONE}) << ends[item.idx].message;
    const auto living = session.tenovos.living(item.name);
    ASSERT_EQ(living.size(), 1u) << item.name;
    EXPECT_EQ(ends[item.idx].remote_id, living[0]->object_id);
    if (item.has_bytes) {
      EXPECT_EQ(living[0]->size, item.size);
    }
  }
  session.expect_sound();
}

std::vector<Item> files() {
  return {a_file("single.jpg", 500), a_file("parts.tif", 3500), a_record("record")};
}

TEST(TenovosRestart, ends_the_same_wherever_the_host_died_once) {
  for (const InFlight luck : {InFlight::processed, InFlight::not_processed}) {
    for (int death = 0;; ++death) {
      SCOPED_TRACE(testing::Message()
                   << "death after step " << death << ", in flight " << static_cast<int>(luck));
      ASSERT_LT(death, 200) << "the sweep does not end";
      TenovosSession session(files());
      session.tenovos.single_below = 1000;
      Ends ends;
      session.start();
      if (live(session, death)) break;
      die(session, luck, ends);
      session.run();
      expect_whole(session, ends);
      if (HasFailure()) return;
    }
  }
}

TEST(TenovosRestart, ends_the_same_when_the_host_dies_again_and_again) {
  for (int stride = 1; stride <= 5; ++stride) {
    SCOPED_TRACE(stride);
    TenovosSession session(files());
    Ends ends;
    session.start();
    int lives = 0;
    while (
        !live(session, stride + lives)) {  // each life is a little longer, so that the whole ends
      ASSERT_LT(++lives, 60);
      die(session, lives % 2 == 0 ? InFlight::processed : InFlight::not_processed, ends);
      session.start();
    }
    expect_whole(session, ends);
  }
}

TEST(TenovosRestart, what_the_store_has_is_completed_without_sending_it_again) {
  TenovosSession session({a_file("parts.tif", 3500)});
  Ends ends;
  session.start();
  live(session, 5);  // created, four parts acknowledged, the completion not yet answered
  ASSERT_EQ(session.host->outstanding().size(), 1u);
  die(session, InFlight::processed, ends);
  session.run();
  expect_whole(session, ends);
  EXPECT_EQ(session.tenovos.count("put"), 4);
  EXPECT_EQ(session.tenovos.count("create"), 1);
}

TEST(TenovosRestart, creates_without_searching_when_the_request_never_left) {
  TenovosSession session({a_record("record")});
  Ends ends;
  session.start();
  auto next = session.host->next_life();
  next.prior.clear();  // the intent was not even written
  die(session, InFlight::not_processed, ends);
  session.begin = next;
  session.run();
  expect_whole(session, ends);
  EXPECT_EQ(session.tenovos.count("search"), 0);
}

TEST(TenovosRestart, the_same_facts_give_the_same_bytes) {
  TenovosSession one(files()), two(files());
  one.run();
  two.run();
  EXPECT_EQ(one.host->emitted(), two.host->emitted());
}

}  // namespace
}  // namespace ingot::tenovos::test
