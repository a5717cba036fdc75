// The run as the page's API shows it (`ingot.ui/1`). Reads the ledger; blocks for the disk.
#pragma once

#include <string>

#include "host/base/result.hpp"
#include "host/ui/run_watch.hpp"

namespace ingot::ui {

// The object that ends a stream of events.
Result<std::string> run_json(const RunWatch& watch, ledger::Ledger& ledger);
// The answer to /api/run.
Result<std::string> overview_json(const RunWatch& watch);

}  // namespace ingot::ui
