#include "host/transfer/digest_window.hpp"

#include <algorithm>
#include <utility>

namespace ingot::transfer {

// Opening and reading a short file a second time costs more than keeping its bytes; a long one goes by sendfile.
static constexpr std::uint64_t kLongestHeld = 64u << 10;
static constexpr std::uint64_t kMostHeld = 8u << 20;

static bool is_same_range(const WantedDigest& a, const WantedDigest& b) {
  return a.item == b.item && a.offset == b.offset && a.length == b.length;
}

// Where this wish stands for the first time.
static std::size_t first_of(const std::vector<WantedDigest>& wanted, const WantedDigest& want) {
  return static_cast<std::size_t>(std::find(wanted.begin(), wanted.end(), want) - wanted.begin());
}

bool DigestWindow::admits(std::uint64_t bytes) {
  if (is_shut_) is_shut_ = ahead_ > limits_.actions / 2 || bytes_ahead_ > limits_.bytes / 2;
  const std::uint64_t room = limits_.bytes - std::min(limits_.bytes, bytes_ahead_);
  if (ahead_ > 0 && (ahead_ >= limits_.actions || bytes > room)) is_shut_ = true;
  return !is_shut_;
}

bool DigestWindow::may_hold(const Entry& entry, const WantedDigest& want) const {
  return entry.held_bytes == 0 && entry.needs.body && is_same_range(*entry.needs.body, want) &&
         want.length > 0 && want.length <= kLongestHeld && held_bytes_ + want.length <= kMostHeld;
}

void DigestWindow::ask(std::uint64_t handle, DigestNeeds needs, const std::vector<SessionItem>& items,
                       std::uint64_t first_id) {
  Entry& entry = entries_[handle];
  entry.needs = std::move(needs);
  entry.first_id = first_id;
  const auto& wanted = entry.needs.wanted;
  entry.values.resize(wanted.size());
  ++ahead_;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const WantedDigest& want = wanted[i];
    if (first_of(wanted, want) != i) continue;
    DigestTask task{.id = first_id + i,
                    .file = items[want.item].file,
                    .offset = want.offset,
                    .length = want.length,
                    .algorithm = want.algorithm};
    if (may_hold(entry, want)) {
      task.holds_bytes = true;
      task.takes_sha256 = takes_sha256_ && entry.needs.has_whole_item;
      entry.held_bytes = want.length;
      held_bytes_ += want.length;
    }
    ++entry.missing;
    entry.bytes += want.length;
    handles_[task.id] = handle;
    asked_.push_back(std::move(task));
  }
  bytes_ahead_ += entry.bytes;
}

void DigestWindow::hand_over() {
  if (!asked_.empty()) workers_.digest(std::exchange(asked_, {}));
}

std::optional<DigestWindow::Arrival> DigestWindow::take(DigestResult& result) {
  const auto found = handles_.find(result.id);
  if (found == handles_.end()) return std::nullopt;
  const std::uint64_t handle = found->second;
  handles_.erase(found);
  Entry& entry = entries_.at(handle);
  --entry.missing;
  if (!result.value) return Arrival{handle, result.value.error()};
  const auto& wanted = entry.needs.wanted;
  const WantedDigest& want = wanted[static_cast<std::size_t>(result.id - entry.first_id)];
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == want) entry.values[i] = *result.value;
  }
  if (result.held) entry.held = std::move(result.held);
  if (!result.sha256_raw.empty()) entry.sha256_raw = std::move(result.sha256_raw);
  return Arrival{handle, {}};
}

bool DigestWindow::is_settled(std::uint64_t handle) const {
  const auto found = entries_.find(handle);
  return found == entries_.end() || found->second.missing == 0;
}

std::span<const std::optional<digest::DigestValue>> DigestWindow::values(std::uint64_t handle) const {
  const auto found = entries_.find(handle);
  if (found == entries_.end()) return {};
  return found->second.values;
}

std::string DigestWindow::body_md5(std::uint64_t handle) const {
  const auto found = entries_.find(handle);
  if (found == entries_.end() || !found->second.needs.body) return {};
  const Entry& entry = found->second;
  const std::size_t index = first_of(entry.needs.wanted, *entry.needs.body);
  if (index == entry.values.size() || !entry.values[index]) return {};
  return entry.values[index]->hex();
}

std::string DigestWindow::sha256_raw(std::uint64_t handle) const {
  const auto found = entries_.find(handle);
  return found == entries_.end() ? std::string() : found->second.sha256_raw;
}

HeldBytes DigestWindow::held(std::uint64_t handle) {
  const auto found = entries_.find(handle);
  return found == entries_.end() ? nullptr : std::move(found->second.held);
}

void DigestWindow::let_go(Entry& entry) {
  if (!entry.is_ahead) return;
  entry.is_ahead = false;
  --ahead_;
  bytes_ahead_ -= entry.bytes;
}

void DigestWindow::leave(std::uint64_t handle) {
  const auto found = entries_.find(handle);
  if (found != entries_.end()) let_go(found->second);
}

// Of its digests those that have not come.
void DigestWindow::cancel(const Entry& entry) {
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const std::uint64_t id = entry.first_id + i;
    if (handles_.erase(id) == 0) continue;
    if (std::erase_if(asked_, [&](const DigestTask& task) { return task.id == id; }) == 0) workers_.cancel(id);
  }
}

void DigestWindow::forget(std::uint64_t handle) {
  const auto found = entries_.find(handle);
  if (found == entries_.end()) return;
  cancel(found->second);
  let_go(found->second);
  held_bytes_ -= found->second.held_bytes;
  entries_.erase(found);
}

void DigestWindow::forget_all() {
  for (const auto& [handle, entry] : entries_) cancel(entry);
  entries_.clear();
  ahead_ = 0;
  bytes_ahead_ = held_bytes_ = 0;
}

}  // namespace ingot::transfer
