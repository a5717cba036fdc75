// DigestThreads: takes waiting digest tasks in batches, as many as the CPU has lanes for: at once while no batch of
// their kind is under way, together once one has ended or a batch is full. Never waits for a timer. Threads start when
// there is work for them, at most one for each core; each keeps its lanes' memory (half a megabyte). put and cancel
// from any thread; results go to the mailbox.
#pragma once

#include <compare>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <stop_token>
#include <vector>

#include "host/base/mailbox.hpp"
#include "host/base/task_group.hpp"
#include "host/digest/algorithm.hpp"
#include "host/io/files.hpp"
#include "host/transfer/digest_batch.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::transfer {

class DigestThreads {
 public:
  // References must outlive the threads. `most` is raised to two: one stays free of long tasks.
  DigestThreads(io::Files& files, Mailbox<Fact>& mailbox, unsigned most);
  // Ends what is under way, soon, and waits for it; what is waiting is dropped.
  void stop();

  // What comes together may share a batch.
  void put(std::vector<DigestTask> tasks);
  // A waiting task is answered at once, one under way before its next read.
  void cancel(std::uint64_t id);

 private:
  // Tasks that may share a batch: they end at about the same time, so that none waits long for another.
  enum class Span : std::uint8_t { held, part, whole };
  struct Kind {
    digest::Algorithm algorithm;
    Span span;
    auto operator<=>(const Kind&) const = default;
  };
  struct Waiting {
    DigestTask task;
    std::uint64_t order;
  };
  struct Line {
    std::deque<Waiting> waiting;
    unsigned running = 0;  // batches
  };
  struct Batch {
    Kind kind;
    std::vector<DigestJob> jobs;
  };

  static Kind kind_of(const DigestTask& task);
  static std::size_t lanes_of(digest::Algorithm algorithm);
  bool may_start(const Kind& kind, const Line& line) const;
  // The line to start a batch of that has waited longest; end() when there is none.
  std::map<Kind, Line>::iterator startable();
  std::optional<Batch> next(const std::stop_token& stop);
  // Wakes a thread for what may start, or starts one. Not under the lock.
  void get_thread();
  Batch take_from(std::map<Kind, Line>::iterator line);
  void ended(const Kind& kind, const std::vector<std::uint64_t>& ids);
  Status serve(const std::stop_token& stop);

  io::Files& files_;
  Mailbox<Fact>& mailbox_;
  const unsigned most_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::map<Kind, Line> lines_;                           // guarded by mutex_
  std::map<std::uint64_t, std::stop_source> under_way_;  // guarded by mutex_; not those with held bytes, which are short
  std::uint64_t last_order_ = 0;                         // guarded by mutex_
  unsigned started_ = 0, idle_ = 0;                      // threads; guarded by mutex_
  TaskGroup tasks_;                                      // last: its threads use everything above
};

}  // namespace ingot::transfer
