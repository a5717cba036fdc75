#include "host/transfer/thread_workers.hpp"

#include <thread>

#include "host/transfer/piece_body.hpp"

namespace ingot::transfer {

// pread and send are fastest at 64–256 KiB (shared/design/performance.md); TLS records coalesce up to this.
static constexpr std::size_t kBlock = 256u << 10;

ThreadWorkers::ThreadWorkers(Parts parts, unsigned threads)
    : parts_(parts), digests_(parts.files, parts.mailbox, std::thread::hardware_concurrency()) {
  for (unsigned i = 0; i < threads; ++i) {
    tasks_.spawn("transfer-" + std::to_string(i), [this](std::stop_token stop) { return serve(stop); });
  }
}

void ThreadWorkers::stop() {
  tasks_.stop();
  digests_.stop();
  ignore_error(tasks_.join(), "workers report through facts and do not fail themselves");
}

void ThreadWorkers::send(Attempt attempt) {
  {
    std::lock_guard lock(mutex_);
    cancellable_[attempt.id];
    waiting_.push_back(std::move(attempt));
  }
  arrived_.notify_one();
}

void ThreadWorkers::digest(DigestTask task) { digests_.put(std::move(task)); }

void ThreadWorkers::cancel(std::uint64_t id) {
  {
    std::lock_guard lock(mutex_);
    const auto it = cancellable_.find(id);
    if (it != cancellable_.end()) {
      it->second.request_stop();
      return;
    }
  }
  digests_.cancel(id);
}

std::optional<Attempt> ThreadWorkers::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait(lock, stop, [this] { return !waiting_.empty(); })) return std::nullopt;
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
  std::stop_source cancel;
  {
    std::lock_guard lock(mutex_);
    cancel = cancellable_[attempt.id];
  }
  // The attempt ends when it is cancelled and when the whole program stops.
  std::stop_callback on_stop(stop, [&cancel] { cancel.request_stop(); });
  const std::stop_token token = cancel.get_token();
  PieceBody body(attempt, parts_.files, parts_.gate, buffer, token);
  AttemptResult result;
  result.id = attempt.id;
  result.answer = parts_.http.exchange(attempt.request, &body, token);
  result.md5_hex = body.md5_hex();
  result.sha256_raw = body.sha256_raw();
  std::lock_guard lock(mutex_);
  cancellable_.erase(attempt.id);
  return result;
}

}  // namespace ingot::transfer
