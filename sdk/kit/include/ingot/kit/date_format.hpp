// Calendar days in the format a vendor asks for. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {

// A format is made of yyyy, MM and dd (in any case of letters), each once; every other character
// stands for itself.
bool is_date_format(std::string_view format);

// `text` (ISO 8601 date or date-time, or a day already written in `format`) written in `format`. A
// day that is not in the calendar is no date.
Parsed<std::string> render_date(std::string_view text, std::string_view format);

}  // namespace ingot::kit
