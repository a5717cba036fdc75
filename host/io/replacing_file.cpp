#include "host/io/replacing_file.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>

#include "host/base/text.hpp"
#include "host/io/folder.hpp"

namespace ingot::io {

// One write(2) per this many bytes: a report of a million rows is then a few thousand calls.
static constexpr std::size_t kBuffer = 64u << 10;

static Status write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("write", errno);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

static std::string place_of(const std::filesystem::path& path) {
  return "write " + printable(path.native());
}

Result<ReplacingFile> ReplacingFile::begin(const std::filesystem::path& path) {
  std::string name = path.native() + ".new-XXXXXX";
  OwnedFd fd(::mkostemp(name.data(), O_CLOEXEC));
  if (!fd.is_open()) {
    return system_error(place_of(path) + ": make a temporary file beside it", errno);
  }
  return ReplacingFile(path, name, std::move(fd));
}

ReplacingFile::ReplacingFile(std::filesystem::path path, std::filesystem::path temporary,
                             OwnedFd fd)
    : path_(std::move(path)), temporary_(std::move(temporary)), fd_(std::move(fd)) {}

ReplacingFile::ReplacingFile(ReplacingFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      fd_(std::move(other.fd_)),
      buffer_(std::move(other.buffer_)) {}

ReplacingFile::~ReplacingFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status ReplacingFile::write(std::string_view text) {
  buffer_ += text;
  return buffer_.size() >= kBuffer ? flush() : Status();
}

Status ReplacingFile::flush() {
  if (const Status written = write_all(fd_.value(), buffer_); !written) {
    return written.error().within(place_of(path_));
  }
  buffer_.clear();
  return {};
}

Status ReplacingFile::commit(mode_t mode) {
  INGOT_CHECK(flush());
  const std::string place = place_of(path_);
  if (::fchmod(fd_.value(), mode) != 0) return system_error(place + ": set its permissions", errno);
  if (::fsync(fd_.value()) != 0) return system_error(place + ": sync", errno);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    return system_error(place + ": rename", errno);
  temporary_.clear();
  return sync_folder(path_.parent_path());
}

}  // namespace ingot::io
