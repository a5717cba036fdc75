// Texts of a table that are to be values of a vendor's types, judged strictly and without a locale.
// Pure.
#pragma once

#include <optional>
#include <string>

namespace ingot::kit {

bool is_calendar_date(const std::string& text);  // YYYY-MM-DD, a day that exists
// A finite floating point number with a decimal point: no grouping, no comma, no "inf".
bool is_decimal(const std::string& text);
// The number in the form of JSON (".5" is none). Only for what is_decimal() takes.
std::string decimal_json(const std::string& text);
// true, yes, 1; false, no, 0; in any case of letters.
std::optional<bool> truth_of(const std::string& text);
std::size_t code_points(const std::string& text);
std::string lower_ascii(std::string text);

}  // namespace ingot::kit
