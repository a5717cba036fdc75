// The published schema of the stream of events (`ingot schema --events`), from one table of its lines. A change that old
// readers would not survive is a new number in the name; new members and new events are not. Pure.
#pragma once

#include <span>
#include <string>

#include "host/run/schema_member.hpp"

namespace ingot::run {

// The members of each kind of line; the first says what it is called and what it tells.
std::span<const std::span<const Member>> events();

// JSON Schema, draft 2020-12, of one line.
std::string event_schema();

}  // namespace ingot::run
