#include "host/base/error.hpp"

#include <cerrno>
#include <system_error>

namespace ingot {

std::string_view to_string(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::retryable: return "retryable";
    case ErrorKind::auth: return "auth";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::rejected: return "rejected";
    case ErrorKind::source_changed: return "source_changed";
    case ErrorKind::unknown_outcome: return "unknown_outcome";
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::no_space: return "no_space";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::refused: return "refused";
    case ErrorKind::internal: return "internal";
  }
  return "internal";
}

static ErrorKind kind_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: return ErrorKind::not_found;
    case ENOSPC:
    case EDQUOT: return ErrorKind::no_space;
    case EACCES:
    case EPERM:
    case EROFS: return ErrorKind::refused;
    case EAGAIN:
    case EINTR:
    case EMFILE:
    case ENFILE: return ErrorKind::retryable;
    default: return ErrorKind::invalid;
  }
}

Error system_error(std::string_view what, int error_number) {
  std::string reason = std::generic_category().message(error_number);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] += 'a' - 'A';
  return Error{kind_of(error_number), std::string(what) + ": " + reason};
}

}  // namespace ingot
