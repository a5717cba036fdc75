// JSON syntax: is a text one well-formed JSON value (RFC 8259)? Builds nothing, so it is safe on
// text of any size from a plugin. Not a parser. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot::plugin {

// What plugins nest is shallow; readers further on may recurse.
inline constexpr std::size_t kMaxJsonDepth = 64;

// UTF-8, nothing behind the value but white space, nested at most kMaxJsonDepth deep.
bool is_json(std::string_view text);

}  // namespace ingot::plugin
