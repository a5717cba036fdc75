// LockFile: a file only one process holds at a time (flock); the system frees it when the holder
// dies, however it dies. The content is the holder's process id, for people. Not a lock between
// threads. Move-only; one owner.
#pragma once

#include <filesystem>

#include "host/base/result.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

class LockFile {
 public:
  // Makes the file if need be and takes it without waiting. conflict when another holder has it
  // (the message names its process id), also when that is this process. The file stays after
  // release: removing it could free a name somebody else has just locked.
  static Result<LockFile> acquire(const std::filesystem::path& path);

  LockFile(LockFile&&) noexcept = default;
  LockFile& operator=(LockFile&&) noexcept = default;
  ~LockFile();

 private:
  explicit LockFile(OwnedFd fd) : fd_(std::move(fd)) {}

  OwnedFd fd_;
};

}  // namespace ingot::io
