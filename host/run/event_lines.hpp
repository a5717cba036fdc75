// A run as a stream of lines, one JSON object each: schema `ingot.events/1` (docs/events.md, `ingot schema --events`).
// What each line holds; not where it goes. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/run/item_listener.hpp"
#include "host/run/progress.hpp"
#include "host/run/rate.hpp"
#include "host/run/run_facts.hpp"
#include "host/run/tally.hpp"

namespace ingot::run {

inline constexpr std::string_view kEventsSchema = "ingot.events/1";

// What a reader has missed because it was slow, or because the disk was full.
struct MissedEvents {
  std::uint64_t progress = 0;  // progress, throttled and pace lines left out
  std::uint64_t lost = 0;      // others, which should never be
};

enum class Beginning { first, resumed };

// Each ends with a line end.
std::string run_started_line(const RunFacts& facts, Beginning beginning, std::int64_t at_ms);
std::string progress_line_of(const Progress& progress, const Rate& rate, std::int64_t at_ms);
std::string throttled_line(const Progress& progress, std::int64_t at_ms);
std::string pace_line(const Progress& progress, std::int64_t at_ms);
// item_ended, item_retry or item_revived; empty for a step on the way that is none of these.
std::string item_line(const ItemNews& news);
// Of an item that the scan could not take: no session had it.
std::string unreadable_line(const ledger::Item& item);
std::string run_ended_line(const RunFacts& facts, const RunOutcome& outcome, const Tally& tally,
                           const std::vector<std::string>& reports, const MissedEvents& missed);

}  // namespace ingot::run
