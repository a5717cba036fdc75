#include "part_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace ingot::lab {

PartFile::PartFile(std::filesystem::path path) : path_(std::move(path)) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("open");
}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      descriptor_(std::exchange(other.descriptor_, -1)),
      problem_(std::move(other.problem_)) {}

PartFile::~PartFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

void PartFile::fail(const char* doing) {
  if (problem_.empty()) problem_ = doing + (" " + path_.string()) + ": " + std::strerror(errno);
}

void PartFile::write(std::span<const std::byte> bytes) {
  while (descriptor_ >= 0 && problem_.empty() && !bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("write");
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::filesystem::path PartFile::keep() {
  if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0) fail("close");
  return path_;
}

}  // namespace ingot::lab
