// Did-you-mean: the declared name closest to what was typed. Pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::job {

// Edits (insert, delete, replace, swap of neighbours) from one text to the other, letters compared
// without case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The closest candidate within a third of its length (at least one edit); nothing when two are
// equally close or none is.
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

// "did you mean `x`?" or empty.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates);

// "a, b, c"
std::string listed(std::span<const std::string> names);

}  // namespace ingot::job
