// ELF note: what a plugin's file says without being loaded: the manifest note, the exported symbols
// and the libraries it needs. 64-bit little-endian shared objects of this machine only. Every offset of the file is
// distrusted. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::plugin {

// The text of the one note with owner "Ingot" and type 1. `refused` with a sentence for a file that
// is not a readable plugin: not ELF, of another machine, truncated, without a manifest. not_found:
// no such file.
Result<std::string> read_manifest_note(const std::filesystem::path& file);

// Names of the dynamic symbols that the file defines for others, sorted. Errors as above.
Result<std::vector<std::string>> list_exported(const std::filesystem::path& file);

// Names of the libraries that are loaded with the file, in its order. Errors as above.
Result<std::vector<std::string>> list_needed(const std::filesystem::path& file);

}  // namespace ingot::plugin
