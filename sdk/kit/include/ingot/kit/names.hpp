// Names and ids as vendors and people write them. Pure functions.
#pragma once

#include <string_view>

namespace ingot::kit {

// The same but for the case of ASCII letters.
bool is_same_name(std::string_view a, std::string_view b);

// Eight, four, four, four and twelve hexadecimal digits with dashes between them (RFC 4122), of any
// version.
bool is_uuid(std::string_view text);

}  // namespace ingot::kit
