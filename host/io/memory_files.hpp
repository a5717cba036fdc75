// MemoryFiles: Files for tests. Content lives in memory behind real descriptors (memfd), so
// sendfile works on it; every access is recorded, and a test can change a file or fail a read at a
// chosen moment. Internally locked; must outlive the handles it gave out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/error.hpp"
#include "host/io/files.hpp"

namespace ingot::io {

class MemoryFiles final : public Files {
 public:
  enum class AccessKind : std::uint8_t { open, read, check };
  struct Access {
    AccessKind kind;
    std::string key;
    std::uint64_t offset = 0;  // of a read
    std::size_t length = 0;    // of a read: bytes asked for
    friend bool operator==(const Access&, const Access&) = default;
  };

  // offered: readers may map the files, which is not recorded and cannot be made to fail; that the
  // bytes come right is all a test can then see.
  enum class Mapping : std::uint8_t { refused, offered };

  explicit MemoryFiles(Mapping mapping = Mapping::refused);
  ~MemoryFiles() override;

  // A file as the scan would see it. Adding a key again is a replacement: a new inode, and handles
  // opened before keep reading the old version, as after rename(2).
  SourceFile add(std::string_view key, std::string_view content);
  // `size` zero bytes that take no memory.
  SourceFile add_sparse(std::string_view key, std::uint64_t size);
  // Changes the file in place: open handles see the new bytes and size, and the time of
  // modification moves on.
  SourceFile overwrite(std::string_view key, std::string_view content);
  // Changes bytes and nothing else: what no comparison of size and time can notice.
  void corrupt(std::string_view key, std::uint64_t offset, std::string_view bytes);
  void remove(std::string_view key);

  Result<FileHandle> open(const SourceFile& expected) override;

  // Counting all reads of all files from 1, from now on: the n-th read fails, brings `missing`
  // bytes fewer than asked for (a FileHandle reads on from there; all of them missing is the end of
  // the file), or is preceded by `action` (which may change files). Each happens once. sendfile on
  // the descriptor is not seen here.
  void fail_read(std::size_t n, Error error);
  void shorten_read(std::size_t n, std::size_t missing);
  void before_read(std::size_t n, std::function<void()> action);
  // Every open of `key` fails from now on.
  void fail_open(std::string_view key, Error error);

  std::vector<Access> accesses() const;
  std::uint64_t bytes_read() const;
  std::size_t open_handles() const;

 private:
  struct Entry;
  struct Fault;
  struct State;
  class Bytes;

  std::unique_ptr<State> state_;
};

}  // namespace ingot::io
