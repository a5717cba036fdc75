// A whole transfer the way a real vendor has it: create, poll, 100 parts at most 16 at a time, URLs
// renewed after a 403, complete. Driven in random answer orders, closed and cancelled after every
// step, restarted after every answer, fed duplicates, and compared byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/sdk/coroutine_vendor.hpp"

namespace {

using namespace ingot;
using namespace ingot::test;

constexpr std::uint32_t kParts = 100;
constexpr std::uint32_t kSweptParts = 36;  // where a whole run is repeated for every step of it
constexpr std::size_t kWidth = 16;
constexpr std::uint64_t kPartSize = 1024;

std::uint64_t tag_of(const Item& item, std::uint32_t part) {
  return (std::uint64_t{item.idx} + 1) << 32 | part;
}

task<std::string> put_part(Batch& batch, const Item& item, std::uint32_t part) {
  const Live live;
  const std::uint64_t tag = tag_of(item, part);
  if (const Reply* known = batch.prior(tag); known != nullptr && known->ok()) {
    co_return std::string(known->header("etag").value());
  }
  std::string url = "https://store/" + std::to_string(item.idx) + "/" + std::to_string(part);
  for (int tries = 0; tries < 5; ++tries) {
    const Reply reply = co_await batch.send(Request("PUT", url)
                                                .body(file(item, item.part(part)))
                                                .idempotent()
                                                .exact_headers()
                                                .journal()
                                                .tag(tag)
                                                .for_item(item));
    if (reply.ok()) co_return std::string(reply.header("etag").value());
    if (reply.outcome == Outcome::cancelled) throw std::runtime_error("stopped");
    const Reply renewed = co_await batch.send(Request("POST", "https://api/renew").idempotent());
    url += "+" + renewed.body;
  }
  throw std::runtime_error("part " + std::to_string(part) + ": its URL is never valid");
}

task<> upload(Batch& batch, const Item& item) {
  const Live live;
  std::vector<std::string> etags(item.n_parts);
  try {
    co_await batch.for_each(item.n_parts, kWidth, [&](std::size_t i) -> task<> {
      etags[i] = co_await put_part(batch, item, static_cast<std::uint32_t>(i + 1));
    });
    std::string list;
    for (const std::string& etag : etags) list += etag + ",";
    const Reply reply = co_await batch.send(
        Request("POST", "https://api/complete").body(list).idempotent().for_item(item));
    if (reply.ok()) batch.done(item, "asset-" + std::to_string(item.idx));
  } catch (const std::runtime_error& e) {
    batch.retry(item, std::chrono::milliseconds(0), "parts", e.what());
  }
  if (batch.is_open(item)) {
    batch.retry(item, std::chrono::milliseconds(0), "complete", "not completed");
  }
}

task<> transfer(Batch& batch) {
  const Live live;
  if (batch.state().empty()) {
    Reply job = co_await batch.send(Request("POST", "https://api/job").body("{}").tag(1));
    while (job.ok() && job.body != "ready" && !batch.cancelled()) {
      co_await batch.wait(std::chrono::seconds(1));
      job = co_await batch.send(Request("GET", "https://api/job/1").idempotent());
    }
    if (!job.ok()) {
      batch.result(End::unknown, "the job was not created for certain");
      co_return;
    }
    batch.checkpoint(1, "ready");
  }
  for (const Item& item : batch.items()) {
    if (batch.is_open(item)) batch.spawn(upload(batch, item));
  }
  co_await batch.all();
}

Begin two_items(std::uint32_t parts) {
  Begin begin;
  begin.items = {make_item("big.tif", parts * kPartSize, kPartSize), make_item("small.jpg", 10)};
  return begin;
}

struct Random {
  std::uint64_t state;
  std::uint64_t below(std::uint64_t bound) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (state >> 33) % bound;
  }
};

// A server whose every third fresh part URL has expired; the same request always gets the same
// answer.
Answer serve(const Sent& sent) {
  if (sent.url == "https://api/job") return respond(200, "waiting");
  if (sent.url == "https://api/job/1") return respond(200, "ready");
  if (sent.url == "https://api/renew") return respond(200, "new");
  if (sent.url == "https://api/complete") return respond(200, "ok");
  const bool is_fresh = sent.url.find('+') == std::string::npos;
  if (is_fresh && sent.id % 3 == 0) return respond(403, "expired");
  return respond(200, {}, {{"etag", std::to_string(sent.id & 0xFFFFFFFF)}});
}

using Host = Started<transfer>;

bool is_whole(const FakeHost& host) {
  return host.n_outstanding() == 0 && host.waits().empty();
}

// Delivers one random thing that is due; false when nothing is.
bool step_once(FakeHost& host, Random& random) {
  if (is_whole(host)) return false;
  if (host.n_outstanding() == 0) {
    EXPECT_EQ(host.fire(host.next_wait()), INGOT_OK);
  } else {
    const Sent& sent = host.nth_outstanding(random.below(host.n_outstanding()));
    EXPECT_EQ(host.answer(sent.id, serve(sent)), INGOT_OK);
  }
  return true;
}

void expect_all_done(const FakeHost& host) {
  ASSERT_NE(host.end_of(0), nullptr);
  ASSERT_NE(host.end_of(1), nullptr);
  EXPECT_EQ(host.end_of(0)->remote_id, "asset-0");
  EXPECT_EQ(host.end_of(1)->remote_id, "asset-1");
  EXPECT_TRUE(host.violations().empty()) << host.violations()[0];
  EXPECT_EQ(Live::count, 0);
}

std::string completion_of(const FakeHost& host, std::uint32_t item) {
  for (const Sent& sent : host.sent()) {
    if (sent.url == "https://api/complete" && sent.items[0] == item) return sent.body;
  }
  return {};
}

TEST(FanOut, ends_the_same_in_every_answer_order) {
  std::string expected;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random{seed};
    Host host(two_items(kParts));
    std::size_t most = 0;
    while (step_once(host, random)) most = std::max(most, host.n_outstanding());
    expect_all_done(host);
    EXPECT_EQ(most, kWidth + 1) << "16 of the big item and the small one";
    const std::string etags = completion_of(host, 0);
    if (expected.empty()) expected = etags;
    EXPECT_EQ(etags, expected);
  }
  EXPECT_EQ(expected.substr(0, 8), "1,2,3,4,");
}

TEST(FanOut, takes_many_answers_in_one_step) {
  Host host(two_items(kParts));
  Random random{5};
  while (true) {
    const std::vector<Sent> sends = host.outstanding();
    if (sends.empty() && !step_once(host, random)) break;
    std::vector<std::pair<std::uint64_t, Answer>> answers;
    for (const Sent& sent : sends) answers.emplace_back(sent.id, serve(sent));
    if (answers.empty()) continue;
    EXPECT_EQ(host.answer(answers), INGOT_OK);
  }
  expect_all_done(host);
}

TEST(FanOut, frees_everything_when_closed_after_any_step) {
  for (int cut = 0;; ++cut) {
    Random random{7};
    Host host(two_items(kSweptParts));
    int steps = 0;
    while (steps < cut && step_once(host, random)) ++steps;
    const bool is_last = is_whole(host);
    host.close();
    EXPECT_EQ(Live::count, 0) << "closed after step " << cut;
    if (is_last) break;
  }
}

TEST(FanOut, ends_every_item_when_cancelled_after_any_step) {
  for (int cut = 0;; ++cut) {
    Random random{11};
    Host host(two_items(kSweptParts));
    int steps = 0;
    while (steps < cut && step_once(host, random)) ++steps;
    const bool is_last = is_whole(host);
    const std::size_t sent = host.sent().size();
    EXPECT_EQ(host.cancel(), INGOT_OK);
    EXPECT_EQ(host.cancel_outstanding(), INGOT_OK);
    EXPECT_EQ(host.sent().size(), sent) << "nothing is asked after a stop";
    EXPECT_EQ(host.ends().size(), 2u) << "cancelled after step " << cut;
    EXPECT_TRUE(host.violations().empty()) << host.violations()[0];
    EXPECT_EQ(Live::count, 0);
    if (is_last) break;
  }
}

TEST(FanOut, is_not_misled_by_duplicates_of_any_answer) {
  Random random{13};
  Host host(two_items(kParts));
  std::vector<std::uint64_t> answered;
  while (true) {
    const std::vector<Sent> sends = host.outstanding();
    if (sends.empty() && host.waits().empty()) break;
    if (sends.empty()) {
      host.fire(host.next_wait());
      continue;
    }
    const Sent& sent = sends[random.below(sends.size())];
    const Answer answer = serve(sent);
    EXPECT_EQ(host.answer(sent.id, answer), INGOT_OK);
    // A tag that is used again is outstanding again, so only ids that are not can be duplicates.
    answered.push_back(sent.id);
    const std::uint64_t old = answered[random.below(answered.size())];
    bool is_outstanding = false;
    for (const Sent& open : host.outstanding()) is_outstanding |= open.id == old;
    if (is_outstanding) continue;
    EXPECT_EQ(host.answer(old, respond(500, "duplicate")), INGOT_OK);
  }
  expect_all_done(host);
}

// The host dies after any step; what it stored begins the next life, and no acknowledged part is
// sent again.
TEST(FanOut, goes_on_after_a_restart_at_any_step) {
  for (int cut = 2;; ++cut) {
    Random random{17};
    Host first(two_items(kSweptParts));
    int steps = 0;
    while (steps < cut && step_once(first, random)) ++steps;
    if (is_whole(first)) break;
    if (first.checkpoints().empty()) continue;
    const Begin again = first.next_life();
    first.close();
    Host second(again);
    while (step_once(second, random)) continue;
    bool is_sent_again = false;
    for (const auto& [key, answer] : again.prior) {
      const std::uint64_t id = key;
      if (answer.status != 200) continue;
      is_sent_again |= std::any_of(second.sent().begin(), second.sent().end(),
                                   [&id](const Sent& sent) { return sent.id == id; });
    }
    EXPECT_FALSE(is_sent_again) << "restarted after step " << cut;
    for (const std::uint32_t item : {0u, 1u}) {
      EXPECT_TRUE(first.end_of(item) != nullptr || second.end_of(item) != nullptr);
    }
    EXPECT_TRUE(second.violations().empty()) << second.violations()[0];
    EXPECT_EQ(Live::count, 0);
  }
}

TEST(FanOut, says_the_same_bytes_to_the_same_facts) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    std::vector<Bytes> said;
    for (int run = 0; run < 2; ++run) {
      Random random{seed};
      Host host(two_items(kParts));
      while (step_once(host, random)) continue;
      said.push_back(host.emitted());
    }
    EXPECT_EQ(said[0], said[1]);
    EXPECT_FALSE(said[0].empty());
  }
}

TEST(FanOut, keeps_two_sessions_apart) {
  Random random{23};
  Host one(two_items(kParts)), other(two_items(kParts));
  bool is_one_on = true, is_other_on = true;
  while (is_one_on || is_other_on) {
    is_one_on = is_one_on && step_once(one, random);
    is_other_on = is_other_on && step_once(other, random);
  }
  EXPECT_EQ(completion_of(one, 0), completion_of(other, 0));
  expect_all_done(one);
  expect_all_done(other);
}

}  // namespace
