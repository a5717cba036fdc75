#include "host/io/files.hpp"

#include <fcntl.h>

#include <cerrno>
#include <memory>
#include <string>

#include "host/base/text.hpp"
#include "host/io/source_stat.hpp"

namespace ingot::io {

namespace {

// Below this the kernel's first read-ahead already brings the whole file.
constexpr std::uint64_t kReadAheadPays = 128u << 10;

// What a failing disk or network file system says may be over at the next try; a stale handle is
// another file.
Error disk_error(std::string_view what, int error_number) {
  Error error = system_error(what, error_number);
  if (error_number == EIO || error_number == ETIMEDOUT) error.kind = ErrorKind::retryable;
  if (error_number == ESTALE) error.kind = ErrorKind::source_changed;
  return error;
}

class DiskBytes final : public FileBytes {
 public:
  explicit DiskBytes(OwnedFd fd) : fd_(std::move(fd)) {}

  Result<Facts> facts() override {
    struct stat stat {};
    if (::fstat(fd_.value(), &stat) != 0) return disk_error("stat", errno);
    return Facts{static_cast<std::uint64_t>(stat.st_size), mtime_ns(stat), stat.st_ino,
                 S_ISREG(stat.st_mode)};
  }

  Result<std::size_t> read(std::span<std::byte> into, std::uint64_t offset) override {
    ssize_t count = -1;
    do {
      count = ::pread(fd_.value(), into.data(), into.size(), static_cast<off_t>(offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) return disk_error("read", errno);
    return static_cast<std::size_t>(count);
  }

  int fd() const override { return fd_.value(); }
  bool is_mappable() const override { return true; }

 private:
  const OwnedFd fd_;
};

// The scan saw a regular file that could be opened by this key; what says otherwise now is a
// change.
Error open_error(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case EISDIR:
    case ENXIO:
      return Error{ErrorKind::source_changed,
                   "open: the file is gone or was replaced since it was scanned; scan it again"};
    case EXDEV:
      return Error{ErrorKind::refused, "open: the path leads out of the scanned folder"};
    case EACCES:
    case EPERM:
      return Error{ErrorKind::refused, "open: permission denied; let this user read the file"};
    default:
      return disk_error("open", error_number);
  }
}

}  // namespace

Result<FileHandle> DiskFiles::open(const SourceFile& expected) {
  auto opened = root_.open_below(expected.key, O_RDONLY);
  if (opened.error_number != 0) {
    return open_error(opened.error_number).within(printable(expected.key));
  }
  if (expected.size > kReadAheadPays) {
    // Advice only: the file reads the same without it.
    static_cast<void>(::posix_fadvise(opened.fd.value(), 0, 0, POSIX_FADV_SEQUENTIAL));
  }
  return FileHandle::adopt(std::make_unique<DiskBytes>(std::move(opened.fd)), expected);
}

}  // namespace ingot::io
