// ask and change: what is repeated, how often, and what is taken over from earlier lives.
#include <gtest/gtest.h>

#include <ingot/kit/call.hpp>
#include <ingot/kit/tags.hpp>

#include "tests/sdk/coroutine_vendor.hpp"

namespace ingot::kit {
namespace {

using namespace ingot::test;

enum class Call : std::uint64_t { create = 1 };
constexpr std::uint64_t kTag = tag_of(Call::create, 0);

task<> asks(Batch& batch) {
  const kit::Answer answer = co_await ask(batch, Request("GET", "u").idempotent());
  batch.note(NoteLevel::info, answer.ok() ? "ok" : answer.judgement.why);
  batch.done(0, "x");
}

task<> changes(Batch& batch) {
  const Change change = co_await kit::change(batch, Request("POST", "u"), kTag);
  batch.note(NoteLevel::info, std::to_string(static_cast<int>(change.answer.verdict())) + " after " +
                                  std::to_string(change.attempts) +
                                  (change.is_earlier ? " earlier" : ""));
  batch.done(0, "x");
}

std::string verdict_after(Verdict verdict, int attempts, const char* more = "") {
  return std::to_string(static_cast<int>(verdict)) + " after " + std::to_string(attempts) + more;
}

// Runs the session with the answers given one after the other, the last one for ever.
template <task<> (*Body)(Batch&)>
std::string told(std::vector<test::Answer> answers, std::size_t expected_requests, Begin begin) {
  Started<Body> host(std::move(begin));
  std::size_t next = 0;
  EXPECT_EQ(host.run([&](const Sent&) { return answers[std::min(next++, answers.size() - 1)]; }),
            INGOT_OK);
  EXPECT_TRUE(host.violations().empty());
  EXPECT_EQ(host.sent().size(), expected_requests);
  return host.notes().empty() ? "" : host.notes().back().text;
}

TEST(KitAsk, repeats_what_may_be_repeated_and_not_for_ever) {
  const auto ask_with = [](std::vector<test::Answer> answers, std::size_t requests) {
    return told<asks>(std::move(answers), requests, begin_with(1));
  };
  EXPECT_EQ(ask_with({respond(200, "{}")}, 1), "ok");
  EXPECT_EQ(ask_with({respond(503), fails(INGOT_OUT_UNKNOWN), fails(INGOT_OUT_NOT_SENT), respond(200, "{}")}, 4), "ok");
  EXPECT_EQ(ask_with({respond(500)}, 4), "HTTP 500");
  EXPECT_EQ(ask_with({respond(404, R"({"message":"gone"})")}, 1), "HTTP 404: gone");
}

TEST(KitAsk, waits_as_long_as_it_is_told) {
  Started<asks> host(1);
  const std::int64_t start = host.now_ms();
  host.answer(host.nth_outstanding(0).id, respond(429, "", {{"retry-after", "7"}}));
  ASSERT_EQ(host.waits().size(), 1u);
  EXPECT_EQ(host.waits().begin()->second.until_ms, start + 7000);
}

TEST(KitChange, repeats_only_what_was_certainly_not_processed) {
  const auto change_with = [](std::vector<test::Answer> answers, std::size_t requests) {
    return told<changes>(std::move(answers), requests, begin_with(1));
  };
  EXPECT_EQ(change_with({respond(201, "{}")}, 1), verdict_after(Verdict::ok, 1));
  EXPECT_EQ(change_with({respond(503), fails(INGOT_OUT_NOT_SENT), respond(201, "{}")}, 3),
            verdict_after(Verdict::ok, 3));
  EXPECT_EQ(change_with({fails(INGOT_OUT_UNKNOWN)}, 1), verdict_after(Verdict::lost, 1));
  EXPECT_EQ(change_with({respond(500)}, 1), verdict_after(Verdict::lost, 1));
  EXPECT_EQ(change_with({respond(429)}, 4), verdict_after(Verdict::busy, 4));
}

TEST(KitChange, takes_over_the_answers_of_earlier_lives) {
  Begin begin = begin_with(1);
  begin.restarts = 1;
  begin.prior = {{kTag, respond(503)}, {kTag + 1, respond(201, "{}")}};
  EXPECT_EQ(told<changes>({respond(201, "{}")}, 0, begin), verdict_after(Verdict::ok, 2, " earlier"));
  begin.prior = {{kTag, respond(503)}};
  EXPECT_EQ(told<changes>({respond(201, "{}")}, 1, begin), verdict_after(Verdict::ok, 2));
  for (const auto outcome : {INGOT_OUT_UNKNOWN, INGOT_OUT_CANCELLED}) {
    begin.prior = {{kTag, fails(outcome)}};
    EXPECT_EQ(told<changes>({respond(201, "{}")}, 0, begin), verdict_after(Verdict::lost, 1, " earlier"))
        << "it may have been processed";
  }
}

TEST(KitTags, no_call_can_be_taken_for_another) {
  EXPECT_EQ(tag_of(Call::create, 1, 2, 3, 4), 0x01'0001'02'0003'0004ull | 0ull);
  EXPECT_LT(tag_of(static_cast<Call>(127), 0xFFFF, 0xFF, 0xFFFF, 0xFFFF), std::uint64_t{1} << 63);
}

}  // namespace
}  // namespace ingot::kit
