// One line of a transcript for each event and action: facts are read into an EventWriter; actions
// are only ever written, and compared as lines. Pure functions.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "host/plugin/actions.hpp"
#include "host/plugin/events.hpp"

namespace ingot::plugin {

// The words of a transcript for INGOT_OP_* and INGOT_OUT_*.
inline constexpr std::array<std::string_view, 7> kOperationWords = {
    "", "login", "discover", "validate", "transfer", "lifecycle", "abort"};
inline constexpr std::array<std::string_view, 8> kOutcomeWords = {
    "response",       "not_sent", "unknown",   "cancelled",
    "source_changed", "denied",   "too_large", "mismatch"};

// Appends the event of such a line; `invalid` names what is wrong with the line.
Status write_event(std::string_view line, EventWriter& events);
std::string action_line(const Action& action);

}  // namespace ingot::plugin
