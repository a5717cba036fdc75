// A file on the disk as the scan would see it, for tests and benchmarks that need a real one.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <span>
#include <string>

#include "host/io/files.hpp"
#include "host/io/source_stat.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::io {

class DiskFile {
 public:
  explicit DiskFile(std::span<const std::byte> content) {
    std::ofstream out(path(), std::ios::binary);
    out.write(reinterpret_cast<const char*>(content.data()),
              static_cast<std::streamsize>(content.size()));
  }
  // Zeros that no page cache holds yet.
  static DiskFile sparse(std::uint64_t size) {
    DiskFile file{std::span<const std::byte>()};
    file.resize(size);
    return file;
  }

  std::string path() const { return (folder_->path() / "file").string(); }
  SourceFile source() const {
    struct stat facts {};
    if (::stat(path().c_str(), &facts) != 0) std::abort();
    return source_file("file", facts);
  }
  FileHandle open() const {
    DiskFiles files(*RootFolder::open(folder_->path(), Symlinks::skip));
    return *files.open(source());
  }
  void resize(std::uint64_t size) const {
    if (::truncate(path().c_str(), static_cast<off_t>(size)) != 0) std::abort();
  }

 private:
  std::unique_ptr<test::TempDir> folder_ = std::make_unique<test::TempDir>();
};

}  // namespace ingot::io
