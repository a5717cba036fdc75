#include "host/io/path_list.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace ingot::io {

static constexpr std::size_t kPiece = 64u << 10;
static constexpr std::size_t kLongestPath = 64u << 10;  // sixteen times what Linux opens

Result<PathList> PathList::open(const std::filesystem::path& file, PathSeparator separator) {
  OwnedFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (fd.value() < 0) {
    const int why = errno;
    const ErrorKind kind =
        why == ENOENT || why == ENOTDIR ? ErrorKind::not_found : ErrorKind::refused;
    return Error{kind, file.string() + ": open: " + std::strerror(why)};
  }
  return PathList(file.string(), std::move(fd), separator);
}

Result<PathList> PathList::standard_input(PathSeparator separator) {
  OwnedFd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
  if (fd.value() < 0)
    return Error{ErrorKind::refused, std::string("standard input: ") + std::strerror(errno)};
  return PathList("standard input", std::move(fd), separator);
}

// A pipe may stay silent for as long as its writer likes.
Status PathList::wait(const std::stop_token& stop) const {
  static constexpr int kLookMs = 200;
  pollfd waited{fd_.value(), POLLIN, 0};
  while (!stop.stop_requested()) {
    const int ready = ::poll(&waited, 1, kLookMs);
    // What cannot be waited for can be read.
    if (ready != 0 && (ready > 0 || errno != EINTR)) return {};
  }
  return Error{ErrorKind::cancelled, "stopped"};
}

Status PathList::fill(const std::stop_token& stop) {
  INGOT_CHECK(wait(stop));
  buffer_.erase(0, std::exchange(at_, 0));
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kPiece);
  ssize_t got = 0;
  do {
    got = ::read(fd_.value(), buffer_.data() + had, kPiece);
  } while (got < 0 && errno == EINTR);
  const int why = errno;
  buffer_.resize(had + static_cast<std::size_t>(got < 0 ? 0 : got));
  if (got < 0) return Error{ErrorKind::retryable, name_ + ": read: " + std::strerror(why)};
  has_ended_ = got == 0;
  return {};
}

Result<std::optional<std::string>> PathList::next(const std::stop_token& stop) {
  const char mark = separator_ == PathSeparator::line ? '\n' : '\0';
  std::size_t searched = 0;
  while (true) {
    const std::size_t end = buffer_.find(mark, at_ + searched);
    if (end == buffer_.npos && !has_ended_) {
      searched = buffer_.size() - at_;
      if (searched > kLongestPath) {
        return Error{ErrorKind::invalid,
                     name_ + ": path " + std::to_string(number_ + 1) +
                         " is longer than 64 KiB; is scan.list.separator right?"};
      }
      INGOT_CHECK(fill(stop));
      continue;
    }
    if (end == buffer_.npos && at_ == buffer_.size()) return std::optional<std::string>();
    std::string path = buffer_.substr(at_, end == buffer_.npos ? end : end - at_);
    at_ = end == buffer_.npos ? buffer_.size() : end + 1;
    searched = 0;
    ++number_;
    if (separator_ == PathSeparator::line && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) return std::optional(std::move(path));
  }
}

}  // namespace ingot::io
