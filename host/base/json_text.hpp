// Writes JSON texts. Only what the host needs to write; it reads none. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot {

// Appends `text` as a JSON string with its quotes. Precondition: UTF-8.
void append_json(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

}  // namespace ingot
