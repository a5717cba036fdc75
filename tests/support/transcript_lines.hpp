// One line of a transcript for each event and action: facts are written from the records a session
// was given, and read back into an EventWriter; actions are only ever written, and compared as
// lines. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/actions.hpp"
#include "host/plugin/events.hpp"

namespace ingot::test {

// `events` are the bytes of one step as EventWriter lays them; `internal` when they are not.
Result<std::vector<std::string>> event_lines(std::span<const std::byte> events);
// Appends the event of such a line; `invalid` names what is wrong with the line.
Status write_event(std::string_view line, plugin::EventWriter& events);
std::string action_line(const plugin::Action& action);

}  // namespace ingot::test
