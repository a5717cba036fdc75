// Commits, and Writer: many threads hand in transactions, one thread commits them in groups. The
// only writer of a run's ledger. Internally locked: submit() from any thread; construction, stop()
// and the end from the owner's.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "host/base/result.hpp"
#include "host/base/task_group.hpp"
#include "host/ledger/ledger.hpp"

namespace ingot::ledger {

// What the engine writes through: the threaded Writer in production, InlineWriter in simulated
// time.
class Commits {
 public:
  // May be called on another thread than submit()'s, so it must only post to a mailbox: no submit()
  // from it.
  using Done = std::function<void(Status)>;
  virtual ~Commits() = default;

  // `done` is called exactly once, after the transaction has the asked durability or has failed for
  // good. Takes effect in the order of submission. Waits while too much is queued; `stop` ends the
  // wait, and then the transaction is not written and `done` gets `cancelled`.
  virtual void submit(Transaction transaction, Durability durability, Done done,
                      const std::stop_token& stop) = 0;
  // The same with nothing that ends the wait but the queue moving.
  void submit(Transaction transaction, Durability durability, Done done) {
    submit(std::move(transaction), durability, std::move(done), std::stop_token());
  }
};

class Writer final : public Commits {
 public:
  // Bounds what waits in memory; as much again may be in the group being committed.
  static constexpr std::size_t kQueueBytes = 8u << 20;

  // Starts the thread. `ledger` must outlive this and be used by nobody else meanwhile.
  explicit Writer(Ledger& ledger, std::size_t queue_bytes = kQueueBytes);
  ~Writer() override;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  using Commits::submit;
  // `done` is called on the writer's thread; on the caller's if the transaction was not taken
  // (cancelled). After the first failed apply every later transaction fails with the same error.
  void submit(Transaction transaction, Durability durability, Done done,
              const std::stop_token& stop) override;

  // Commits what is queued, ends the thread, refuses what comes later (cancelled); the first
  // failure, if any. May be called again.
  Status stop();

 private:
  struct Submission {
    Transaction transaction;
    Durability durability;
    Done done;
    std::size_t bytes;
  };
  enum class Verdict { taken, stopped };
  Verdict enqueue(Submission& submission, const std::stop_token& stop);
  bool has_room(std::size_t bytes) const {
    return waiting_bytes_ == 0 || waiting_bytes_ + bytes <= limit_;
  }
  std::vector<Submission> take_all(const std::stop_token& stop);
  Status run(const std::stop_token& stop);
  Status commit(std::vector<Submission>& group);

  // Constant after construction.
  Ledger& ledger_;
  const std::size_t limit_;
  // Owned by the writer's thread.
  std::optional<Error> failure_;
  // Guarded by mutex_.
  std::mutex mutex_;
  std::condition_variable_any arrived_, moved_;
  std::vector<Submission> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool is_closed_ = false;
  // Owned by the owner's thread.
  std::optional<Status> ended_;
  TaskGroup thread_;  // last: its thread uses everything above
};

}  // namespace ingot::ledger
