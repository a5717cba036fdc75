// Folder: making folders for what the host writes, and making what happened in a folder durable.
// Not the source tree (RootFolder). Free functions; thread-safe.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "host/base/result.hpp"

namespace ingot::io {

inline constexpr mode_t kSharedFolder = 0755;
inline constexpr mode_t kPrivateFolder = 0700;  // for ledgers and tokens

// Makes the folder and those above it that are missing (with `mode`, less the umask); fine if it
// exists. Errors: invalid when a part of the path is a file, refused, no_space.
Status make_folders(const std::filesystem::path& path, mode_t mode = kSharedFolder);
// After this, names created in or renamed into the folder survive power loss.
Status sync_folder(const std::filesystem::path& path);

}  // namespace ingot::io
