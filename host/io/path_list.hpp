// PathList: the paths of a list, one after the other, as find, git or a person wrote them: from a
// file or from standard input. Bytes as they are; what they mean is the caller's. One object is
// used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "host/base/result.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

enum class PathSeparator : std::uint8_t {
  line,  // LF, perhaps after CR; empty lines are no paths
  nul,   // what `find -print0` and `git ls-files -z` write
};

class PathList {
 public:
  // Errors: not_found, refused.
  static Result<PathList> open(const std::filesystem::path& file, PathSeparator separator);
  // Reads what is left of standard input, which stays open.
  static Result<PathList> standard_input(PathSeparator separator);

  // The next path, or nothing at the end. Errors: retryable (a failing disk), invalid: a path of
  // more than 64 KiB, which is a list with the other separator; cancelled. Blocks while a pipe has
  // nothing.
  Result<std::optional<std::string>> next(const std::stop_token& stop);
  // Of the path given last, from 1; every line and every NUL counts.
  std::uint64_t number() const { return number_; }

 private:
  PathList(std::string name, OwnedFd fd, PathSeparator separator)
      : name_(std::move(name)), fd_(std::move(fd)), separator_(separator) {}

  Status fill(const std::stop_token& stop);
  Status wait(const std::stop_token& stop) const;

  std::string name_;
  OwnedFd fd_;
  PathSeparator separator_;
  std::string buffer_;
  std::size_t at_ = 0;  // of the next byte in buffer_
  std::uint64_t number_ = 0;
  bool has_ended_ = false;
};

}  // namespace ingot::io
