#include "host/transfer/thread_workers.hpp"

#include "host/digest/range_digest.hpp"
#include "host/transfer/piece_body.hpp"

namespace ingot::transfer {

// pread and send are fastest at 64–256 KiB (shared/design/performance.md); TLS records coalesce up to this.
static constexpr std::size_t kBlock = 256u << 10;

ThreadWorkers::ThreadWorkers(Parts parts, unsigned threads) : parts_(parts) {
  for (unsigned i = 0; i < threads; ++i) {
    tasks_.spawn("transfer-" + std::to_string(i), [this](std::stop_token stop) { return serve(stop); });
  }
}

void ThreadWorkers::stop() {
  tasks_.stop();
  ignore_error(tasks_.join(), "workers report through facts and do not fail themselves");
}

void ThreadWorkers::put(Work work) {
  {
    std::lock_guard lock(mutex_);
    if (const auto* attempt = std::get_if<Attempt>(&work)) cancellable_[attempt->id];
    waiting_.push_back(std::move(work));
  }
  arrived_.notify_one();
}

void ThreadWorkers::send(Attempt attempt) { put(std::move(attempt)); }
void ThreadWorkers::digest(DigestTask task) { put(std::move(task)); }

void ThreadWorkers::cancel(std::uint64_t attempt_id) {
  std::lock_guard lock(mutex_);
  const auto it = cancellable_.find(attempt_id);
  if (it != cancellable_.end()) it->second.request_stop();
}

std::optional<ThreadWorkers::Work> ThreadWorkers::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!arrived_.wait(lock, stop, [this] { return !waiting_.empty(); })) return std::nullopt;
  Work work = std::move(waiting_.front());
  waiting_.pop_front();
  return work;
}

Status ThreadWorkers::serve(const std::stop_token& stop) {
  std::vector<std::byte> buffer(kBlock);
  while (auto work = next(stop)) {
    if (auto* attempt = std::get_if<Attempt>(&*work)) {
      parts_.mailbox.post(carry_out(std::move(*attempt), buffer, stop));
    } else {
      parts_.mailbox.post(carry_out(std::get<DigestTask>(*work), buffer, stop));
    }
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

DigestResult ThreadWorkers::carry_out(const DigestTask& task, std::span<std::byte> buffer,
                                      const std::stop_token& stop) {
  auto file = parts_.files.open(task.file);
  if (!file) return DigestResult{task.id, file.error()};
  auto value = digest::digest_range({*file, task.offset, task.length}, task.algorithm, buffer, stop);
  if (!value) return DigestResult{task.id, value.error()};
  if (const Status same = file->still_unchanged(); !same) return DigestResult{task.id, same.error()};
  return DigestResult{task.id, std::move(value)};
}

}  // namespace ingot::transfer
