// Text for URLs and forms. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::kit {

// Everything but letters, digits and -_.~ as %XX (RFC 3986); good for a path segment, a query value and a
// form field.
std::string percent_encoded(std::string_view text);

}  // namespace ingot::kit
