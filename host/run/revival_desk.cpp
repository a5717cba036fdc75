#include "host/run/revival_desk.hpp"

namespace ingot::run {

Result<RevivalAnswer> RevivalDesk::ask(Wish wish, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, stop, [this] { return !is_taken_by_asker_ || !nudge_; });
  if (stop.stop_requested()) return Error{ErrorKind::cancelled, "stopped"};
  if (!nudge_) return Error{ErrorKind::unavailable, "the run takes no wishes now"};
  is_taken_by_asker_ = true;
  wish_ = std::move(wish);
  answer_.reset();
  const std::uint64_t opening = openings_;
  const auto nudge = nudge_;
  // The one who is nudged may come here at once.
  lock.unlock();
  nudge();
  lock.lock();
  moved_.wait(lock, stop, [&] { return answer_ || !nudge_ || openings_ != opening; });
  is_taken_by_asker_ = false;
  wish_.reset();
  auto answer = std::exchange(answer_, std::nullopt);
  moved_.notify_all();
  if (answer) return *std::move(answer);
  if (stop.stop_requested()) return Error{ErrorKind::cancelled, "stopped"};
  return Error{ErrorKind::unavailable, "the run came to its end over it; look whether it was done"};
}

bool RevivalDesk::is_open() const {
  std::lock_guard lock(mutex_);
  return nudge_ != nullptr;
}

void RevivalDesk::open(std::function<void()> nudge) {
  std::lock_guard lock(mutex_);
  nudge_ = std::move(nudge);
  ++openings_;
  moved_.notify_all();
}

std::optional<RevivalDesk::Wish> RevivalDesk::take() {
  std::lock_guard lock(mutex_);
  return std::exchange(wish_, std::nullopt);
}

void RevivalDesk::answer(RevivalAnswer answer) {
  std::lock_guard lock(mutex_);
  // Who has given up waiting hears nothing.
  if (is_taken_by_asker_) answer_ = std::move(answer);
  moved_.notify_all();
}

void RevivalDesk::close() {
  std::lock_guard lock(mutex_);
  nudge_ = nullptr;
  wish_.reset();
  moved_.notify_all();
}

}  // namespace ingot::run
