// OwnedFd: a file descriptor closed by its destructor. Move-only value; owned by one thread at a
// time.
#pragma once

#include <unistd.h>

#include <utility>

namespace ingot::io {

class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  // Nothing is lost by ignoring close(): files written here are synced before.
  ~OwnedFd() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool is_open() const { return fd_ >= 0; }
  int value() const { return fd_; }

 private:
  int fd_ = -1;
};

}  // namespace ingot::io
