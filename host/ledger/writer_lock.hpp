// WriterLock: at most one writer per ledger, across processes and within one. Lives in
// `<ledger>-lock`, which stays behind empty of meaning; the system frees the lock when the process
// dies. Not the database file itself: closing a second descriptor of that would drop SQLite's own
// locks.
#pragma once

#include <filesystem>
#include <utility>

#include "host/base/result.hpp"

namespace ingot::ledger {

class WriterLock {
 public:
  // conflict, naming the other process, if the ledger is being written.
  static Result<WriterLock> take(const std::filesystem::path& ledger);
  WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  WriterLock& operator=(WriterLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~WriterLock();

 private:
  explicit WriterLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_;
};

}  // namespace ingot::ledger
