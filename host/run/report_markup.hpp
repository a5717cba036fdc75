// Text as XML and HTML carry it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ingot::run {

// For element content and quoted attributes alike. Control characters that XML 1.0 cannot hold, and what is not
// UTF-8, are shown escaped; tabs and line ends come back from an attribute as they were.
std::string markup_text(std::string_view text);

// For eyes: marks that are not seen, or turn the direction of what follows, are shown escaped, for a name with one in it
// can look like another. What is not UTF-8 stays as it is.
std::string visible_text(std::string_view text);

// At most `bytes`, cut at a character, with "…" where something is missing.
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace ingot::run
