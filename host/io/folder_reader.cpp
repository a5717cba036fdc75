#include "host/io/folder_reader.hpp"

#include <dirent.h>

#include <cerrno>

namespace ingot::io {

static EntryType type_of(unsigned char d_type) {
  switch (d_type) {
    case DT_REG:
      return EntryType::file;
    case DT_DIR:
      return EntryType::folder;
    case DT_LNK:
      return EntryType::link;
    case DT_UNKNOWN:
      return EntryType::unknown;
    default:
      return EntryType::special;
  }
}

bool FolderReader::fill() {
  const ssize_t count = ::getdents64(fd_.value(), buffer_.data(), buffer_.size());
  if (count < 0) error_number_ = errno;
  at_ = 0;
  filled_ = count > 0 ? static_cast<std::size_t>(count) : 0;
  return filled_ > 0;
}

std::optional<FolderReader::Entry> FolderReader::next() {
  while (error_number_ == 0) {
    if (at_ == filled_ && !fill()) break;
    const auto* entry = reinterpret_cast<const dirent64*>(buffer_.data() + at_);
    at_ += entry->d_reclen;
    const std::string_view name(entry->d_name);
    if (name != "." && name != "..") return Entry{name, type_of(entry->d_type)};
  }
  return std::nullopt;
}

}  // namespace ingot::io
