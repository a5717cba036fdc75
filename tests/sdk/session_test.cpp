// A session from its BEGIN to its last item: what can be awaited, what is handed over, what frees
// itself.
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/sdk/coroutine_vendor.hpp"

namespace {

using namespace ingot;
using namespace ingot::test;
using std::chrono::milliseconds;

task<> send_and_end(Batch& batch) {
  const Live live;
  const Reply reply = co_await batch.send(Request("POST", "https://h/x").body("{}").tag(1));
  batch.done(0, reply.body, "{\"status\":" + std::to_string(reply.status) + "}");
}

TEST(Session, answers_a_send_with_what_the_host_got) {
  Started<send_and_end> host(1);
  ASSERT_EQ(host.outstanding().size(), 1u);
  EXPECT_EQ(host.outstanding()[0].method, "POST");
  EXPECT_EQ(host.outstanding()[0].id, 1u);
  EXPECT_EQ(host.answer(1, respond(201, "made")), INGOT_OK);
  ASSERT_NE(host.end_of(0), nullptr);
  EXPECT_EQ(host.end_of(0)->result, std::uint32_t{INGOT_IT_DONE});
  EXPECT_EQ(host.end_of(0)->remote_id, "made");
  EXPECT_EQ(host.end_of(0)->meta, "{\"status\":201}");
  EXPECT_TRUE(host.violations().empty());
}

TEST(Session, frees_its_frames_when_the_operation_ends) {
  Started<send_and_end> host(1);
  EXPECT_EQ(Live::count, 1);
  host.answer(1, respond(200));
  EXPECT_EQ(Live::count, 0);
}

TEST(Session, ignores_answers_nobody_waits_for) {
  Started<send_and_end> host(1);
  EXPECT_EQ(host.answer(99, respond(200)), INGOT_OK) << "an unknown id";
  EXPECT_EQ(host.step(plain_event(INGOT_EV_TIMER, 1)), INGOT_OK) << "the wrong kind of answer";
  EXPECT_TRUE(host.ends().empty());
  EXPECT_EQ(host.answer({{1, respond(200, "first")}, {1, respond(200, "again")}}), INGOT_OK);
  EXPECT_EQ(host.answer(1, respond(200, "late")), INGOT_OK);
  ASSERT_EQ(host.ends().size(), 1u);
  EXPECT_EQ(host.ends()[0].remote_id, "first");
  EXPECT_TRUE(host.violations().empty());
}

task<> tell_outcome(Batch& batch) {
  const Reply reply = co_await batch.send(Request("GET", "https://h/"));
  const auto etag = reply.header("ETag");
  batch.done(0, std::to_string(static_cast<int>(reply.outcome)) + reply.detail +
                    std::string(etag.value_or("-")) + std::to_string(reply.attempts));
}

TEST(Session, hands_over_every_outcome) {
  for (std::uint32_t outcome = 0; outcome <= INGOT_OUT_MISMATCH; ++outcome) {
    Started<tell_outcome> host(1);
    Answer answer = fails(outcome, "why");
    answer.attempts = 3;
    answer.headers = {{"etag", "E"}};
    host.answer(host.outstanding()[0].id, answer);
    EXPECT_EQ(host.end_of(0)->remote_id, std::to_string(outcome) + "whyE3");
  }
}

task<> wait_twice(Batch& batch) {
  co_await batch.wait(std::chrono::seconds(2));
  const std::int64_t then = batch.now_ms();
  co_await batch.wait_until(then + 500);
  batch.done(0, std::to_string(batch.now_ms()));
}

TEST(Session, waits_by_the_hosts_clock) {
  Started<wait_twice> host(1);
  ASSERT_EQ(host.waits().size(), 1u);
  EXPECT_EQ(host.waits().begin()->second.until_ms, FakeHost::kStartMs + 2000);
  host.fire(host.next_wait());
  EXPECT_EQ(host.waits().begin()->second.until_ms, FakeHost::kStartMs + 2500);
  host.fire(host.next_wait());
  EXPECT_EQ(host.end_of(0)->remote_id, std::to_string(FakeHost::kStartMs + 2500));
}

task<> wait_absurdly(Batch& batch) {
  co_await batch.wait(milliseconds::max());
  batch.done(0, "");
}
task<> wait_backwards(Batch& batch) {
  co_await batch.wait(milliseconds(-5));
  batch.done(0, "");
}

TEST(Session, keeps_absurd_pauses_within_the_clock) {
  Started<wait_absurdly> host(1);
  EXPECT_EQ(host.waits().begin()->second.until_ms, INT64_MAX);
  Started<wait_backwards> other(1);
  EXPECT_EQ(other.waits().begin()->second.until_ms, FakeHost::kStartMs);
}

task<> take_digest(Batch& batch) {
  const Item& item = batch.items()[0];
  const DigestReply reply = co_await batch.digest(item, 1, item.size - 1, "sha256");
  batch.done(item, reply.ok() ? reply.hex : "none");
}

TEST(Session, asks_for_digests) {
  Started<take_digest> host(1);
  ASSERT_EQ(host.digests().size(), 1u);
  const Digesting wanted = host.digests().begin()->second;
  EXPECT_EQ(wanted.alg, "sha256");
  EXPECT_EQ(wanted.off, 1u);
  EXPECT_EQ(wanted.len, 99u);
  host.give_digest(wanted.id, "abcd");
  EXPECT_EQ(host.end_of(0)->remote_id, "abcd");

  Started<take_digest> changed(1);
  changed.give_digest(changed.digests().begin()->first, {}, INGOT_OUT_SOURCE_CHANGED);
  EXPECT_EQ(changed.end_of(0)->remote_id, "none");
}

task<> tell_facts(Batch& batch) {
  std::string all(batch.config());
  all += '|' + std::string(batch.context()) + '|' + std::string(batch.state());
  for (const std::uint64_t n :
       {std::uint64_t{batch.state_schema()}, std::uint64_t{batch.restarts()},
        std::uint64_t{batch.max_outstanding()}, std::uint64_t{batch.entropy()[0]},
        static_cast<std::uint64_t>(batch.op())}) {
    all += '|' + std::to_string(n);
  }
  batch.done(batch.items()[0], all);
  co_return;
}

TEST(Session, shows_the_facts_it_was_begun_with) {
  FakeHost host(table_of<tell_facts>());
  ASSERT_EQ(host.open(R"({"a":1})"), INGOT_OK);
  Begin begin = begin_with(1);
  begin.context = "{}";
  begin.state = "s";
  begin.state_schema = 2;
  begin.max_outstanding = 8;
  begin.entropy[0] = 77;
  ASSERT_EQ(host.begin(begin), INGOT_OK);
  EXPECT_EQ(host.end_of(0)->remote_id, R"({"a":1}|{}|s|2|0|8|77|4)");
}

task<> same_tag_twice(Batch& batch) {
  batch.spawn([](Batch& b) -> task<> { co_await b.send(Request("GET", "a").tag(5)); }(batch));
  try {
    co_await batch.send(Request("GET", "b").tag(5));
  } catch (const std::invalid_argument& e) {
    batch.note(NoteLevel::info, e.what());
  }
  co_await batch.all();
  co_await batch.send(Request("GET", "c").tag(5));
  batch.done(0, "x");
}

TEST(Session, keeps_a_tag_to_one_request_at_a_time) {
  Started<same_tag_twice> host(1);
  ASSERT_EQ(host.notes().size(), 1u);
  EXPECT_EQ(host.outstanding().size(), 1u);
  host.run([](const Sent&) { return respond(200); });
  EXPECT_EQ(host.sent().size(), 2u);
  EXPECT_NE(host.end_of(0), nullptr);
  EXPECT_TRUE(host.violations().empty());
}

task<> checkpoint_and_send(Batch& batch) {
  if (batch.restarts() > 0) {
    const Reply* known = batch.prior(7);
    batch.done(0, std::string(batch.state()) + (known == nullptr ? ":none" : ":" + known->body) +
                      (batch.prior(8) == nullptr ? "" : "!"));
    co_return;
  }
  batch.checkpoint(4, "asked");
  const Reply reply = co_await batch.send(Request("POST", "u").tag(7));
  co_await batch.send(Request("GET", "u").tag(8).idempotent());
  batch.done(0, reply.body);
}

TEST(Session, finds_what_earlier_lives_were_told) {
  Started<checkpoint_and_send> first(1);
  ASSERT_EQ(first.checkpoints().size(), 1u);
  EXPECT_EQ(first.checkpoints()[0].schema, 4u);
  first.answer(7, respond(200, "job-1"));
  Started<checkpoint_and_send> second(first.next_life());
  EXPECT_EQ(second.end_of(0)->remote_id, "asked:job-1");
}

TEST(Session, takes_the_latest_of_several_answers_of_earlier_lives) {
  Begin begin = begin_with(1);
  begin.restarts = 2;
  begin.prior = {{7, respond(403, "old")}, {7, respond(200, "new")}};
  Started<checkpoint_and_send> host(begin);
  EXPECT_EQ(host.end_of(0)->remote_id, ":new");
}

task<> send_untagged(Batch& batch) {
  co_await batch.send(Request("GET", "u"));
  batch.done(0, "x");
}

TEST(Session, never_takes_an_answer_of_an_earlier_life_for_one_of_this) {
  Started<send_untagged> first(1);
  Started<send_untagged> second(first.next_life());
  EXPECT_NE(first.outstanding()[0].id, second.outstanding()[0].id);
  second.answer(first.outstanding()[0].id, respond(200));
  EXPECT_TRUE(second.ends().empty());
}

task<> end_what_is_open(Batch& batch) {
  for (const Item& item : batch.items()) {
    if (batch.is_open(item)) batch.done(item, "now");
  }
  co_return;
}

TEST(Session, leaves_items_alone_that_ended_in_an_earlier_life) {
  Begin begin = begin_with(3);
  begin.items[1].has_ended = true;
  Started<end_what_is_open> host(begin);
  EXPECT_EQ(host.ends().size(), 2u);
  EXPECT_EQ(host.end_of(1), nullptr);
  EXPECT_TRUE(host.violations().empty());
}

task<> send_bad_header(Batch& batch) {
  for (const Item& item : batch.items()) {
    try {
      co_await batch.send(Request("GET", "u").header("X-Name", item.name));
      batch.done(item, "x");
    } catch (const std::invalid_argument& e) {
      batch.rejected(item, "name", e.what());
    }
  }
}

TEST(Session, loses_one_item_and_not_the_batch_to_a_hostile_name) {
  Begin begin = begin_with(2);
  begin.items[0].name = "a\r\nX-Evil: 1";
  Started<send_bad_header> host(begin);
  host.run([](const Sent&) { return respond(200); });
  EXPECT_EQ(host.end_of(0)->message, "header X-Name: has a control character or is not UTF-8");
  EXPECT_EQ(host.end_of(1)->result, std::uint32_t{INGOT_IT_DONE});
}

task<> abandon_one(Batch& batch) {
  batch.spawn([](Batch& b) -> task<> {
    const Reply reply = co_await b.send(Request("GET", "slow").tag(3).idempotent());
    b.done(0, reply.outcome == Outcome::cancelled ? "cancelled" : "?");
  }(batch));
  batch.abandon(99);  // nobody waits for it: nothing to say
  batch.abandon(3);
  co_await batch.all();
}

TEST(Session, abandons_only_what_is_outstanding) {
  Started<abandon_one> host(1);
  EXPECT_EQ(host.abandoned(), std::vector<std::uint64_t>{3});
  host.answer(3, fails(INGOT_OUT_CANCELLED));
  EXPECT_EQ(host.end_of(0)->remote_id, "cancelled");
}

}  // namespace
