#include "host/io/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <array>
#include <cerrno>
#include <string>

#include "host/base/text.hpp"

namespace ingot::io {

// The digits the holder wrote; it may be just about to write them.
static std::string holder_of(int fd) {
  std::array<char, 24> text{};
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0; i < length && text[static_cast<std::size_t>(i)] >= '0' &&
                      text[static_cast<std::size_t>(i)] <= '9';
       ++i) {
    digits += text[static_cast<std::size_t>(i)];
  }
  return digits.empty() ? "another process" : "process " + digits;
}

Result<LockFile> LockFile::acquire(const std::filesystem::path& path) {
  const std::string place = "lock " + printable(path.native());
  OwnedFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644));
  if (!fd.is_open()) return system_error(place, errno);
  int locked = -1;
  do {
    locked = ::flock(fd.value(), LOCK_EX | LOCK_NB);
  } while (locked != 0 && errno == EINTR);
  if (locked != 0 && errno == EWOULDBLOCK) {
    return Error{ErrorKind::conflict, place + ": held by " + holder_of(fd.value())};
  }
  if (locked != 0) return system_error(place, errno);
  const std::string content = std::to_string(::getpid()) + "\n";
  const bool is_written =
      ::ftruncate(fd.value(), 0) == 0 && ::pwrite(fd.value(), content.data(), content.size(), 0) ==
                                             static_cast<ssize_t>(content.size());
  if (!is_written) return system_error(place, errno);
  return LockFile(std::move(fd));
}

LockFile::~LockFile() {
  // An empty file says "nobody"; that this may fail costs no more than a stale number in it.
  if (fd_.is_open()) static_cast<void>(!::ftruncate(fd_.value(), 0));
}

}  // namespace ingot::io
