#include "host/io/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "host/base/text.hpp"
#include "host/io/owned_fd.hpp"
#include "host/io/replacing_file.hpp"

namespace ingot::io {

Status write_durable_file(const std::filesystem::path& path, std::string_view text, mode_t mode) {
  INGOT_TRY(ReplacingFile file, ReplacingFile::begin(path));
  INGOT_CHECK(file.write(text));
  return file.commit(mode);
}

Result<std::string> read_small_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const std::string place = "read " + printable(path.native());
  // O_NONBLOCK: a fifo of this name must not hang us.
  const OwnedFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.is_open()) return system_error(place, errno);
  struct stat facts {};
  if (::fstat(fd.value(), &facts) != 0) return system_error(place, errno);
  if (!S_ISREG(facts.st_mode)) return Error{ErrorKind::invalid, place + ": not a regular file"};
  std::string text;
  // One byte more than allowed tells "too large" also for files that lie about their size, as those
  // of /proc do.
  while (text.size() <= max_bytes) {
    const std::size_t before = text.size();
    const std::size_t more = std::min<std::size_t>(64u << 10, max_bytes + 1 - before);
    text.resize(before + more);
    const ssize_t count = ::read(fd.value(), text.data() + before, more);
    const int error_number = errno;
    text.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
    if (count < 0 && error_number != EINTR) return system_error(place, error_number);
    if (count == 0) return text;
  }
  return Error{ErrorKind::invalid, place + ": larger than " + human_bytes(max_bytes)};
}

}  // namespace ingot::io
