// Error: why something failed and what the caller does next. A value: copyable, no thread rule.
#pragma once

#include <string>
#include <string_view>

namespace ingot {

// Each kind is an instruction to the caller, not a description of the cause.
enum class ErrorKind {
  invalid,          // the input is wrong; fix it, do not repeat
  not_found,        // the named thing is not there
  retryable,        // may work later; repeat with backoff
  auth,             // credentials or permission; a human or a login must act
  conflict,         // the other side is in a different state; re-read and decide
  rejected,         // the vendor refused this content for good
  source_changed,   // the source file is not the one that was scanned
  unknown_outcome,  // may or may not have happened; probe, never repeat blindly
  unavailable,      // host or network out of reach; state is saved
  no_space,         // a local disk or quota is full; stop cleanly
  cancelled,        // we were asked to stop
  refused,          // policy of this host forbids it (plugin, secret, host name)
  internal,         // a bug in ingot
};

std::string_view to_string(ErrorKind kind);

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;  // lower case, no full stop, outer context first: "part 7: read: short by 12 bytes"

  // The same error with `outer` in front of its message.
  Error within(std::string_view outer) const {
    return Error{kind, std::string(outer) + ": " + message};
  }
};

// The text and kind for a failed system call: "open: /a/b: permission denied".
Error system_error(std::string_view what, int error_number);

}  // namespace ingot
