// DurableFile: small text files written whole or not at all, and read whole within a bound. For
// reports, state and configuration; not for source files (FileHandle) or ledgers. Free functions;
// thread-safe.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::io {

inline constexpr mode_t kSharedFile = 0644;
inline constexpr mode_t kPrivateFile = 0600;

// Replaces `path` by a file with this text and exactly this mode: a temporary file beside it,
// fsync, rename, fsync of the folder. Whoever reads sees the old text or the new one, also after
// power loss. Errors: not_found (no such folder), refused, no_space; then the old file is untouched
// and the temporary one removed.
Status write_durable_file(const std::filesystem::path& path, std::string_view text,
                          mode_t mode = kSharedFile);

// The whole file. Errors: not_found, refused, invalid (not a regular file, or larger than
// `max_bytes`).
Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace ingot::io
