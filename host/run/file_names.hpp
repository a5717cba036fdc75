// FileNames: the files of a folder by their last name, for tables that do not say where a file is.
// About a hundred bytes a file. Immutable; thread-safe.
#pragma once

#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/io/folder_scan.hpp"

namespace ingot::run {

class FileNames {
 public:
  // Walks the folder. Errors as FolderScan::run.
  static Result<FileNames> read(io::ScanOptions options, Clock& clock, const std::stop_token& stop);

  // Every file of that name, by path.
  std::span<const io::SourceFile> find(std::string_view name) const;
  std::span<const io::SourceFile> all() const { return files_; }
  // What the walk could not take.
  const std::vector<io::ScanProblem>& problems() const { return problems_; }
  const io::ScanCounts& counts() const { return counts_; }

 private:
  std::vector<io::SourceFile> files_;  // by last name, then path
  std::vector<io::ScanProblem> problems_;
  io::ScanCounts counts_;
};

// "x.tif" of "a/b/x.tif".
std::string_view last_name(std::string_view path);

}  // namespace ingot::run
