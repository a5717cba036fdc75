#include "host/transfer/thread_workers.hpp"

#include <thread>

#include "host/transfer/piece_body.hpp"

namespace ingot::transfer {

// pread and send are fastest at 64–256 KiB (shared/design/performance.md); TLS records coalesce up to this.
static constexpr std::size_t kBlock = 256u << 10;

ThreadWorkers::ThreadWorkers(Parts parts, unsigned most_threads)
    : parts_(parts),
      most_threads_(most_threads),
      digests_(parts.files, parts.mailbox, std::thread::hardware_concurrency()) {}

void ThreadWorkers::stop() {
  tasks_.stop();
  digests_.stop();
  ignore_error(tasks_.join(), "workers report through facts and do not fail themselves");
}

void ThreadWorkers::send(Attempt attempt) {
  bool is_short = false;
  {
    std::lock_guard lock(mutex_);
    departures_[attempt.id] = std::make_shared<Departure>();
    waiting_.push_back(std::move(attempt));
    is_short = waiting_.size() > idle_;
  }
  arrived_.notify_one();
  if (!is_short || threads_ >= most_threads_) return;
  tasks_.spawn("transfer-" + std::to_string(threads_++), [this](std::stop_token stop) { return serve(stop); });
}

void ThreadWorkers::digest(std::vector<DigestTask> tasks) { digests_.put(std::move(tasks)); }

std::shared_ptr<Departure> ThreadWorkers::departure(std::uint64_t id) const {
  std::lock_guard lock(mutex_);
  const auto it = departures_.find(id);
  return it == departures_.end() ? nullptr : it->second;
}

void ThreadWorkers::cancel(std::uint64_t id) {
  if (const auto attempt = departure(id)) return attempt->cancel();
  digests_.cancel(id);
}

void ThreadWorkers::withdraw(std::uint64_t id) {
  if (const auto attempt = departure(id)) attempt->withdraw();
}

bool ThreadWorkers::may_withdraw(std::uint64_t id) const {
  const auto attempt = departure(id);
  return attempt != nullptr && !attempt->has_left();
}

std::optional<Attempt> ThreadWorkers::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  ++idle_;
  const bool has_work = arrived_.wait(lock, stop, [this] { return !waiting_.empty(); });
  --idle_;
  if (!has_work) return std::nullopt;
  Attempt attempt = std::move(waiting_.front());
  waiting_.pop_front();
  return attempt;
}

Status ThreadWorkers::serve(const std::stop_token& stop) {
  // Untouched, and so no memory, until a body has to be hashed on the way.
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(kBlock);
  while (auto attempt = next(stop)) {
    parts_.mailbox.post(carry_out(*std::move(attempt), {buffer.get(), kBlock}, stop));
  }
  return {};
}

AttemptResult ThreadWorkers::carry_out(Attempt attempt, std::span<std::byte> buffer,
                                       const std::stop_token& stop) {
  const auto leaving = departure(attempt.id);
  // The attempt ends when it is cancelled and when the whole program stops.
  std::stop_callback on_stop(stop, [&leaving] { leaving->cancel(); });
  const std::stop_token token = leaving->token();
  PieceBody body(attempt, parts_.files, parts_.gate, buffer, token, leaving.get());
  AttemptResult result;
  result.id = attempt.id;
  result.answer = parts_.http.exchange(attempt.request, &body, token);
  result.md5_hex = body.md5_hex();
  result.sha256_raw = body.sha256_raw();
  std::lock_guard lock(mutex_);
  departures_.erase(attempt.id);
  return result;
}

}  // namespace ingot::transfer
