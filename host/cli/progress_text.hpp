// ProgressText: one moment of a run as text, for a terminal or a log. Pure.
#pragma once

#include <string>
#include <vector>

#include "host/cli/styled_line.hpp"
#include "host/run/progress.hpp"
#include "host/run/rate.hpp"

namespace ingot::cli {

// The room there is and how it may be used.
struct Canvas {
  std::size_t columns = 80, rows = 24;
  Paint paint = Paint::none;
};

// The block a terminal redraws: stage funnel; bar, rate and what is left; what is in flight; why it is not faster; the
// slowest and the most retried items as far as there are rows. No line fills the last column, and the block leaves rows.
std::vector<std::string> progress_block(const run::Progress& progress, const run::Rate& rate, const Canvas& canvas);
// The same in one plain line, without single items.
std::string progress_line(const run::Progress& progress, const run::Rate& rate);

}  // namespace ingot::cli
