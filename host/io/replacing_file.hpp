// ReplacingFile: a file of any size written in pieces under a temporary name and put in place whole
// by commit(). For reports; small texts use write_durable_file. Move-only; one thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

class ReplacingFile {
 public:
  // Makes the temporary file beside `path`. Errors: not_found (no such folder), refused, no_space.
  static Result<ReplacingFile> begin(const std::filesystem::path& path);
  ReplacingFile(ReplacingFile&& other) noexcept;
  ReplacingFile& operator=(ReplacingFile&&) = delete;
  // Without commit() the temporary file is removed and what stood at `path` stays.
  ~ReplacingFile();

  // Buffered; an error is final.
  Status write(std::string_view text);
  // Exactly this mode, then fsync, rename, fsync of the folder: readers see the old file or the new
  // one.
  Status commit(mode_t mode = 0644);

 private:
  ReplacingFile(std::filesystem::path path, std::filesystem::path temporary, OwnedFd fd);
  Status flush();

  std::filesystem::path path_, temporary_;  // temporary_ is empty once there is nothing to remove
  OwnedFd fd_;
  std::string buffer_;
};

}  // namespace ingot::io
