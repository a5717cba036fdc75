// LiveSession: one vendor session under way: what it was started with, what it waits for, which items are open.
// Data owned by the engine; no behaviour beyond bookkeeping.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "host/plugin/events.hpp"
#include "host/plugin/session.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::transfer {

struct LiveItem {
  bool is_open = true;           // the plugin has not ended it yet
  bool is_reported = false;      // the owner has been told
  bool waits_for_digest = false; // its SHA-256 is still being taken
  std::optional<plugin::ItemAction> end;
  std::uint32_t requests = 0, resends = 0;
  std::uint32_t parts_acknowledged = 0;
  std::uint64_t bytes_acknowledged = 0;
  std::optional<std::chrono::nanoseconds> begun;  // monotonic; its first request that is not shared
  std::string sha256_raw;
};

struct LiveSession {
  SessionId id = 0;
  std::chrono::nanoseconds opened{0};  // monotonic
  SessionSpec spec;
  std::unique_ptr<plugin::Session> session;
  plugin::EventWriter inbox;     // events for the next step
  bool has_events = false;
  std::set<std::uint64_t> http;  // ids of HTTP actions not yet answered
  std::map<std::uint64_t, std::int64_t> timers;  // WAIT id -> wall ms
  std::set<std::uint64_t> digests;               // ids of DIGEST actions not yet answered
  std::vector<LiveItem> items;
  std::size_t open_items = 0;
  std::optional<plugin::ResultAction> result;
  std::uint64_t hold = 0;        // transaction of the last checkpoint
  bool may_have_changed_vendor = false;  // a non-idempotent request has left in some life
  bool is_over = false;
  std::string credential;        // LOGIN: which

  bool is_item_operation() const { return !items.empty(); }
  bool has_outstanding() const { return !http.empty() || !timers.empty() || !digests.empty(); }
};

}  // namespace ingot::transfer
