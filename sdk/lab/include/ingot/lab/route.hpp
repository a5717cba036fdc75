// Matching a path against a pattern like "/assets/{id}/files". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::lab {

// The values of the pattern's {…} segments, in order, or nothing where `path` (decoded segments,
// see Request::segments) has another form. A {…} takes any non-empty segment; a suffix behind the brace
// must match: "/assets/{id}:restore".
std::optional<std::vector<std::string>> match_route(std::string_view pattern,
                                                    const std::vector<std::string>& path);

}  // namespace ingot::lab
