#include "host/run/file_names.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ingot::run {

namespace {

class Collector final : public io::ScanSink {
 public:
  Status take(std::vector<io::SourceFile> files) override {
    std::move(files.begin(), files.end(), std::back_inserter(all));
    return {};
  }
  Status report(io::ScanProblem problem) override {
    problems.push_back(std::move(problem));
    return {};
  }

  std::vector<io::SourceFile> all;
  std::vector<io::ScanProblem> problems;
};

struct ByName {
  bool operator()(const io::SourceFile& a, std::string_view name) const {
    return last_name(a.key) < name;
  }
  bool operator()(std::string_view name, const io::SourceFile& b) const {
    return name < last_name(b.key);
  }
};

}  // namespace

std::string_view last_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

Result<FileNames> FileNames::read(io::ScanOptions options, Clock& clock,
                                  const std::stop_token& stop) {
  Collector collector;
  FileNames names;
  INGOT_TRY(names.counts_, io::FolderScan(std::move(options), clock).run(collector, stop));
  names.files_ = std::move(collector.all);
  names.problems_ = std::move(collector.problems);
  std::sort(names.files_.begin(), names.files_.end(),
            [](const io::SourceFile& a, const io::SourceFile& b) {
              return std::pair(last_name(a.key), std::string_view(a.key)) <
                     std::pair(last_name(b.key), std::string_view(b.key));
            });
  return names;
}

std::span<const io::SourceFile> FileNames::find(std::string_view name) const {
  const auto [first, last] = std::equal_range(files_.begin(), files_.end(), name, ByName());
  return {first, last};
}

}  // namespace ingot::run
