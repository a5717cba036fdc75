// NamedFiles: the files below a root that a table or a list names, looked at one by one under the
// rules of a folder's scan. Walks nothing and opens no file. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/io/globs.hpp"
#include "host/io/root_folder.hpp"
#include "host/io/source_file.hpp"

namespace ingot::run {

struct NamedFilesOptions {
  std::filesystem::path root;
  io::Symlinks symlinks = io::Symlinks::skip;
  io::Globs globs;  // of paths; others are excluded
  // A file modified less than this ago is waited for, twice at most.
  std::chrono::milliseconds stable_for{0};
};

class NamedFiles {
 public:
  // Errors as RootFolder::open. `clock` must outlive this.
  static Result<NamedFiles> open(NamedFilesOptions options, Clock& clock);

  enum class Absence { excluded, missing };
  using Look = std::variant<io::SourceFile, io::ScanProblem, Absence>;
  // `path` as path_below gives it. Blocks while the file is too young. Error: cancelled.
  Result<Look> look(const std::string& path, const std::stop_token& stop) const;

  const std::filesystem::path& root() const { return options_.root; }

 private:
  NamedFiles(NamedFilesOptions options, io::RootFolder folder, Clock& clock)
      : options_(std::move(options)), folder_(std::move(folder)), clock_(&clock) {}

  Look look_once(const std::string& path) const;
  std::chrono::nanoseconds rest_of(const io::SourceFile& file) const;

  NamedFilesOptions options_;
  io::RootFolder folder_;
  Clock* clock_;
};

// What stands between the parts of a path: spreadsheets write both, a list of paths means what the
// system means.
enum class Separators { slash, slash_and_backslash };

// "./a//b.tif" means a/b.tif. Nothing when it leads out of the root or names no file.
std::optional<std::string> path_below(std::string_view text, Separators separators);

}  // namespace ingot::run
