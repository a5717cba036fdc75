// EventFeed: a run as Server-Sent Events for one reader: where it stands, samples, which items have moved, its end. Made
// anew from what is known at each moment, so nothing piles up for a reader that is slow or away. Lives on its reader's
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include "host/ui/run_watch.hpp"

namespace ingot::ui {

class EventFeed {
 public:
  // Writes to the reader; false when it is gone. May block as long as the server lets it.
  using Sink = std::function<bool(std::string_view)>;

  EventFeed(const RunWatch& watch, Sink sink) : watch_(watch), sink_(std::move(sink)) {}

  // Until the reader is gone or `stop`.
  void run(const std::stop_token& stop);

 private:
  bool begin();
  bool tell_news();
  bool tell_samples(ledger::Ledger& ledger);
  bool tell_end(ledger::Ledger& ledger);
  bool send(std::string_view event, std::string_view data);

  const RunWatch& watch_;
  const Sink sink_;
  std::uint64_t told_moment_ = 0, told_ends_ = 0, told_changes_ = 0;
  std::int64_t told_sample_ms_ = 0;  // when the last one told of began
};

}  // namespace ingot::ui
