// JsonText: strings as JSON for what commands print with --output json. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::cli {

// With quotes.
std::string json_quoted(std::string_view text);

}  // namespace ingot::cli
