// ScanOutput: gathers what a scan finds into batches for the sink and counts it. Internal to
// FolderScan. Owned by one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/folder_scan.hpp"

namespace ingot::io {

class ScanOutput {
 public:
  // `sink` must outlive this.
  ScanOutput(ScanSink& sink, std::size_t batch_files);

  // An error is the sink's.
  Status add(SourceFile file);
  Status report(std::string_view key, std::string_view code, std::string_view message);
  // Hands out what is waiting for a batch to fill: before the scan pauses and at its end.
  Status flush();

  // Counted here: files, bytes, problems. The rest is the walk's to count.
  ScanCounts counts;

 private:
  ScanSink& sink_;
  const std::size_t batch_files_;
  std::vector<SourceFile> batch_;
};

}  // namespace ingot::io
