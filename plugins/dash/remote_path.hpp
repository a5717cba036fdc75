// The path an item gets in Dash, and what a name may look like there. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace ingot::dash {

// Folder + "/" + name, one leading slash, none doubled. The name is always part of it: a path of
// "/" alone would carry no file name (dash.md 1.9, trap 1).
std::string remote_path(std::string_view folder, std::string_view name);

// Why Dash cannot hold an item of this name in this folder; empty when it can.
std::string path_problem(std::string_view folder, std::string_view name);

}  // namespace ingot::dash
