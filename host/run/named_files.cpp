#include "host/run/named_files.hpp"

#include <algorithm>
#include <cerrno>

#include "host/base/text.hpp"
#include "host/io/source_stat.hpp"

namespace ingot::run {

using std::chrono::nanoseconds;

namespace {

std::string_view code_of(int error_number) {
  switch (error_number) {
    case EXDEV:
      return io::scan_code::kOutsideRoot;
    case ENAMETOOLONG:
      return io::scan_code::kPathTooLong;
    default:
      return io::scan_code::kUnreadable;
  }
}

io::ScanProblem problem(const std::string& path, std::string_view code, std::string message) {
  return {path, std::string(code), printable(path) + ": " + std::move(message)};
}

std::string_view described(mode_t mode) {
  if (S_ISDIR(mode)) return "it is a folder, not a file";
  if (S_ISLNK(mode)) return "it is a symbolic link, and links are not followed";
  return "it is not a regular file";
}

}  // namespace

Result<NamedFiles> NamedFiles::open(NamedFilesOptions options, Clock& clock) {
  INGOT_TRY(auto folder, io::RootFolder::open(options.root, options.symlinks));
  return NamedFiles(std::move(options), std::move(folder), clock);
}

NamedFiles::Look NamedFiles::look_once(const std::string& path) const {
  const auto looked = folder_.look(path);
  if (looked.error_number == ENOENT || looked.error_number == ENOTDIR) return Absence::missing;
  if (looked.error_number != 0) {
    return problem(path, code_of(looked.error_number),
                   system_error("stat", looked.error_number).message);
  }
  if (!S_ISREG(looked.facts.st_mode)) {
    return problem(path, io::scan_code::kUnreadable, std::string(described(looked.facts.st_mode)));
  }
  return io::source_file(path, looked.facts);
}

// How long the file still has to rest; zero or less: not at all. One from the future counts as new.
nanoseconds NamedFiles::rest_of(const io::SourceFile& file) const {
  if (options_.stable_for.count() <= 0) return nanoseconds(0);
  const nanoseconds now = std::chrono::milliseconds(clock_->wall_ms());
  const nanoseconds modified = std::min(nanoseconds(file.mtime_ns), now);
  if (modified < now - options_.stable_for) return nanoseconds(0);
  return modified + options_.stable_for - now;
}

Result<NamedFiles::Look> NamedFiles::look(const std::string& path,
                                          const std::stop_token& stop) const {
  if (!options_.globs.takes_path(path)) return Look(Absence::excluded);
  Look seen = look_once(path);
  for (int round = 0; round < 2; ++round) {
    const auto* file = std::get_if<io::SourceFile>(&seen);
    const nanoseconds rest = file == nullptr ? nanoseconds(0) : rest_of(*file);
    if (rest.count() <= 0) return seen;
    if (!clock_->wait(rest, stop)) return Error{ErrorKind::cancelled, "scan: stopped"};
    Look again = look_once(path);
    const auto* now = std::get_if<io::SourceFile>(&again);
    const bool is_same = now != nullptr && *now == *file;
    seen = std::move(again);
    if (is_same || std::get_if<io::SourceFile>(&seen) == nullptr) return seen;
  }
  return Look(problem(path, io::scan_code::kUnstable,
                      "still being changed after two waits of " +
                          human_duration(options_.stable_for) + "; run again when it is finished"));
}

std::optional<std::string> path_below(std::string_view text, Separators separators) {
  const std::string_view marks = separators == Separators::slash ? "/" : "/\\";
  std::string clean;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of(marks);
    const std::string_view part = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") return std::nullopt;
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  if (clean.empty()) return std::nullopt;
  return clean;
}

}  // namespace ingot::run
