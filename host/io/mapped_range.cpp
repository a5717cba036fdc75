#include "host/io/mapped_range.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::io {

namespace {

Error cannot(const FileHandle& file, std::string_view why) {
  return Error{ErrorKind::unavailable,
               printable(file.expected().key) + ": map: " + std::string(why)};
}

}  // namespace

MappedRange::MappedRange(const FileHandle& file, void* pages, std::size_t size,
                         std::span<const std::byte> bytes, BusGuard guard)
    : file_(&file), pages_(pages), size_(size), bytes_(bytes), guard_(std::move(guard)) {}

MappedRange::MappedRange(MappedRange&& other) noexcept
    : file_(other.file_),
      pages_(std::exchange(other.pages_, nullptr)),
      size_(other.size_),
      bytes_(std::exchange(other.bytes_, {})),
      guard_(std::move(other.guard_)) {}

MappedRange& MappedRange::operator=(MappedRange&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(pages_, other.pages_);
  std::swap(size_, other.size_);
  std::swap(bytes_, other.bytes_);
  std::swap(guard_, other.guard_);
  return *this;
}

MappedRange::~MappedRange() {
  if (pages_ == nullptr) return;
  // The guard goes first: the addresses may be another thread's as soon as they are free.
  { const BusGuard last = std::move(guard_); }
  ::munmap(pages_, size_);
}

Result<MappedRange> MappedRange::map(const FileHandle& file, std::uint64_t offset,
                                     std::size_t length) {
  INGOT_CHECK(file.has_range(offset, length));
  if (length == 0) return Error{ErrorKind::internal, "map: no bytes to map"};
  if (!file.is_mappable()) return cannot(file, "not this kind of file");
  static const std::uint64_t page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::size_t lead = static_cast<std::size_t>(offset % page);
  const std::size_t size = lead + length;
  void* const pages = ::mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_POPULATE, file.fd(),
                             static_cast<off_t>(offset - lead));
  if (pages == MAP_FAILED) return cannot(file, std::strerror(errno));
  auto guard = BusGuard::take(pages, size);
  if (!guard) {
    ::munmap(pages, size);
    return cannot(file, "too much is mapped already");
  }
  const auto* bytes = static_cast<const std::byte*>(pages) + lead;
  return MappedRange(file, pages, size, {bytes, length}, *std::move(guard));
}

Status MappedRange::intact() const {
  if (!guard_.is_torn()) return {};
  INGOT_CHECK(file_->still_unchanged());
  return Error{ErrorKind::retryable, printable(file_->expected().key) +
                                         ": read: the disk did not bring a page of the file"};
}

}  // namespace ingot::io
