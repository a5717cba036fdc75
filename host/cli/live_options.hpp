// LiveOptions: how a run shall be looked at while it goes on: the flags --ui, --ui-stay, --events, --output ndjson and
// --otlp of run, resume and retry. A value.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/cli/command.hpp"
#include "host/ui/address.hpp"

namespace ingot::cli {

struct LiveOptions {
  std::optional<ui::Address> page;
  bool page_stays = false;                      // after the run's end, until interrupted
  std::optional<std::filesystem::path> events;  // absolute
  bool prints_events = false;
  std::optional<std::string> traces;            // base URL of an OTLP/HTTP collector
};

// invalid: what was typed makes no sense.
Result<LiveOptions> live_options(const Arguments& arguments);

}  // namespace ingot::cli
