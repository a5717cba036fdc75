#include "host/ledger/writer.hpp"

#include <iterator>
#include <utility>

namespace ingot::ledger {

Writer::Writer(Ledger& ledger, std::size_t queue_bytes) : ledger_(ledger), limit_(queue_bytes) {
  thread_.spawn("ledger", [this](const std::stop_token& stop) { return run(stop); });
}

Writer::~Writer() {
  ignore_error(stop(), "every submission that failed was told so");
}

void Writer::submit(Transaction transaction, Durability durability, Done done,
                    const std::stop_token& stop) {
  std::size_t bytes = memory_size(transaction);
  Submission submission{std::move(transaction), durability, std::move(done), bytes};
  if (enqueue(submission, stop) == Verdict::taken) {
    arrived_.notify_one();
  } else {
    submission.done(Error{ErrorKind::cancelled, "ledger: stopped before this could be written"});
  }
}

Writer::Verdict Writer::enqueue(Submission& submission, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, stop, [&] { return is_closed_ || has_room(submission.bytes); });
  if (is_closed_ || !has_room(submission.bytes)) return Verdict::stopped;
  waiting_bytes_ += submission.bytes;
  waiting_.push_back(std::move(submission));
  return Verdict::taken;
}

Status Writer::stop() {
  if (ended_) return *ended_;
  thread_.stop();
  ended_ = thread_.join();
  return *ended_;
}

// What has arrived; waits for it. Nothing only after a stop, and from then on nothing is taken in.
std::vector<Writer::Submission> Writer::take_all(const std::stop_token& stop) {
  std::vector<Submission> group;
  {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, stop, [this] { return !waiting_.empty(); });
    group.swap(waiting_);
    waiting_bytes_ = 0;
    is_closed_ = group.empty();
  }
  moved_.notify_all();
  return group;
}

Status Writer::run(const std::stop_token& stop) {
  while (true) {
    std::vector<Submission> group = take_all(stop);
    if (group.empty()) return failure_ ? Status(*failure_) : Status();
    Status status = commit(group);
    for (Submission& submission : group) submission.done(status);
  }
}

Status Writer::commit(std::vector<Submission>& group) {
  if (failure_) return *failure_;
  Durability durability = Durability::process;
  Transaction all = std::move(group.front().transaction);
  for (Submission& submission : group) {
    if (submission.durability == Durability::disk) durability = Durability::disk;
    if (&submission == &group.front()) continue;
    all.insert(all.end(), std::make_move_iterator(submission.transaction.begin()),
               std::make_move_iterator(submission.transaction.end()));
  }
  Status status = ledger_.apply(all, durability);
  if (!status) failure_ = status.error();
  return status;
}

}  // namespace ingot::ledger
