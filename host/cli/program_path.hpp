// ProgramPath: where this program lies, so that it finds its plugins and labs wherever it is installed. Pure but for
// one look at /proc.
#pragma once

#include <filesystem>

namespace ingot::cli {

// The executable's own path; empty where /proc is not mounted.
std::filesystem::path program_path();
// What it was installed into: <folder of the program>/..
std::filesystem::path prefix_folder();
// <prefix>/libexec/ingot.
std::filesystem::path libexec_folder();

}  // namespace ingot::cli
