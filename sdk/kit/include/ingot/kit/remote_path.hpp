// Paths a vendor is given, whose bytes end up as keys of an object store. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::kit {

// Why "folder/name.ext" cannot be such a path: an empty, `.` or `..` segment, a backslash, a
// control character, more than 1024 bytes (object stores) or 255 bytes a segment (file systems).
// Empty when it can.
std::string path_problem(std::string_view path);

}  // namespace ingot::kit
