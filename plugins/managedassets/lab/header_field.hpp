// The few things several desks ask of a header field's text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::lab::managedassets {

// ASCII letters in lower case, the rest as it is.
std::string lower_case(std::string_view text);
// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);
// Is `field`, parameters aside, this media type? `type` in lower case.
bool is_media_type(std::string_view field, std::string_view type);

}  // namespace ingot::lab::managedassets
