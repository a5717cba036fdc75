#include "host/io/folder_walk.hpp"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "host/base/text.hpp"
#include "host/io/source_stat.hpp"

namespace ingot::io {

namespace {

// Some 1 500 entries of usual length per system call.
constexpr std::size_t kListBuffer = 64u << 10;
// Below this a page would hold too few names to be worth a reading of the folder.
constexpr std::size_t kSmallestPage = 16u << 10;

// Running out of these is not one file's problem: the scan would go on to call everything
// unreadable.
bool is_ours(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOMEM;
}

std::string joined(const std::string& folder, std::string_view name) {
  std::string key;
  key.reserve(folder.size() + 1 + name.size());
  if (!folder.empty()) key.append(folder).append(1, '/');
  return key.append(name);
}

}  // namespace

FolderWalk::FolderWalk(const ScanOptions& options, Places places, const std::stop_token& stop)
    : options_(options), places_(places), stop_(stop), buffer_(kListBuffer) {}

Status FolderWalk::stopped() const {
  if (stop_.stop_requested()) return Error{ErrorKind::cancelled, "scan: stopped"};
  return {};
}

Status FolderWalk::run() {
  levels_.emplace_back();
  while (!levels_.empty()) INGOT_CHECK(step());
  return {};
}

// One sub-folder down, one page on, or one level up.
Status FolderWalk::step() {
  INGOT_CHECK(stopped());
  Level& level = levels_.back();
  if (level.next_subfolder < level.subfolders.size()) {
    Level below;
    below.key = joined(level.key, level.subfolders.name(level.next_subfolder++));
    levels_.push_back(std::move(below));
    return {};
  }
  if (level.has_more) return read_page();
  kept_names_ -= level.subfolders.bytes();
  levels_.pop_back();
  return {};
}

Status FolderWalk::read_page() {
  Level& level = levels_.back();
  auto opened = places_.root.open_below(level.key, O_RDONLY | O_DIRECTORY);
  if (opened.error_number != 0) {
    level.has_more = false;
    return report_errno(level.key, opened.error_number);
  }
  if (!level.last_name) {
    INGOT_TRY(const bool contains_itself, identify(level, opened.fd.value()));
    if (contains_itself) {
      level.has_more = false;
      return places_.output.report(
          level.key, scan_code::kLoop,
          "the folder contains itself through a link or mount; exclude it");
    }
    ++counts().folders;
  }
  FolderReader reader(std::move(opened.fd), buffer_);
  page_.begin(level.last_name, page_budget());
  INGOT_CHECK(list(reader, level.key));
  level.has_more = page_.has_left_out() && reader.error_number() == 0;
  folder_fd_ = reader.fd();
  return visit_page(level);
}

Status FolderWalk::list(FolderReader& reader, const std::string& key) {
  while (const auto entry = reader.next()) {
    INGOT_CHECK(stopped());
    page_.offer(entry->name, entry->type);
  }
  page_.end();
  if (reader.error_number() == 0) return {};
  if (is_ours(reader.error_number()) || key.empty())
    return system_error("scan: list " + key, reader.error_number());
  return places_.output.report(key, scan_code::kUnreadable,
                               system_error("list", reader.error_number()).message +
                                   "; files of this folder may be missing from the scan");
}

Status FolderWalk::visit_page(Level& level) {
  const NameList& names = page_.names();
  subfolders_.clear();
  for (std::size_t i = 0; i < names.size(); ++i) {
    INGOT_CHECK(stopped());
    INGOT_CHECK(visit(names.name(i), names.type(i)));
  }
  if (names.size() > 0) level.last_name = std::string(names.name(names.size() - 1));
  kept_names_ -= level.subfolders.bytes();
  level.subfolders = subfolders_;
  kept_names_ += level.subfolders.bytes();
  level.next_subfolder = 0;
  return {};
}

// Notes which folder this is; true when the walk is already inside it.
Result<bool> FolderWalk::identify(Level& level, int fd) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return system_error("scan: stat " + printable(level.key), errno);
  level.device = facts.st_dev;
  level.inode = facts.st_ino;
  return std::any_of(levels_.begin(), levels_.end() - 1, [&level](const Level& above) {
    return above.inode == level.inode && above.device == level.device;
  });
}

Status FolderWalk::visit(std::string_view name, EntryType type) {
  Found found{joined(levels_.back().key, name), name};
  switch (type) {
    case EntryType::file:
      return visit_file(std::move(found));
    case EntryType::folder:
      return visit_folder(found);
    case EntryType::link:
      return visit_link(std::move(found));
    case EntryType::special:
      return visit_special(found);
    case EntryType::unknown:
      break;
  }
  // A file system that does not say in its listing what its entries are.
  const bool is_wanted =
      options_.globs.takes_file(found.key) || options_.globs.enters_folder(found.key);
  if (!is_wanted) {
    ++counts().excluded;
    return {};
  }
  return look_and_visit(std::move(found));
}

Status FolderWalk::look_and_visit(Found found) {
  struct stat facts {};
  if (::fstatat(folder_fd_, found.c_name(), &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    return report_errno(found.key, errno);
  }
  found.facts = &facts;
  return visit_looked(std::move(found));
}

Status FolderWalk::visit_looked(Found found) {
  const mode_t mode = found.facts->st_mode;
  if (S_ISREG(mode)) return visit_file(std::move(found));
  if (S_ISDIR(mode)) return visit_folder(found);
  if (S_ISLNK(mode)) return visit_link(std::move(found));
  return visit_special(found);
}

Status FolderWalk::visit_file(Found found) {
  if (!found.is_wanted_file) {
    if (!options_.globs.takes_file(found.key)) {
      ++counts().excluded;
      return {};
    }
    if (!is_key(found)) return report_bad_key(found);
    found.is_wanted_file = true;
  }
  if (found.facts == nullptr) return look_and_visit(std::move(found));
  return take_file(std::move(found));
}

Status FolderWalk::visit_link(Found found) {
  const bool is_wanted =
      options_.globs.takes_file(found.key) || options_.globs.enters_folder(found.key);
  if (options_.symlinks == Symlinks::skip || !is_wanted) {
    ++(is_wanted ? counts().symlinks_skipped : counts().excluded);
    return {};
  }
  if (!is_key(found)) return report_bad_key(found);
  const auto looked = places_.root.look(found.key);
  ScanOutput& output = places_.output;
  switch (looked.error_number) {
    case 0:
      break;
    case ENOENT:
    case ENOTDIR:
      return output.report(found.key, scan_code::kBrokenLink, "the link leads to nothing");
    case ELOOP:
      return output.report(found.key, scan_code::kLoop, "the link leads back to itself");
    default:
      return report_errno(found.key, looked.error_number);
  }
  found.facts = &looked.facts;
  return visit_looked(std::move(found));
}

Status FolderWalk::visit_folder(const Found& found) {
  if (!options_.globs.enters_folder(found.key)) {
    ++counts().folders_excluded;
    return {};
  }
  if (!is_key(found)) return report_bad_key(found);
  subfolders_.add(found.name, EntryType::folder);
  return {};
}

Status FolderWalk::visit_special(const Found& found) {
  if (!options_.globs.takes_file(found.key)) {
    ++counts().excluded;
    return {};
  }
  return places_.output.report(found.key, scan_code::kSpecialFile,
                               "a fifo, socket or device has no content to send; exclude it");
}

Status FolderWalk::take_file(Found found) {
  if (!may_read(found)) return report_errno(found.key, EACCES);
  return places_.stable.take(source_file(std::move(found.key), *found.facts), stop_);
}

// Asking the system costs as much as the stat did, so it is asked only about files that not
// everybody may read.
bool FolderWalk::may_read(const Found& found) const {
  constexpr mode_t kEverybody = S_IRUSR | S_IRGRP | S_IROTH;
  if ((found.facts->st_mode & kEverybody) == kEverybody) return true;
  return ::faccessat(folder_fd_, found.c_name(), R_OK, AT_EACCESS) == 0 || errno != EACCES;
}

bool FolderWalk::is_key(const Found& found) const {
  return found.key.size() < PATH_MAX && is_utf8(found.name);
}

Status FolderWalk::report_bad_key(const Found& found) {
  if (!is_utf8(found.name)) {
    return places_.output.report(
        found.key, scan_code::kNotUtf8,
        "the name is not UTF-8; rename it (convmv can do it for whole trees)");
  }
  return places_.output.report(found.key, scan_code::kPathTooLong,
                               "the path is longer than the system can open (" +
                                   std::to_string(PATH_MAX - 1) + " bytes); scan a folder below");
}

// An error of one file or folder becomes a problem, one of this process or of the root the scan's
// error.
Status FolderWalk::report_errno(const std::string& key, int error_number) {
  if (is_ours(error_number) || key.empty())
    return system_error("scan: " + printable(key), error_number);
  ScanOutput& output = places_.output;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
      return output.report(key, scan_code::kVanished,
                           "listed, but gone or replaced when looked at");
    case EXDEV:
      return output.report(key, scan_code::kOutsideRoot,
                           "the link leads out of the scanned folder; it is not followed there");
    case EACCES:
    case EPERM:
      return output.report(key, scan_code::kUnreadable,
                           "permission denied; let this user read it or exclude it");
    default:
      return output.report(key, scan_code::kUnreadable, system_error("look", error_number).message);
  }
}

std::size_t FolderWalk::page_budget() const {
  const std::size_t half = options_.name_bytes / 2;
  return std::max(kSmallestPage, half - std::min(half, kept_names_));
}

}  // namespace ingot::io
