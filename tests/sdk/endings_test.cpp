// How items end: by the author's word, once; and what happens when the author forgets, throws or is
// stopped.
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

task<> end_in_every_way(Batch& batch) {
  batch.done(0, "id0", "{}");
  batch.skipped(1, "same", "already there", "id1");
  batch.retry(2, milliseconds(1500), "busy", "later", "id2");
  batch.rejected(3, "Title", "too long", "id3");
  batch.auth_failed(4, "permission", "may not", "id4");
  batch.conflict(5, "path", "taken", "id5");
  batch.unknown(6, "create", "no answer", "id6");
  batch.source_changed(7, "source", "changed", "id7");
  co_return;
}

TEST(Ending, carries_the_way_the_words_and_the_remote_id) {
  Started<end_in_every_way> host(8);
  ASSERT_EQ(host.ends().size(), 8u);
  const std::uint32_t results[] = {INGOT_IT_DONE,     INGOT_IT_SKIPPED,       INGOT_IT_RETRYABLE,
                                   INGOT_IT_REJECTED, INGOT_IT_AUTH,          INGOT_IT_CONFLICT,
                                   INGOT_IT_UNKNOWN,  INGOT_IT_SOURCE_CHANGED};
  for (std::uint32_t i = 0; i < 8; ++i) {
    EXPECT_EQ(host.end_of(i)->result, results[i]);
    EXPECT_EQ(host.end_of(i)->remote_id, "id" + std::to_string(i));
  }
  EXPECT_EQ(host.end_of(0)->meta, "{}");
  EXPECT_EQ(host.end_of(2)->retry_after_ms, 1500);
  EXPECT_EQ(host.end_of(3)->code, "Title");
  EXPECT_EQ(host.end_of(3)->message, "too long");
  EXPECT_TRUE(host.violations().empty());
}

task<> end_twice(Batch& batch) {
  batch.done(0, "first");
  EXPECT_FALSE(batch.is_open(0));
  EXPECT_TRUE(batch.is_open(1));
  batch.rejected(0, "x", "second");
  co_await batch.send(Request("GET", "u"));
  batch.done(1, "last");
  // The session is over: none of this may be said any more.
  batch.note(NoteLevel::warn, "too late");
  batch.checkpoint(1, "too late");
  batch.result(End::rejected, "too late");
  const Reply reply = co_await batch.send(Request("GET", "too late"));
  EXPECT_EQ(reply.outcome, Outcome::cancelled);
  co_await batch.wait(milliseconds(5));
}

TEST(Ending, is_said_once_and_is_the_last_word) {
  Started<end_twice> host(2);
  host.run([](const Sent&) { return respond(200); });
  EXPECT_EQ(host.end_of(0)->remote_id, "first");
  EXPECT_EQ(host.ends().size(), 2u);
  EXPECT_EQ(host.sent().size(), 1u);
  EXPECT_TRUE(host.notes().empty());
  EXPECT_TRUE(host.violations().empty());
}

task<> end_a_stranger(Batch& batch) {
  EXPECT_THROW(batch.done(5, "x"), std::out_of_range);
  EXPECT_THROW(batch.note(NoteLevel::info, 5, "x"), std::out_of_range);
  EXPECT_THROW(batch.done(0, "a\nb"), std::invalid_argument);
  EXPECT_TRUE(batch.is_open(0));
  batch.note(NoteLevel::warn, 0, "cut \xC3");
  batch.rejected(0, "a\nb", "quoted \xFF");
  co_return;
}

TEST(Ending, keeps_malformed_words_from_the_host) {
  Started<end_a_stranger> host(1);
  ASSERT_EQ(host.notes().size(), 1u);
  EXPECT_EQ(host.notes()[0].text, "cut \xEF\xBF\xBD");
  EXPECT_EQ(host.notes()[0].item, 0u);
  EXPECT_EQ(host.end_of(0)->code, "a b");
  EXPECT_EQ(host.end_of(0)->message, "quoted \xEF\xBF\xBD");
}

task<> throw_midway(Batch& batch) {
  const Live live;
  batch.done(1, "kept");
  co_await batch.send(Request("GET", "u"));
  throw std::runtime_error("field `Title`: not a string");
}

TEST(Ending, of_open_items_after_an_exception_is_retryable_with_its_message) {
  Started<throw_midway> host(3);
  EXPECT_EQ(host.run([](const Sent&) { return respond(200); }), INGOT_OK);
  for (const std::uint32_t open : {0u, 2u}) {
    EXPECT_EQ(host.end_of(open)->result, std::uint32_t{INGOT_IT_RETRYABLE});
    EXPECT_EQ(host.end_of(open)->code, "plugin_exception");
    EXPECT_EQ(host.end_of(open)->message, "field `Title`: not a string");
  }
  EXPECT_EQ(host.end_of(1)->remote_id, "kept");
  EXPECT_EQ(Live::count, 0);
  EXPECT_TRUE(host.violations().empty());
}

task<> throw_no_exception(Batch&) {
  throw 7;
  co_return;
}
task<> throw_on_the_spot(Batch&) {
  throw std::runtime_error("no coroutine");
}

TEST(Ending, comes_after_exceptions_of_any_kind) {
  Started<throw_no_exception> host(1);
  EXPECT_EQ(host.end_of(0)->message, "an exception of an unknown type");
  Started<throw_on_the_spot> plain(1);
  EXPECT_EQ(plain.end_of(0)->message, "no coroutine");
  Started<throw_on_the_spot> login(0, INGOT_OP_LOGIN);
  ASSERT_EQ(login.results().size(), 1u);
  EXPECT_EQ(login.results()[0].result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_EQ(login.results()[0].message, "no coroutine");
}

task<> throw_beside_children(Batch& batch) {
  for (std::uint64_t tag : {1u, 2u}) {
    batch.spawn([](Batch& b, std::uint64_t t) -> task<> {
      const Live live;
      co_await b.send(Request("PUT", "u").tag(t));
    }(batch, tag));
  }
  co_await batch.wait(milliseconds(1));
  throw std::runtime_error("gave up");
}

TEST(Ending, gives_up_what_is_still_outstanding_first) {
  Started<throw_beside_children> host(1);
  EXPECT_EQ(Live::count, 2);
  host.fire(host.next_wait());
  EXPECT_EQ(host.abandoned(), (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(host.end_of(0)->message, "gave up");
  EXPECT_EQ(Live::count, 0);
  EXPECT_EQ(host.answer(1, fails(INGOT_OUT_CANCELLED)), INGOT_OK);
  EXPECT_TRUE(host.violations().empty());
}

task<> return_early(Batch& batch) {
  if (!batch.items().empty()) batch.done(0, "x");
  co_return;
}
task<> wait_for_nothing(Batch&) {
  co_await std::suspend_always();
}
task<> leave_children(Batch& batch) {
  batch.spawn([](Batch& b) -> task<> { co_await b.send(Request("GET", "u").tag(4)); }(batch));
  co_return;
}

TEST(Ending, of_forgotten_items_says_whose_mistake_it_was) {
  Started<return_early> host(2);
  EXPECT_EQ(host.end_of(1)->result, std::uint32_t{INGOT_IT_UNKNOWN});
  EXPECT_EQ(host.end_of(1)->message, "internal error: the plugin returned without a result");
  Started<wait_for_nothing> stuck(1);
  EXPECT_EQ(stuck.end_of(0)->result, std::uint32_t{INGOT_IT_UNKNOWN});
  EXPECT_EQ(stuck.end_of(0)->code, "plugin_stuck");
  Started<leave_children> unjoined(1);
  EXPECT_EQ(unjoined.end_of(0)->code, "plugin_unjoined");
  EXPECT_EQ(unjoined.abandoned(), std::vector<std::uint64_t>{4});
}

TEST(Ending, of_an_operation_that_changes_nothing_is_a_rejection) {
  Started<return_early> validate(2, INGOT_OP_VALIDATE);
  EXPECT_EQ(validate.end_of(1)->result, std::uint32_t{INGOT_IT_REJECTED});
  Started<return_early> discover(0, INGOT_OP_DISCOVER);
  ASSERT_EQ(discover.results().size(), 1u);
  EXPECT_EQ(discover.results()[0].result, std::uint32_t{INGOT_IT_REJECTED});
  Started<return_early> empty(0);
  EXPECT_TRUE(empty.results().empty()) << "a transfer of nothing has nothing to end";
}

task<> end_the_operation(Batch& batch) {
  if (batch.op() == Operation::login) batch.logged_in(std::chrono::hours(1));
  if (batch.op() == Operation::discover) batch.discovered("{\"user\":1}");
  if (batch.op() == Operation::transfer) batch.result(End::auth, "wrong token");
  EXPECT_TRUE(batch.items().empty() || !batch.is_open(0));
  co_return;
}

TEST(Ending, of_an_operation_is_one_result) {
  Started<end_the_operation> login(0, INGOT_OP_LOGIN);
  ASSERT_EQ(login.results().size(), 1u);
  EXPECT_EQ(login.results()[0].expires_in_ms, 3'600'000);
  Started<end_the_operation> discover(0, INGOT_OP_DISCOVER);
  ASSERT_EQ(discover.results().size(), 1u);
  EXPECT_EQ(discover.results()[0].json, "{\"user\":1}");
  Started<end_the_operation> transfer(3);
  EXPECT_EQ(transfer.end_of(2)->result, std::uint32_t{INGOT_IT_AUTH});
  EXPECT_EQ(transfer.end_of(2)->message, "wrong token");
}

task<> stop_politely(Batch& batch) {
  const Reply reply = co_await batch.send(Request("POST", "u").tag(1));
  EXPECT_EQ(reply.outcome, Outcome::cancelled);
  EXPECT_TRUE(batch.cancelled());
  const Reply next = co_await batch.send(Request("GET", "u"));
  EXPECT_EQ(next.outcome, Outcome::cancelled);
  EXPECT_FALSE((co_await batch.digest(0, 0, 1, "md5")).ok());
  batch.unknown(0, "create", "stopped while it was sent");
}

TEST(Cancel, lets_the_plugin_end_its_items_and_ask_for_nothing) {
  Started<stop_politely> host(2);
  EXPECT_EQ(host.cancel(), INGOT_OK);
  EXPECT_EQ(host.outstanding().size(), 1u) << "the host answers it";
  EXPECT_EQ(host.cancel_outstanding(), INGOT_OK);
  EXPECT_EQ(host.sent().size(), 1u);
  EXPECT_TRUE(host.digests().empty());
  EXPECT_EQ(host.end_of(0)->result, std::uint32_t{INGOT_IT_UNKNOWN});
  EXPECT_EQ(host.end_of(1)->result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_EQ(host.end_of(1)->code, "cancelled");
  EXPECT_TRUE(host.violations().empty());
}

task<> poll_until_ready(Batch& batch) {
  while (!batch.cancelled()) {
    co_await batch.wait(std::chrono::seconds(10));
    const Reply reply = co_await batch.send(Request("GET", "u").idempotent());
    if (reply.ok()) break;
  }
  for (const Item& item : batch.items())
    batch.retry(item, milliseconds(0), "stopped", "while polling");
}

TEST(Cancel, ends_pauses_at_once) {
  Started<poll_until_ready> host(1);
  EXPECT_EQ(host.waits().size(), 1u);
  const std::uint64_t pause = host.next_wait();
  EXPECT_EQ(host.cancel(), INGOT_OK);
  EXPECT_EQ(host.end_of(0)->code, "stopped");
  EXPECT_TRUE(host.sent().empty());
  EXPECT_EQ(host.fire(pause), INGOT_OK) << "a timer that comes all the same";
}

task<> poll_for_ever(Batch& batch) {
  while (true) {
    const Reply reply = co_await batch.send(Request("GET", "u"));
    if (reply.ok()) break;
    co_await batch.wait(std::chrono::seconds(1));
  }
  batch.done(0, "x");
}

TEST(Cancel, breaks_loops_that_never_look) {
  Started<poll_for_ever> host(1);
  host.cancel();
  host.cancel_outstanding();
  ASSERT_NE(host.end_of(0), nullptr);
  EXPECT_EQ(host.end_of(0)->result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_EQ(host.end_of(0)->message, "the plugin keeps asking after it was told to stop");
}

class EndsOnDestruction {
 public:
  explicit EndsOnDestruction(Batch& batch) : batch_(batch) {}
  EndsOnDestruction(const EndsOnDestruction&) = delete;
  EndsOnDestruction& operator=(const EndsOnDestruction&) = delete;
  ~EndsOnDestruction() { batch_.unknown(0, "scope", "left early"); }

 private:
  Batch& batch_;
};
task<> end_by_scope(Batch& batch) {
  const EndsOnDestruction guard(batch);
  co_await batch.send(Request("GET", "u"));
}

TEST(Close, silences_destructors_that_end_items) {
  Started<end_by_scope> host(1);
  host.close();
  EXPECT_TRUE(host.ends().empty());
  EXPECT_TRUE(host.violations().empty()) << host.violations()[0];
  Started<end_by_scope> whole(1);
  whole.run([](const Sent&) { return respond(200); });
  EXPECT_EQ(whole.end_of(0)->code, "scope");
}

}  // namespace
