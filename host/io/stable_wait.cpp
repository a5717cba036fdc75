#include "host/io/stable_wait.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "host/base/text.hpp"
#include "host/io/source_stat.hpp"

namespace ingot::io {

namespace {

using std::chrono::nanoseconds;

constexpr auto kLaterFirst = [](const auto& left, const auto& right) {
  return left.due > right.due;
};

}  // namespace

void StableWait::set_limits(std::chrono::milliseconds stable_for, std::size_t most) {
  stable_for_ = stable_for;
  most_ = std::max<std::size_t>(most, 1);
}

// How long the file still has to rest; zero or less: not at all.
nanoseconds StableWait::rest_of(const SourceFile& file) const {
  const nanoseconds now = std::chrono::milliseconds(clock_.wall_ms());
  const nanoseconds modified = std::min(nanoseconds(file.mtime_ns), now);
  // The age of a file from before 1970 or after 2262 does not overflow: `modified` is at most
  // `now`.
  if (modified < now - stable_for_) return nanoseconds(0);
  return modified + stable_for_ - now;
}

Status StableWait::take(SourceFile file, const std::stop_token& stop) {
  if (stable_for_.count() <= 0) return output_.add(std::move(file));
  INGOT_CHECK(settle_due());
  if (rest_of(file).count() <= 0) return output_.add(std::move(file));
  while (waiting_.size() >= most_) INGOT_CHECK(wait_for_first(stop));
  push(std::move(file), Round::first);
  return {};
}

Status StableWait::settle_all(const std::stop_token& stop) {
  while (!waiting_.empty()) INGOT_CHECK(wait_for_first(stop));
  return {};
}

Status StableWait::wait_for_first(const std::stop_token& stop) {
  const nanoseconds wait = waiting_.front().due - clock_.monotonic();
  if (wait.count() > 0) {
    // What has been found must not wait with us.
    INGOT_CHECK(output_.flush());
    if (!clock_.wait(wait, stop)) return Error{ErrorKind::cancelled, "scan: stopped"};
  }
  return settle_due();
}

Status StableWait::settle_due() {
  while (!waiting_.empty() && waiting_.front().due <= clock_.monotonic()) {
    INGOT_CHECK(settle(pop()));
  }
  return {};
}

Status StableWait::settle(Waiting waiting) {
  const std::string& key = waiting.file.key;
  const auto looked = root_.look(key);
  if (looked.error_number == ENOENT || looked.error_number == ENOTDIR) {
    return output_.report(key, scan_code::kVanished, "gone while it was watched; nothing is sent");
  }
  if (looked.error_number != 0) {
    return output_.report(key, scan_code::kUnreadable,
                          system_error("stat", looked.error_number).message);
  }
  if (!S_ISREG(looked.facts.st_mode)) {
    return output_.report(key, scan_code::kUnstable, "replaced by something that is not a file");
  }
  SourceFile now = source_file(key, looked.facts);
  if (now == waiting.file) return output_.add(std::move(now));
  if (waiting.round == Round::first) {
    push(std::move(now), Round::last);
    return {};
  }
  return output_.report(key, scan_code::kUnstable,
                        "still being changed after two waits of " + human_duration(stable_for_) +
                            "; run again when it is finished");
}

void StableWait::push(SourceFile file, Round round) {
  const nanoseconds due = clock_.monotonic() + std::max(rest_of(file), nanoseconds(0));
  waiting_.push_back({std::move(file), due, round});
  std::push_heap(waiting_.begin(), waiting_.end(), kLaterFirst);
}

StableWait::Waiting StableWait::pop() {
  std::pop_heap(waiting_.begin(), waiting_.end(), kLaterFirst);
  Waiting first = std::move(waiting_.back());
  waiting_.pop_back();
  return first;
}

}  // namespace ingot::io
