// Files: how the host opens source files. DiskFiles is the real one; MemoryFiles (its own header)
// is the fake. Thread-safe.
#pragma once

#include "host/base/result.hpp"
#include "host/io/file_handle.hpp"
#include "host/io/root_folder.hpp"
#include "host/io/source_file.hpp"

namespace ingot::io {

class Files {
 public:
  virtual ~Files() = default;
  // Opens the file with this key if it is still the version described. Errors: source_changed
  // (gone, replaced or modified since the scan), refused (permission, or a key that leads out of
  // the root), retryable (no descriptors left, disk trouble).
  virtual Result<FileHandle> open(const SourceFile& expected) = 0;
};

class DiskFiles final : public Files {
 public:
  explicit DiskFiles(RootFolder root) : root_(std::move(root)) {}
  Result<FileHandle> open(const SourceFile& expected) override;

 private:
  RootFolder root_;
};

}  // namespace ingot::io
