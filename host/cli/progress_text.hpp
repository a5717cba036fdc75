// ProgressText: one moment of a run as text, for a terminal or a log. Pure.
#pragma once

#include <string>
#include <vector>

#include "host/run/progress.hpp"
#include "host/run/rate.hpp"

namespace ingot::cli {

// The block a terminal redraws: stage funnel, bar, reason. No line is wider than `columns`.
std::vector<std::string> progress_block(const run::Progress& progress, const run::Rate& rate,
                                        std::size_t columns);
// The same in one plain line.
std::string progress_line(const run::Progress& progress, const run::Rate& rate);

}  // namespace ingot::cli
