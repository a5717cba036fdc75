// LabProgram: where the emulator of a vendor is. Pure but for a look at the file system.
#pragma once

#include <filesystem>
#include <string>

#include "host/base/result.hpp"

namespace ingot::cli {

// The executable in libexec. not_found: there is none for `vendor`, with those that are installed.
Result<std::filesystem::path> lab_program(const std::string& vendor);

}  // namespace ingot::cli
