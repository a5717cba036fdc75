#include "host/transfer/digest_threads.hpp"

#include <algorithm>

#include "host/digest/lane_kernel.hpp"

namespace ingot::transfer {

// Above this a task has company of its own size only: at 2 GB/s a batch of parts then ends within a second.
static constexpr std::uint64_t kLongestPart = 64u << 20;

DigestThreads::DigestThreads(io::Files& files, Mailbox<Fact>& mailbox, unsigned most)
    : files_(files), mailbox_(mailbox), most_(std::max(most, 2u)) {}

void DigestThreads::stop() {
  tasks_.stop();
  ignore_error(tasks_.join(), "digests report through facts and do not fail themselves");
}

DigestThreads::Kind DigestThreads::kind_of(const DigestTask& task) {
  if (task.holds_bytes) return {task.algorithm, Span::held};
  return {task.algorithm, task.length > kLongestPart ? Span::whole : Span::part};
}

std::size_t DigestThreads::lanes_of(digest::Algorithm algorithm) {
  const auto kernels = digest::lane_kernels(algorithm);
  return kernels.empty() ? 1 : kernels.front().lanes;
}

void DigestThreads::put(std::vector<DigestTask> tasks) {
  {
    std::lock_guard lock(mutex_);
    for (DigestTask& task : tasks) {
      Line& line = lines_[kind_of(task)];
      line.waiting.push_back({std::move(task), ++last_order_});
    }
    if (startable() == lines_.end()) return;
  }
  get_thread();
}

void DigestThreads::get_thread() {
  {
    std::lock_guard lock(mutex_);
    if (idle_ == 0 && started_ == most_) return;  // whoever is done next looks by itself
    if (idle_ == 0) {
      ++started_;
    } else {
      return arrived_.notify_one();
    }
  }
  tasks_.spawn("digest", [this](std::stop_token stop) { return serve(stop); });
}

void DigestThreads::cancel(std::uint64_t id) {
  std::unique_lock lock(mutex_);
  if (const auto job = under_way_.find(id); job != under_way_.end()) {
    job->second.request_stop();
    return;
  }
  for (auto& [kind, line] : lines_) {
    const auto job = std::find_if(line.waiting.begin(), line.waiting.end(),
                                  [&](const Waiting& each) { return each.task.id == id; });
    if (job == line.waiting.end()) continue;
    line.waiting.erase(job);
    lock.unlock();
    return mailbox_.post(DigestResult{.id = id,
                                      .value = Error{ErrorKind::cancelled, "digest: stopped"},
                                      .held = {},
                                      .sha256_raw = {}});
  }
}

bool DigestThreads::may_start(const Kind& kind, const Line& line) const {
  if (line.waiting.empty()) return false;
  if (line.running > 0 && line.waiting.size() < lanes_of(kind.algorithm)) return false;
  if (kind.span != Span::whole) return true;
  unsigned long_ones = 0;
  for (const auto& [other, its] : lines_) long_ones += other.span == Span::whole ? its.running : 0;
  return long_ones + 1 < most_;
}

std::map<DigestThreads::Kind, DigestThreads::Line>::iterator DigestThreads::startable() {
  auto oldest = lines_.end();
  for (auto line = lines_.begin(); line != lines_.end(); ++line) {
    if (!may_start(line->first, line->second)) continue;
    const bool is_older = oldest == lines_.end() || line->second.waiting.front().order <
                                                        oldest->second.waiting.front().order;
    if (is_older) oldest = line;
  }
  return oldest;
}

DigestThreads::Batch DigestThreads::take_from(std::map<Kind, Line>::iterator line) {
  Batch batch{line->first, {}};
  auto& waiting = line->second.waiting;
  const std::size_t count = std::min(waiting.size(), lanes_of(batch.kind.algorithm));
  batch.jobs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    DigestJob job{std::move(waiting.front().task)};
    waiting.pop_front();
    if (batch.kind.span != Span::held) job.cancel = under_way_[job.task.id].get_token();
    batch.jobs.push_back(std::move(job));
  }
  ++line->second.running;
  return batch;
}

std::optional<DigestThreads::Batch> DigestThreads::next(const std::stop_token& stop) {
  std::optional<Batch> batch;
  bool may_start_more = false;
  {
    std::unique_lock lock(mutex_);
    ++idle_;
    auto line = lines_.end();
    const bool has_work = arrived_.wait(lock, stop, [&] { return (line = startable()) != lines_.end(); });
    --idle_;
    if (!has_work || stop.stop_requested()) return std::nullopt;
    batch = take_from(line);
    may_start_more = startable() != lines_.end();
  }
  if (may_start_more) get_thread();
  return batch;
}

void DigestThreads::ended(const Kind& kind, const std::vector<std::uint64_t>& ids) {
  std::lock_guard lock(mutex_);
  --lines_[kind].running;
  for (const std::uint64_t id : ids) under_way_.erase(id);
}

Status DigestThreads::serve(const std::stop_token& stop) {
  DigestMemory memory;
  while (auto batch = next(stop)) {
    std::vector<std::uint64_t> ids;
    for (const DigestJob& job : batch->jobs) ids.push_back(job.task.id);
    DigestBatch(files_, mailbox_, std::move(batch->jobs)).run(memory, stop);
    ended(batch->kind, ids);
  }
  return {};
}

}  // namespace ingot::transfer
