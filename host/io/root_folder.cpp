#include "host/io/root_folder.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::io {

namespace {

// Where a key may not lead is the kernel's to enforce while it walks the path, so no swap in
// between is missed.
int open_resolved(int root, const std::string& key, int flags, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = resolve;
  int fd = -1;
  do {
    fd = static_cast<int>(::syscall(SYS_openat2, root, key.c_str(), &how, sizeof how));
  } while (fd < 0 && errno == EINTR);
  return fd;
}

int open_plain(int root, const std::string& key, int flags) {
  int fd = -1;
  do {
    fd = ::openat(root, key.c_str(), flags);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// Kernels before 5.6 do not have openat2, and some sandboxes answer "not permitted" to calls they
// do not know.
bool has_openat2(int root) {
  const OwnedFd probe(open_resolved(root, ".", O_PATH | O_CLOEXEC, RESOLVE_BENEATH));
  return probe.is_open();
}

// Every folder on the way is opened from the one before it, so that none can be a link: the long
// way round.
int open_step_by_step(int root, const std::string& key, int flags) {
  OwnedFd folder;
  std::size_t begin = 0;
  for (std::size_t slash = key.find('/'); slash != std::string::npos;
       slash = key.find('/', begin)) {
    const int from = folder.is_open() ? folder.value() : root;
    OwnedFd next(open_plain(from, key.substr(begin, slash - begin),
                            O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next.is_open()) return -1;
    folder = std::move(next);
    begin = slash + 1;
  }
  const int from = folder.is_open() ? folder.value() : root;
  return open_plain(from, key.substr(begin), flags | O_NOFOLLOW);
}

// The path of an open file without links; empty if the system cannot tell.
std::string real_path_of(int fd) {
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  std::array<char, 8192> target{};
  const ssize_t length = ::readlink(link.c_str(), target.data(), target.size());
  if (length <= 0 || static_cast<std::size_t>(length) == target.size()) return {};
  return std::string(target.data(), static_cast<std::size_t>(length));
}

// A key that could lead anywhere but down is refused before the system sees it.
bool leads_down(std::string_view key) {
  if (key.starts_with('/') || key.find('\0') != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= key.size();) {
    std::size_t end = key.find('/', begin);
    if (end == std::string_view::npos) end = key.size();
    if (key.substr(begin, end - begin) == "..") return false;
    begin = end + 1;
  }
  return true;
}

}  // namespace

RootFolder::RootFolder(OwnedFd fd, std::filesystem::path path, std::string real_path,
                       Symlinks symlinks, Lookup lookup)
    : fd_(std::move(fd)),
      path_(std::move(path)),
      real_path_(std::move(real_path)),
      symlinks_(symlinks),
      lookup_(lookup) {}

Result<RootFolder> RootFolder::open(const std::filesystem::path& root, Symlinks symlinks) {
  const std::string place = "folder " + printable(root.native());
  if (root.empty()) return Error{ErrorKind::invalid, "folder: no path is given"};
  OwnedFd fd(open_plain(AT_FDCWD, root.native(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) {
    const int error_number = errno;
    struct stat facts {};
    const bool is_other = error_number == ENOTDIR && ::stat(root.c_str(), &facts) == 0;
    if (is_other) return Error{ErrorKind::invalid, place + ": not a folder"};
    return system_error(place, error_number);
  }
  std::string real_path = real_path_of(fd.value());
  if (symlinks == Symlinks::follow_inside && real_path.empty()) {
    return Error{ErrorKind::unavailable,
                 place + ": /proc is not readable, so links cannot be kept inside the folder"};
  }
  const Lookup lookup = has_openat2(fd.value()) ? Lookup::openat2 : Lookup::step_by_step;
  return RootFolder(std::move(fd), root, std::move(real_path), symlinks, lookup);
}

bool RootFolder::contains(int fd) const {
  const std::string path = real_path_of(fd);
  if (path == real_path_) return true;
  if (real_path_ == "/") return path.starts_with('/');
  return path.starts_with(real_path_) && path[real_path_.size()] == '/';
}

RootFolder::Opened RootFolder::open_below(std::string_view key, int flags) const {
  if (!leads_down(key)) return {OwnedFd(), EXDEV};
  const std::string path = key.empty() ? "." : std::string(key);
  // O_PATH takes no other flags.
  const int safe = (flags & O_PATH) != 0 ? 0 : O_NOCTTY | O_NONBLOCK;
  const int all_flags = flags | safe | O_CLOEXEC;
  OwnedFd fd;
  if (symlinks_ != Symlinks::skip) {
    fd = OwnedFd(open_plain(fd_.value(), path, all_flags));
  } else if (lookup_ == Lookup::openat2) {
    // With O_PATH and O_NOFOLLOW the last part may be a link: it is opened itself.
    fd = OwnedFd(open_resolved(fd_.value(), path, all_flags | O_NOFOLLOW,
                               RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS));
  } else {
    fd = OwnedFd(open_step_by_step(fd_.value(), path, all_flags));
  }
  if (!fd.is_open()) return {OwnedFd(), errno};
  if (symlinks_ == Symlinks::follow_inside && !contains(fd.value())) return {OwnedFd(), EXDEV};
  return {std::move(fd), 0};
}

RootFolder::Looked RootFolder::look(std::string_view key) const {
  Looked looked;
  const Opened opened = open_below(key, O_PATH);
  looked.error_number = opened.error_number;
  if (looked.error_number == 0 && ::fstat(opened.fd.value(), &looked.facts) != 0) {
    looked.error_number = errno;
  }
  return looked;
}

}  // namespace ingot::io
