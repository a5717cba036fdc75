// Progress as JSON: what the event stream, the page and its API say about one moment (docs/events.md). Also one sample,
// and texts that may come from outside. Pure.
#pragma once

#include <string>
#include <string_view>

#include "host/run/progress.hpp"
#include "host/run/rate.hpp"
#include "host/run/report_samples.hpp"
#include "host/run/tally.hpp"

namespace ingot::run {

// `"name":value`; a text is shown escaped where it is not UTF-8.
std::string json_member(std::string_view name, std::string_view value);
std::string json_member(std::string_view name, std::uint64_t value);
// Outcomes that occur: {"done":3,…}; a state in which an item has not ended is no outcome.
std::string outcomes_json(const Tally::PerState& counts);

// An object.
std::string progress_json(const Progress& progress, const Rate& rate);
std::string sample_json(const Sample& sample);

}  // namespace ingot::run
