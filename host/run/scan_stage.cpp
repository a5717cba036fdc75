#include "host/run/scan_stage.hpp"

namespace ingot::run {

// Enough to keep the writer busy, few enough that a fast disk does not fill the memory with items.
static constexpr std::size_t kUnderWay = 8;

void ScanStage::start(TaskGroup& tasks) {
  tasks.spawn("scan", [this](std::stop_token stop) {
    stop_ = stop;
    // A scan that fails is the pipeline's to report; it must not stop the transfers that are under way.
    if (const Status walked = walk(stop); !walked) fail(walked.error());
    return Status();
  });
}

ScanState ScanStage::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

Status ScanStage::walk(const std::stop_token& stop) {
  const auto counts = parts_.source.walk(*this, stop);
  if (!counts) return counts.error();
  ledger::Transaction last;
  // A source that was cut off may be walked again.
  last.push_back(ledger::SetFact{std::string(kScanComplete), counts->cut_off.empty() ? "1" : ""});
  {
    std::lock_guard lock(mutex_);
    state_.cut_off = counts->cut_off;
  }
  parts_.commits.submit(std::move(last), ledger::Durability::process,
                        [this](Status status) { committed(status, true); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] { return state_.is_complete || state_.failure; });
  return {};
}

Status ScanStage::take(std::vector<ledger::Item> items) {
  ledger::Transaction transaction;
  transaction.reserve(items.size());
  for (auto& item : items) transaction.push_back(ledger::AddItem{std::move(item)});
  return submit(std::move(transaction));
}

Status ScanStage::submit(ledger::Transaction transaction) {
  {
    std::unique_lock lock(mutex_);
    const bool may_go_on = changed_.wait(
        lock, stop_, [this] { return under_way_ < kUnderWay || state_.failure; });
    if (!may_go_on) return Error{ErrorKind::cancelled, "stopped"};
    if (state_.failure) return *state_.failure;
    ++under_way_;
  }
  parts_.commits.submit(std::move(transaction), ledger::Durability::process,
                        [this](Status status) { committed(status, false); });
  return {};
}

void ScanStage::committed(const Status& status, bool was_last) {
  {
    std::lock_guard lock(mutex_);
    if (!was_last) --under_way_;
    ++state_.generation;
    if (!status && !state_.failure) state_.failure = status.error().within("ledger");
    if (was_last && status.ok()) state_.is_complete = true;
  }
  changed_.notify_all();
  parts_.mailbox.nudge();
}

void ScanStage::fail(const Error& why) {
  {
    std::lock_guard lock(mutex_);
    if (!state_.failure) state_.failure = why;
  }
  changed_.notify_all();
  parts_.mailbox.nudge();
}

}  // namespace ingot::run
