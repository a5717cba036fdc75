// Progress: one moment of a run, for showing. ProgressBoard carries it from the engine's thread to whoever shows it;
// internally locked.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "host/ledger/item.hpp"

namespace ingot::run {

struct Standouts;

struct Progress {
  std::uint64_t found = 0, found_bytes = 0;  // by the scan so far
  bool is_scan_complete = false;
  std::array<std::uint64_t, ledger::kItemStates> items{}, bytes{};  // by state
  std::uint64_t bytes_sent = 0;   // on the wire in this process, resends included
  std::uint64_t requests = 0, resends = 0, throttled = 0;
  std::uint64_t twins = 0, mismatches = 0;
  std::size_t in_flight = 0, sessions = 0;
  std::size_t uploads_in_flight = 0;  // of these, with bytes of items
  unsigned uploads = 0;               // that may be in flight
  unsigned calls = 0;                 // other requests that may be
  std::uint64_t uncommitted = 0;      // transactions on their way into the ledger
  std::int64_t held_ms = 0;           // for which the vendor's account still wants quiet
  std::int64_t elapsed_ms = 0;
  std::string reason;  // why it is not faster: "vendor asked for quiet until …", "waiting for the scan", …
  std::string pace;    // how many requests may be in flight, and why
  std::shared_ptr<const Standouts> standouts;  // shared by whoever holds a Progress, never changed; null at first

  std::uint64_t in(ledger::ItemState state) const { return items[static_cast<std::size_t>(state)]; }
  std::uint64_t bytes_in(ledger::ItemState state) const { return bytes[static_cast<std::size_t>(state)]; }
  std::uint64_t ended() const;
  std::uint64_t failed() const;  // ended, and neither done nor skipped
  std::uint64_t settled_bytes() const;  // of items that need no more sending
};

class ProgressBoard {
 public:
  void publish(const Progress& progress) {
    std::lock_guard lock(mutex_);
    latest_ = progress;
  }
  Progress latest() const {
    std::lock_guard lock(mutex_);
    return latest_;
  }

 private:
  mutable std::mutex mutex_;
  Progress latest_;  // guarded by mutex_
};

}  // namespace ingot::run
