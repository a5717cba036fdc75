// Stragglers: when the dispatcher sends a part twice, and that nobody hears of it before the loser can do no harm.
#include <gtest/gtest.h>
#include <ingot/plugin.h>

#include <algorithm>

#include "host/transfer/dispatcher.hpp"
#include "host/transfer/late_effect.hpp"

namespace ingot::transfer {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t kPart = 1'000'000;

class FakeWorkers final : public Workers {
 public:
  void send(Attempt attempt) override { attempts.push_back(std::move(attempt)); }
  void digest(std::vector<DigestTask>) override {}
  void cancel(std::uint64_t id) override { cancelled.push_back(id); }
  void withdraw(std::uint64_t id) override { withdrawn.push_back(id); }
  bool may_withdraw(std::uint64_t) const override { return is_still_sending; }

  std::vector<Attempt> attempts;
  std::vector<std::uint64_t> cancelled, withdrawn;
  bool is_still_sending = true;
};

struct dispatcher_races : ::testing::Test, DispatchListener {
  dispatcher_races() {
    SessionItem item;
    item.file.key = "a";
    item.file.size = 1000 * kPart;
    items.push_back(item);
    options.byte_slots = 4;
    made.emplace(Dispatcher::Parts{clock, entropy, workers, vault, credentials, *this}, options);
  }

  void answered(SessionId, const plugin::HttpAction& action, HttpOutcome outcome) override {
    told.push_back({action.id, outcome.outcome});
  }
  std::uint64_t record_intent(SessionId, const plugin::HttpAction&) override { return 0; }
  void login_wanted(const std::string&) override {}

  static plugin::HttpAction put(std::uint64_t id, std::uint32_t flags) {
    plugin::HttpAction action;
    action.id = id;
    action.flags = flags;
    action.method = "PUT";
    plugin::Segment url;
    url.text = "http://store.test/part";
    action.url = {url};
    plugin::Segment body;
    body.kind = plugin::SegmentKind::file;
    body.off = id * kPart;
    body.len = kPart;
    action.body = {body};
    action.items = {0};
    return action;
  }
  void submit(std::uint64_t id, std::uint32_t flags = INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS) {
    made->submit(1, put(id, flags), items, 0);
    made->turn();
  }
  // The end of the attempt that was sent as the `index`th.
  AttemptResult result_of(std::size_t index, net::Delivery delivery, std::uint64_t bytes_sent) {
    AttemptResult result;
    result.id = workers.attempts[index].id;
    result.answer.delivery = delivery;
    result.answer.response.status = 200;
    result.answer.timing.bytes_sent = bytes_sent;
    return result;
  }
  void end(std::size_t index, net::Delivery delivery, std::uint64_t bytes_sent = kPart + 100) {
    made->handle(result_of(index, delivery, bytes_sent));
    made->turn();
  }
  void pass(seconds time) {
    clock.advance(time);
    made->turn();
  }
  // So many parts of a second each, one after the other: what is usual, and a budget.
  void send_usual_parts(std::uint64_t count) {
    for (std::uint64_t id = 1; id <= count; ++id) {
      submit(id);
      pass(seconds(1));
      end(workers.attempts.size() - 1, net::Delivery::response);
    }
    told.clear();
    sent = workers.attempts.size();
  }
  // A part that takes three times as long, and its twin.
  void straggle() {
    send_usual_parts(250);
    submit(1000);
    pass(seconds(1));
    EXPECT_EQ(workers.attempts.size(), sent + 1);
    pass(seconds(2));
    EXPECT_EQ(workers.attempts.size(), sent + 2);
  }
  std::size_t first() const { return sent; }
  std::size_t twin() const { return sent + 1; }

  ManualClock clock;
  SeededEntropy entropy{1};
  FakeWorkers workers;
  secrets::Vault vault;
  Credentials credentials;
  DispatchOptions options;
  std::vector<SessionItem> items;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> told;
  std::size_t sent = 0;
  std::optional<Dispatcher> made;
};

TEST_F(dispatcher_races, a_straggler_gets_a_twin_on_another_connection) {
  straggle();
  ASSERT_EQ(workers.attempts.size(), sent + 2);
  EXPECT_NE(workers.attempts[twin()].id, workers.attempts[first()].id);
  EXPECT_EQ(workers.attempts[twin()].request.reuse, net::Reuse::fresh_only);
  EXPECT_EQ(made->in_flight(), 2u);
  EXPECT_EQ(made->traffic().twins, 1u);
  pass(seconds(60));
  EXPECT_EQ(workers.attempts.size(), sent + 2) << "one twin is enough";
}

TEST_F(dispatcher_races, somebody_wakes_it_when_a_part_becomes_a_straggler) {
  send_usual_parts(250);
  submit(1000);
  const auto wakes = made->next_deadline();
  ASSERT_TRUE(wakes);
  EXPECT_EQ(*wakes - clock.monotonic(), seconds(2));
}

TEST_F(dispatcher_races, the_winner_is_told_once_the_loser_was_taken_back) {
  straggle();
  end(twin(), net::Delivery::response);
  EXPECT_TRUE(told.empty()) << "the plugin might complete while the first part still arrives";
  EXPECT_EQ(workers.withdrawn, std::vector{workers.attempts[first()].id});
  EXPECT_TRUE(workers.cancelled.empty()) << "what has wholly left is to be waited for, not cut off";
  end(first(), net::Delivery::cancelled, kPart / 2);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0], std::pair(std::uint64_t{1000}, std::uint32_t{INGOT_OUT_RESPONSE}));
  EXPECT_EQ(made->in_flight(), 0u);
}

TEST_F(dispatcher_races, the_winner_waits_for_a_loser_that_had_wholly_left) {
  straggle();
  end(first(), net::Delivery::response);
  end(twin(), net::Delivery::unknown, kPart + 100);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(made->next_deadline(), clock.monotonic() + kLateEffect);
  pass(kLateEffect - seconds(1));
  EXPECT_TRUE(told.empty());
  pass(seconds(1));
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(dispatcher_races, so_does_a_part_that_is_sent_again) {
  submit(1);
  end(0, net::Delivery::unknown);
  pass(seconds(40));
  ASSERT_EQ(workers.attempts.size(), 2u);
  end(1, net::Delivery::response);
  EXPECT_TRUE(told.empty()) << "the lost one may still arrive and damage what is completed by then";
  EXPECT_EQ(made->in_flight(), 0u) << "others may be sent meanwhile";
  EXPECT_EQ(made->next_deadline(), clock.monotonic() + kLateEffect - seconds(40));
  pass(kLateEffect - seconds(41));
  EXPECT_TRUE(told.empty());
  pass(seconds(1));
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].second, static_cast<std::uint32_t>(INGOT_OUT_RESPONSE));
}

TEST_F(dispatcher_races, a_part_of_which_a_byte_had_not_left_is_told_at_once) {
  submit(1);
  end(0, net::Delivery::unknown, kPart - 1);
  pass(seconds(40));
  end(1, net::Delivery::response);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(dispatcher_races, so_is_a_whole_file_which_nobody_puts_together) {
  items[0].file.size = kPart;
  auto action = put(0, INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS);
  action.id = 1;
  made->submit(1, std::move(action), items, 0);
  made->turn();
  end(0, net::Delivery::unknown);
  pass(seconds(40));
  end(1, net::Delivery::response);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(dispatcher_races, a_stopped_run_hears_of_it_at_once) {
  submit(1);
  end(0, net::Delivery::unknown);
  pass(seconds(40));
  end(1, net::Delivery::response);
  made->drain();
  made->turn();
  EXPECT_EQ(told.size(), 1u) << "nothing can be completed any more";
}

TEST_F(dispatcher_races, a_session_that_goes_forgets_what_was_held_back) {
  submit(1);
  end(0, net::Delivery::unknown);
  pass(seconds(40));
  end(1, net::Delivery::response);
  made->drop(1);
  pass(kLateEffect);
  EXPECT_TRUE(told.empty());
}

TEST_F(dispatcher_races, two_answers_are_told_once) {
  straggle();
  end(first(), net::Delivery::response);
  end(twin(), net::Delivery::response);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(dispatcher_races, two_failures_are_one_attempt_to_be_repeated) {
  straggle();
  end(twin(), net::Delivery::unknown, kPart / 2);
  end(first(), net::Delivery::unknown, kPart / 2);
  pass(seconds(60));
  EXPECT_TRUE(told.empty());
  ASSERT_EQ(workers.attempts.size(), sent + 3);
  end(sent + 2, net::Delivery::response);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(dispatcher_races, what_waits_to_be_sent_goes_before_twins) {
  send_usual_parts(250);
  for (std::uint64_t id = 1000; id < 1005; ++id) submit(id);
  ASSERT_EQ(workers.attempts.size(), sent + 4);
  pass(seconds(10));
  EXPECT_EQ(workers.attempts.size(), sent + 4) << "the fifth waits";
  end(first(), net::Delivery::response);
  EXPECT_EQ(workers.attempts.size(), sent + 5) << "the slot goes to the fifth";
  end(first() + 1, net::Delivery::response);
  EXPECT_EQ(workers.attempts.size(), sent + 6) << "and then to a twin";
}

TEST_F(dispatcher_races, nothing_that_may_not_be_repeated_is_sent_twice) {
  send_usual_parts(250);
  submit(1000, INGOT_F_EXACT_HEADERS);
  made->committed(1);
  pass(seconds(60));
  EXPECT_EQ(workers.attempts.size(), sent + 1);
}

TEST_F(dispatcher_races, nor_what_has_wholly_left) {
  send_usual_parts(250);
  workers.is_still_sending = false;
  submit(1000);
  pass(seconds(60));
  EXPECT_EQ(workers.attempts.size(), sent + 1);
}

TEST_F(dispatcher_races, nor_more_than_half_a_percent) {
  send_usual_parts(150);
  submit(1000);
  pass(seconds(60));
  EXPECT_EQ(workers.attempts.size(), sent + 1);
}

TEST_F(dispatcher_races, a_session_that_goes_takes_both_with_it) {
  straggle();
  made->drop(1);
  EXPECT_EQ(made->in_flight(), 0u);
  EXPECT_EQ(workers.cancelled.size(), 2u);
  end(first(), net::Delivery::cancelled);
  end(twin(), net::Delivery::cancelled);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(made->in_flight(), 0u);
}

TEST_F(dispatcher_races, what_is_abandoned_ends_when_both_have) {
  straggle();
  made->abandon(1, 1000);
  EXPECT_EQ(workers.cancelled.size(), 2u);
  end(twin(), net::Delivery::cancelled, 0);
  EXPECT_TRUE(told.empty());
  end(first(), net::Delivery::cancelled, 0);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].second, static_cast<std::uint32_t>(INGOT_OUT_CANCELLED));
}

TEST_F(dispatcher_races, a_stopped_run_sends_no_twin) {
  send_usual_parts(250);
  submit(1000);
  made->drain();
  pass(seconds(60));
  EXPECT_EQ(workers.attempts.size(), sent + 1);
}

}  // namespace
}  // namespace ingot::transfer
