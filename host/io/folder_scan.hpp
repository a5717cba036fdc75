// FolderScan: walks a folder and hands out what it finds, in batches, while it walks. Opens no file
// and decides nothing about items. One object is used by one thread; the sink is called on that
// thread.
//
// Order: stable for an unchanged tree. The names of a folder come in pages sorted by their bytes,
// nearly always one; the files of a page are handed out before its sub-folders are walked.
//
// Memory: bounded whatever the tree. A folder with more names than fit a page is read again from
// the start for the next names in order, instead of holding or spilling them all.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/result.hpp"
#include "host/io/globs.hpp"
#include "host/io/root_folder.hpp"
#include "host/io/source_file.hpp"

namespace ingot::io {

struct ScanOptions {
  std::filesystem::path root;
  Globs globs;
  // A file modified less than this ago is set aside, looked at again when it is due and handed out
  // if it is the same; if not it gets one more round, and is then a problem `unstable`. 0 = hand
  // out at once.
  std::chrono::milliseconds stable_for{0};
  Symlinks symlinks = Symlinks::skip;
  std::size_t batch_files = 256;  // files per call of the sink; at least 1
  // Memory for names: half for the page being read, half for the sub-folders not yet walked over
  // all levels. The default keeps the peak of a flat folder of any size within a few MiB of that of
  // a small one, and reads a folder of 400 000 names of 40 bytes about seven times.
  std::size_t name_bytes = 8u << 20;
  // Files waiting to become stable; when there are so many, the walk waits for the first of them.
  std::size_t max_set_aside = 100'000;
};

// What became of everything that was met: every file is in files, in excluded, or a problem.
struct ScanCounts {
  std::uint64_t files = 0;             // handed out
  std::uint64_t bytes = 0;             // of these
  std::uint64_t excluded = 0;          // files the patterns do not take, in folders that were read
  std::uint64_t folders = 0;           // read, the root included
  std::uint64_t folders_excluded = 0;  // not read because of the patterns
  std::uint64_t symlinks_skipped = 0;  // links not followed, without those the patterns exclude
  std::uint64_t problems = 0;
};

class ScanSink {
 public:
  virtual ~ScanSink() = default;
  // An error ends the scan and is its result. May block: that is the scan's back-pressure.
  virtual Status take(std::vector<SourceFile> files) = 0;
  virtual Status report(ScanProblem problem) = 0;
};

class FolderScan {
 public:
  // `clock` must outlive the scan.
  FolderScan(ScanOptions options, Clock& clock);

  // Walks once; may be called again for a fresh walk. Blocks until the tree is walked and every
  // file set aside is settled. Errors: the root is missing, not a folder or unreadable; no
  // descriptors or memory; the sink's; cancelled. What concerns one file or folder is a problem
  // given to the sink, never an error and never silent.
  Result<ScanCounts> run(ScanSink& sink, const std::stop_token& stop);

 private:
  ScanOptions options_;
  Clock& clock_;
};

}  // namespace ingot::io
