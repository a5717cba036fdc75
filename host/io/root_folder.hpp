// RootFolder: the folder all keys are relative to, and the one way to open or look at what lies
// below it. Keeps a key from leading out of the root, also when folders are swapped for links
// meanwhile. Does not walk (FolderScan). Immutable after open(); thread-safe.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

enum class Symlinks : std::uint8_t {
  skip,             // never followed, in no part of a key
  follow_inside,    // followed while the target lies below the root
  follow_anywhere,  // followed wherever they lead
};

class RootFolder {
 public:
  // The root itself may be a link: whoever named it chose it. Errors: not_found, refused, invalid
  // (not a folder).
  static Result<RootFolder> open(const std::filesystem::path& root, Symlinks symlinks);

  // open(2) of root/key ("" = the root) with O_CLOEXEC, O_NOCTTY and O_NONBLOCK added, so that a
  // fifo cannot block. A system error is given as its errno (EXDEV: the key leads out of the root,
  // ELOOP: a link where none is followed, ENAMETOOLONG: a key the system cannot open), for the
  // caller to judge.
  struct Opened {
    OwnedFd fd;
    int error_number = 0;  // 0 = fd is open
  };
  Opened open_below(std::string_view key, int flags) const;

  struct Looked {
    struct stat facts {};
    int error_number = 0;
  };
  // stat(2) of root/key under the same rules; with Symlinks::skip a link is described itself.
  Looked look(std::string_view key) const;

  int fd() const { return fd_.value(); }
  Symlinks symlinks() const { return symlinks_; }
  const std::filesystem::path& path() const { return path_; }

 private:
  enum class Lookup : std::uint8_t { openat2, step_by_step };
  RootFolder(OwnedFd fd, std::filesystem::path path, std::string real_path, Symlinks symlinks,
             Lookup lookup);
  bool contains(int fd) const;

  OwnedFd fd_;
  std::filesystem::path path_;  // as it was named, for messages
  std::string real_path_;       // without links
  Symlinks symlinks_;
  Lookup lookup_;
};

}  // namespace ingot::io
