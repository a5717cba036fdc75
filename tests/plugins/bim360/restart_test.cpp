// The host dies at every point and the session begins again: nothing is created twice, nothing
// acknowledged is sent again, everything ends as if nothing had happened.
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {
namespace {

enum class InFlight { processed, not_processed };

// Drives one life for `steps` answers or timers; true when the session ended before that.
bool live(Bim360Session& session, int steps) {
  for (; steps > 0; --steps) {
    if (!session.host->outstanding().empty()) {
      const Sent sent = session.host->outstanding().front();
      EXPECT_EQ(session.host->answer(sent.id, session.cloud(sent)), INGOT_OK);
    } else if (!session.host->waits().empty()) {
      EXPECT_EQ(session.host->fire(session.host->next_wait()), INGOT_OK);
    } else {
      return true;
    }
  }
  return session.host->outstanding().empty() && session.host->waits().empty();
}

// The host dies now. What was in flight reaches the vendor or does not; its answers are lost.
void die(Bim360Session& session, InFlight luck, std::map<std::uint32_t, ingot::test::Ended>& ends) {
  if (luck == InFlight::processed) {
    for (const Sent& sent : session.host->outstanding()) {
      if (ModelBim360::route_of(sent) != "put") session.cloud.process_silently(sent);
    }
  }
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  const auto next = session.host->next_life();
  const std::int64_t now = session.host->now_ms();
  session.expect_sound();
  session.host = std::make_unique<ingot::test::FakeHost>(bim360_table());
  session.host->set_now_ms(now);
  session.cloud.serve(*session.host);
  session.begin = next;
}

void expect_all_whole(const Bim360Session& session,
                      std::map<std::uint32_t, ingot::test::Ended> ends) {
  for (const auto& end : session.host->ends()) {
    EXPECT_FALSE(session.begin.items[end.item].has_ended) << "ended in an earlier life already";
    ends[end.item] = end;
  }
  for (const Item& item : session.begin.items) {
    ASSERT_TRUE(ends.contains(item.idx)) << item.name;
    EXPECT_EQ(ends[item.idx].result, unsigned{INGOT_IT_DONE}) << ends[item.idx].message;
    session.expect_whole(item, ends[item.idx].remote_id);
  }
  for (const auto& [part, puts] : session.cloud.part_puts)
    EXPECT_EQ(puts, 1) << part << " was sent again";
  for (const auto& [urn, document] : session.cloud.documents)
    EXPECT_EQ(document.versions.size(), 1u) << document.name;
  session.expect_sound();
}

std::vector<Item> items() {
  std::vector<Item> all = {row("P-1"), file_row("a.pdf", 5), row("P-2"), file_row("b.pdf", 1)};
  for (std::uint32_t i = 0; i < all.size(); ++i) all[i].idx = i;
  return all;
}

TEST(Bim360Restart, ends_the_same_wherever_the_host_died_once) {
  for (const InFlight luck : {InFlight::processed, InFlight::not_processed}) {
    for (int death = 0;; ++death) {
      SCOPED_TRACE(testing::Message()
                   << "death after step " << death << ", in flight " << static_cast<int>(luck));
      ASSERT_LT(death, 200) << "the sweep does not end";
      Bim360Session session(items());
      std::map<std::uint32_t, ingot::test::Ended> ends;
      session.start();
      if (live(session, death)) break;
      die(session, luck, ends);
      session.run();
      expect_all_whole(session, ends);
      if (HasFailure()) return;
    }
  }
}

TEST(Bim360Restart, ends_the_same_with_bad_rows_and_a_lost_answer) {
  for (const InFlight luck : {InFlight::processed, InFlight::not_processed}) {
    for (int death = 0;; ++death) {
      SCOPED_TRACE(testing::Message() << "death after step " << death);
      ASSERT_LT(death, 200) << "the sweep does not end";
      std::vector<Item> rows;
      for (int i = 0; i < 6; ++i) rows.push_back(row("P-" + std::to_string(i)));
      Bim360Session session(rows);
      session.cloud.refused = {"P-3"};
      session.cloud.fault("create", 3, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
      std::map<std::uint32_t, ingot::test::Ended> ends;
      session.start();
      if (live(session, death)) break;
      die(session, luck, ends);
      session.run();
      for (const auto& end : session.host->ends()) ends[end.item] = end;
      for (std::uint32_t i = 0; i < 6; ++i) {
        EXPECT_EQ(ends[i].result, i == 3 ? unsigned{INGOT_IT_REJECTED} : unsigned{INGOT_IT_DONE})
            << i << " " << ends[i].message;
        EXPECT_EQ(session.cloud.assets_named("P-" + std::to_string(i)), i == 3 ? 0u : 1u);
      }
      if (HasFailure()) return;
    }
  }
}

TEST(Bim360Restart, ends_the_same_when_the_host_dies_again_and_again) {
  for (int stride = 1; stride <= 5; ++stride) {
    SCOPED_TRACE(stride);
    Bim360Session session(items());
    std::map<std::uint32_t, ingot::test::Ended> ends;
    session.start();
    int lives = 0;
    // Each life is a little longer, so that the whole ends.
    while (!live(session, stride + lives)) {
      ASSERT_LT(++lives, 60);
      die(session, lives % 2 == 0 ? InFlight::processed : InFlight::not_processed, ends);
      session.start();
    }
    expect_all_whole(session, ends);
  }
}

TEST(Bim360Restart, creates_without_searching_when_the_request_never_left) {
  Bim360Session session({row("P-1")});
  std::map<std::uint32_t, ingot::test::Ended> ends;
  session.start();
  auto next = session.host->next_life();
  next.prior.clear();  // the intent was not even written
  die(session, InFlight::not_processed, ends);
  session.begin = next;
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.cloud.count("search"), 0);
}

TEST(Bim360Restart, the_same_facts_give_the_same_bytes) {
  Bim360Session one(items()), two(items());
  one.run();
  two.run();
  EXPECT_EQ(one.host->emitted(), two.host->emitted());
}

TEST(Bim360Restart, takes_answers_in_any_order) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    Bim360Session session(items());
    session.start();
    unsigned random = seed * 2654435761u;
    for (int step = 0; step < 500; ++step) {
      const auto open = session.host->outstanding();
      random = random * 1664525u + 1013904223u;
      if (!open.empty()) {
        const Sent& sent = open[(random >> 16) % open.size()];
        session.host->answer(sent.id, session.cloud(sent));
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
}  // namespace ingot::bim360::test
