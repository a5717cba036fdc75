// One code point after the other from a name. A byte that is not UTF-8 comes as a character of its
// own, so that patterns can also be asked about names no key can have. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot::io {

// The character at `at`, which must be inside the text; moves `at` behind it. A stray byte b comes
// as U+110000 + b.
char32_t next_code_point(std::string_view text, std::size_t& at);

}  // namespace ingot::io
