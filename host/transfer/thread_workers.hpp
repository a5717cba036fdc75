// ThreadWorkers: carries out attempts on threads with blocking I/O, started as they are needed, and digests on threads
// of their own, so that sending never waits for hashing. The engine bounds what is handed in. All calls from the
// engine's thread; facts go to the mailbox.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "host/base/mailbox.hpp"
#include "host/base/task_group.hpp"
#include "host/io/files.hpp"
#include "host/net/exchanger.hpp"
#include "host/transfer/byte_gate.hpp"
#include "host/transfer/departure.hpp"
#include "host/transfer/digest_threads.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::transfer {

class ThreadWorkers final : public Workers {
 public:
  struct Parts {
    net::Exchanger& http;
    io::Files& files;
    ByteGate& gate;
    Mailbox<Fact>& mailbox;
  };
  // At most `most_threads` are for attempts; they end in stop() or the destructor. What was handed in and not begun is
  // then dropped.
  ThreadWorkers(Parts parts, unsigned most_threads);
  // Cancels what is under way and waits for it: at most a second.
  void stop();

  void send(Attempt attempt) override;
  using Workers::digest;
  void digest(std::vector<DigestTask> tasks) override;
  void cancel(std::uint64_t id) override;
  void withdraw(std::uint64_t id) override;
  bool may_withdraw(std::uint64_t id) const override;
  std::uint64_t bytes_out() const override { return parts_.gate.passed(); }

 private:
  std::shared_ptr<Departure> departure(std::uint64_t id) const;
  Status serve(const std::stop_token& stop);
  std::optional<Attempt> next(const std::stop_token& stop);
  AttemptResult carry_out(Attempt attempt, std::span<std::byte> buffer, const std::stop_token& stop);

  Parts parts_;
  const unsigned most_threads_;
  unsigned threads_ = 0;  // owned by the engine's thread
  mutable std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Attempt> waiting_;  // guarded by mutex_
  unsigned idle_ = 0;            // guarded by mutex_: threads without an attempt
  // Guarded by mutex_; owned together with the thread that carries the attempt out.
  std::map<std::uint64_t, std::shared_ptr<Departure>> departures_;
  DigestThreads digests_;
  TaskGroup tasks_;                                       // last: its threads use everything above
};

}  // namespace ingot::transfer
