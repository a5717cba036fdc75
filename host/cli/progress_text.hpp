// ProgressText: one moment of a run as text, for a terminal or a log. Pure.
#pragma once

#include <string>
#include <vector>

#include "host/run/progress.hpp"

namespace ingot::cli {

// Bytes per second over the last moments and what that means for the rest.
struct Rate {
  double bytes_per_second = 0;
  std::int64_t eta_ms = -1;  // -1 = cannot be told
};
// `before` was taken `apart_ms` earlier in the same run.
Rate rate_between(const run::Progress& before, const run::Progress& now);

// The block a terminal redraws: stage funnel, bar, reason. No line is wider than `columns`.
std::vector<std::string> progress_block(const run::Progress& progress, const Rate& rate,
                                        std::size_t columns);
// The same in one plain line.
std::string progress_line(const run::Progress& progress, const Rate& rate);

}  // namespace ingot::cli
