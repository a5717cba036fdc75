// A folder to scan, a sink that remembers, and the files' times set at will.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/io/folder_scan.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::io {

class RecordingSink : public ScanSink {
 public:
  Status take(std::vector<SourceFile> files) override {
    batches.push_back(files.size());
    for (SourceFile& file : files) found.push_back(std::move(file));
    if (on_take) on_take();
    return answer;
  }
  Status report(ScanProblem problem) override {
    problems.push_back(std::move(problem));
    return report_answer;
  }
  std::vector<std::string> keys() const {
    std::vector<std::string> all;
    for (const SourceFile& file : found) all.push_back(file.key);
    return all;
  }
  // "code key" of every problem, sorted.
  std::vector<std::string> codes() const {
    std::vector<std::string> all;
    for (const ScanProblem& problem : problems) all.push_back(problem.code + " " + problem.key);
    std::sort(all.begin(), all.end());
    return all;
  }

  std::vector<SourceFile> found;
  std::vector<std::size_t> batches;
  std::vector<ScanProblem> problems;
  Status answer, report_answer;
  std::function<void()> on_take;
};

// Root may read everything; tests of permissions run as nobody meanwhile.
class AsNobody {
 public:
  AsNobody() : was_root_(::geteuid() == 0) {
    if (was_root_) become(65534);
  }
  ~AsNobody() {
    if (was_root_) become(0);
  }

 private:
  static void become(uid_t user) { EXPECT_EQ(::seteuid(user), 0); }
  const bool was_root_;
};

class ScanTest : public testing::Test {
 protected:
  static constexpr std::int64_t kNowMs = 1'700'000'000'000;

  ScanTest() : clock_(kNowMs) {
    options_.root = root();
    std::filesystem::create_directory(root());
    // AsNobody must be able to come here.
    ::chmod(dir_.path().c_str(), 0755);
  }

  std::filesystem::path root() const { return dir_.path() / "root"; }

  // Makes the file and its folders; `age_ms` before the test's now.
  void write(const std::string& key, const std::string& content = "x",
             std::int64_t age_ms = 3'600'000) {
    std::filesystem::create_directories((root() / key).parent_path());
    std::ofstream(root() / key, std::ios::binary) << content;
    set_age(key, age_ms);
  }
  void set_age(const std::string& key, std::int64_t age_ms) {
    const std::int64_t mtime_ms = kNowMs - age_ms;
    const timespec time{mtime_ms / 1000, mtime_ms % 1000 * 1'000'000};
    const timespec times[] = {time, time};
    ASSERT_EQ(::utimensat(AT_FDCWD, (root() / key).c_str(), times, 0), 0);
  }
  void use(const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
    auto globs = Globs::compile(include, exclude);
    ASSERT_TRUE(globs) << globs.error().message;
    options_.globs = *globs;
  }
  Result<ScanCounts> scan() { return scan_with(clock_); }
  Result<ScanCounts> scan_with(Clock& clock) {
    return FolderScan(options_, clock).run(sink_, stop_.get_token());
  }
  using Keys = std::vector<std::string>;
  static std::string numbered(const std::string& prefix, int number) {
    return prefix + std::to_string(number);
  }

  test::TempDir dir_;
  ManualClock clock_;
  ScanOptions options_;
  RecordingSink sink_;
  std::stop_source stop_;
};

}  // namespace ingot::io
