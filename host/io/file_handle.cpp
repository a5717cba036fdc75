#include "host/io/file_handle.hpp"

#include <string>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::io {

namespace {

Error changed(std::string_view what) {
  return Error{ErrorKind::source_changed,
               std::string(what) + " since it was scanned; scan it again"};
}

// The first difference between what was scanned and what is there.
Status compare(const SourceFile& expected, const FileBytes::Facts& facts) {
  if (!facts.is_regular) return changed("the file became something else than a file");
  if (facts.size != expected.size) {
    return changed("the size went from " + std::to_string(expected.size) + " to " +
                   std::to_string(facts.size) + " bytes");
  }
  if (facts.mtime_ns != expected.mtime_ns) return changed("the file was modified");
  if (expected.inode != 0 && facts.inode != expected.inode) {
    return changed("the file was replaced by another of the same size and time");
  }
  return {};
}

}  // namespace

FileHandle::FileHandle(std::unique_ptr<FileBytes> bytes, SourceFile expected)
    : bytes_(std::move(bytes)), expected_(std::move(expected)) {}

Result<FileHandle> FileHandle::adopt(std::unique_ptr<FileBytes> bytes, SourceFile expected) {
  FileHandle handle(std::move(bytes), std::move(expected));
  INGOT_CHECK(handle.still_unchanged());
  return handle;
}

Status FileHandle::has_range(std::uint64_t offset, std::uint64_t length) const {
  if (offset <= expected_.size && length <= expected_.size - offset) return {};
  return Error{ErrorKind::internal, printable(expected_.key) + ": read: " + std::to_string(length) +
                                        " bytes at " + std::to_string(offset) +
                                        " are beyond the file"};
}

Status FileHandle::read_at(std::span<std::byte> into, std::uint64_t offset) const {
  INGOT_CHECK(has_range(offset, into.size()));
  while (!into.empty()) {
    auto count = bytes_->read(into, offset);
    if (!count) return count.error().within(printable(expected_.key));
    if (*count == 0) {
      return Error{ErrorKind::source_changed,
                   printable(expected_.key) + ": read: short by " + std::to_string(into.size()) +
                       " bytes: the file was cut since it was scanned; scan it again"};
    }
    into = into.subspan(*count);
    offset += *count;
  }
  return {};
}

Status FileHandle::still_unchanged() const {
  const auto facts = bytes_->facts();
  if (!facts) return facts.error().within(printable(expected_.key));
  if (const Status same = compare(expected_, *facts); !same) {
    return same.error().within(printable(expected_.key));
  }
  return {};
}

}  // namespace ingot::io
