// ThreadWorkers: carries out attempts on a fixed number of threads with blocking I/O, and digests on threads of their
// own, so that sending never waits for hashing. The engine bounds what is handed in. send, digest and cancel from the
// engine's thread; facts go to the mailbox.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "host/base/mailbox.hpp"
#include "host/base/task_group.hpp"
#include "host/io/files.hpp"
#include "host/net/exchanger.hpp"
#include "host/transfer/byte_gate.hpp"
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
  // `threads` are for attempts; they start at once and end in stop() or the destructor. What was handed in and not
  // begun is then dropped.
  ThreadWorkers(Parts parts, unsigned threads);
  // Cancels what is under way and waits for it: at most a second.
  void stop();

  void send(Attempt attempt) override;
  void digest(DigestTask task) override;
  void cancel(std::uint64_t id) override;

 private:
  Status serve(const std::stop_token& stop);
  std::optional<Attempt> next(const std::stop_token& stop);
  AttemptResult carry_out(Attempt attempt, std::span<std::byte> buffer, const std::stop_token& stop);

  Parts parts_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Attempt> waiting_;                           // guarded by mutex_
  std::map<std::uint64_t, std::stop_source> cancellable_; // guarded by mutex_
  DigestThreads digests_;
  TaskGroup tasks_;                                       // last: its threads use everything above
};

}  // namespace ingot::transfer
