// Shows diagnostics to people: the line, carets under the fault, the cure behind them. It writes to
// nothing. Pure.
#pragma once

#include <string>
#include <string_view>

#include "host/job/diagnostic.hpp"

namespace ingot::job {

enum class Colour { off, on };

// All diagnostics in their present order, a blank line between two. `source_text` is the text they
// were found in.
std::string render(const Diagnostics& diagnostics, std::string_view source_text, Colour colour);

}  // namespace ingot::job
