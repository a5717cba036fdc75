// PluginImage: a copy of a plugin's file in memory that nobody can change any more: what is checked is what is loaded,
// whatever happens to the file. Holds a descriptor; move-only.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

#include "host/base/result.hpp"

namespace ingot::hosting {

class PluginImage {
 public:
  // Blocks for the disk. not_found: no such file; refused: it cannot be read or is larger than a plugin may be.
  static Result<PluginImage> read(const std::filesystem::path& file);

  PluginImage(PluginImage&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), bytes_(std::exchange(other.bytes_, {})) {}
  PluginImage& operator=(PluginImage&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~PluginImage();

  int fd() const { return fd_; }
  std::span<const std::byte> bytes() const { return bytes_; }
  // Where this process can load it from.
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  PluginImage() = default;

  int fd_ = -1;
  std::span<const std::byte> bytes_;  // mapped
};

}  // namespace ingot::hosting
