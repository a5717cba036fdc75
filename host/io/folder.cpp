#include "host/io/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "host/base/text.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

static bool is_folder(const std::filesystem::path& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

Status make_folders(const std::filesystem::path& path, mode_t mode) {
  if (path.empty()) return Error{ErrorKind::invalid, "make folder: no path is given"};
  std::filesystem::path so_far;
  for (const auto& part : path) {
    so_far /= part;
    if (::mkdir(so_far.c_str(), mode) == 0) continue;
    const int error_number = errno;
    // Also when mkdir was not permitted: folders on the way may belong to somebody else.
    if (is_folder(so_far)) continue;
    const std::string place = "make folder " + printable(so_far.native());
    if (error_number == EEXIST || error_number == ENOTDIR) {
      return Error{ErrorKind::invalid, place + ": a file of this name is in the way"};
    }
    return system_error(place, error_number);
  }
  return {};
}

Status sync_folder(const std::filesystem::path& path) {
  const std::string place = "sync folder " + printable(path.native());
  const OwnedFd fd(::open(path.empty() ? "." : path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open()) return system_error(place, errno);
  // Some file systems cannot sync a folder and say so; they have nothing to lose then.
  if (::fsync(fd.value()) != 0 && errno != EINVAL && errno != EROFS)
    return system_error(place, errno);
  return {};
}

}  // namespace ingot::io
