#include "host/transfer/thread_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "host/io/memory_files.hpp"

namespace ingot::transfer {
namespace {

using namespace std::chrono_literals;

// Answers 200 with the size of the body, or blocks until it is cancelled.
class FakeHttp final : public net::Exchanger {
 public:
  net::Answer exchange(const net::Request& request, net::BodySource* body, std::stop_token stop) override {
    net::Answer answer;
    if (request.url == "block") {
      std::mutex mutex;
      std::condition_variable_any never;
      std::unique_lock lock(mutex);
      never.wait(lock, stop, [] { return false; });
      answer.delivery = net::Delivery::cancelled;
      return answer;
    }
    Counter counter;
    const Status sent = body->send_to(counter);
    answer.delivery = sent.ok() ? net::Delivery::response : net::Delivery::source_failed;
    if (!sent) answer.error = sent.error();
    answer.response.status = 200;
    answer.response.body = std::to_string(counter.bytes);
    answer.timing.bytes_sent = counter.bytes;
    return answer;
  }

 private:
  struct Counter final : net::BodySink {
    Status write(std::span<const std::byte> chunk) override {
      bytes += chunk.size();
      return {};
    }
    Status send_file(int, std::uint64_t, std::uint64_t length) override {
      bytes += length;
      return {};
    }
    std::uint64_t bytes = 0;
  };
};

struct thread_workers : ::testing::Test {
  thread_workers() : gate(clock, 0), workers({http, files, gate, mailbox}, 4) {}

  std::vector<Fact> wait_for(std::size_t count) {
    std::vector<Fact> facts;
    while (facts.size() < count) {
      auto more = mailbox.take(10s);
      if (more.empty()) break;
      for (auto& fact : more) facts.push_back(std::move(fact));
    }
    return facts;
  }

  FakeHttp http;
  io::MemoryFiles files;
  SystemClock clock;
  ByteGate gate;
  Mailbox<Fact> mailbox;
  ThreadWorkers workers;
};

TEST_F(thread_workers, answers_every_attempt_once) {
  const auto file = files.add("a", std::string(1000, 'x'));
  for (std::uint64_t id = 1; id <= 200; ++id) {
    Attempt attempt;
    attempt.id = id;
    attempt.body = {{{}, file, 0, id}};
    attempt.request.body_size = id;
    attempt.wants_md5 = true;
    workers.send(std::move(attempt));
  }
  std::set<std::uint64_t> seen;
  for (auto& fact : wait_for(200)) {
    const auto& result = std::get<AttemptResult>(fact);
    EXPECT_TRUE(seen.insert(result.id).second);
    EXPECT_EQ(result.answer.response.body, std::to_string(result.id));
    EXPECT_EQ(result.md5_hex.size(), 32u);
  }
  EXPECT_EQ(seen.size(), 200u);
  EXPECT_EQ(files.open_handles(), 0u);
}

TEST_F(thread_workers, a_cancelled_attempt_ends_at_once) {
  Attempt attempt;
  attempt.id = 7;
  attempt.request.url = "block";
  workers.send(std::move(attempt));
  workers.cancel(7);
  const auto facts = wait_for(1);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(std::get<AttemptResult>(facts[0]).answer.delivery, net::Delivery::cancelled);
}

// What is taken back while its sender is at work has not wholly left, and what has wholly left gets its answer.
TEST_F(thread_workers, withdrawing_beside_the_sender_leaves_no_doubt) {
  constexpr std::uint64_t kAttempts = 400, kSize = 3000;
  const auto file = files.add("a", std::string(kSize, 'x'));
  std::atomic<std::uint64_t> sent = 0;
  std::jthread withdrawing([&](const std::stop_token& stop) {
    for (std::uint64_t id = 1; id <= kAttempts && !stop.stop_requested();) {
      if (sent < id) continue;
      // Every third stays, and some are asked first.
      if (id % 3 != 0 && (id % 2 == 0 || workers.may_withdraw(id))) workers.withdraw(id);
      ++id;
    }
  });
  for (std::uint64_t id = 1; id <= kAttempts; ++id) {
    Attempt attempt;
    attempt.id = id;
    attempt.request.body_size = kSize;
    for (std::uint64_t at = 0; at < kSize; at += 100) attempt.body.push_back({{}, file, at, 100});
    workers.send(std::move(attempt));
    sent = id;
  }
  std::set<std::uint64_t> seen;
  for (auto& fact : wait_for(kAttempts)) {
    const auto& result = std::get<AttemptResult>(fact);
    EXPECT_TRUE(seen.insert(result.id).second);
    const bool is_answered = result.answer.delivery == net::Delivery::response;
    EXPECT_EQ(result.answer.timing.bytes_sent == kSize, is_answered) << result.id;
    if (result.id % 3 == 0) {
      EXPECT_TRUE(is_answered) << result.id;
    }
  }
  EXPECT_EQ(seen.size(), kAttempts);
  EXPECT_EQ(files.open_handles(), 0u);
}

TEST_F(thread_workers, a_stop_ends_what_is_under_way) {
  for (std::uint64_t id = 1; id <= 4; ++id) {
    Attempt attempt;
    attempt.id = id;
    attempt.request.url = "block";
    workers.send(std::move(attempt));
  }
  workers.stop();
  EXPECT_EQ(mailbox.take(0s).size(), 4u);
}

TEST_F(thread_workers, digests_a_range_and_tells_a_changed_file) {
  const auto file = files.add("a", "the quick brown fox jumps over the lazy dog");
  workers.digest({1, file, 0, file.size, digest::Algorithm::md5});
  auto facts = wait_for(1);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(std::get<DigestResult>(facts[0]).value->hex(), "77add1d5f41223d5582fca736a5cb335");
  files.overwrite("a", "other");
  workers.digest({2, file, 0, file.size, digest::Algorithm::md5});
  facts = wait_for(1);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_FALSE(std::get<DigestResult>(facts[0]).value);
}

TEST_F(thread_workers, a_file_that_changes_between_hashing_and_sending_is_source_changed) {
  const auto file = files.add("a", std::string(100'000, 'x'));
  workers.digest({1, file, 0, file.size, digest::Algorithm::md5});
  ASSERT_TRUE(std::get<DigestResult>(wait_for(1).at(0)).value);
  files.overwrite("a", std::string(100'000, 'y'));
  Attempt attempt;
  attempt.id = 2;
  attempt.body = {{{}, file, 0, file.size}};
  attempt.request.body_size = file.size;
  workers.send(std::move(attempt));
  const auto facts = wait_for(1);
  const auto& answer = std::get<AttemptResult>(facts.at(0)).answer;
  EXPECT_EQ(answer.delivery, net::Delivery::source_failed);
  EXPECT_EQ(answer.error.kind, ErrorKind::source_changed);
}

TEST_F(thread_workers, held_bytes_are_sent_without_reading_the_file_again) {
  const auto file = files.add("a", std::string(1000, 'x'));
  workers.digest({.id = 1, .file = file, .offset = 0, .length = 1000, .holds_bytes = true});
  auto hashed = wait_for(1);
  Attempt attempt;
  attempt.id = 2;
  attempt.body = {{{}, file, 0, 1000}};
  attempt.request.body_size = 1000;
  attempt.held = std::move(std::get<DigestResult>(hashed.at(0)).held);
  workers.send(std::move(attempt));
  const auto facts = wait_for(1);
  EXPECT_EQ(std::get<AttemptResult>(facts.at(0)).answer.response.body, "1000");
  EXPECT_EQ(files.bytes_read(), 1000u);
}

}  // namespace
}  // namespace ingot::transfer
