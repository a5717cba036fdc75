#include "host/io/folder_scan.hpp"

#include <utility>

#include "host/io/folder_walk.hpp"
#include "host/io/scan_output.hpp"
#include "host/io/stable_wait.hpp"

namespace ingot::io {

FolderScan::FolderScan(ScanOptions options, Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

Result<ScanCounts> FolderScan::run(ScanSink& sink, const std::stop_token& stop) {
  const auto root = RootFolder::open(options_.root, options_.symlinks);
  if (!root) return root.error().within("scan");
  ScanOutput output(sink, options_.batch_files);
  StableWait stable(*root, clock_, output);
  stable.set_limits(options_.stable_for, options_.max_set_aside);
  FolderWalk walk(options_, {*root, stable, output}, stop);
  INGOT_CHECK(walk.run());
  INGOT_CHECK(stable.settle_all(stop));
  INGOT_CHECK(output.flush());
  return output.counts;
}

}  // namespace ingot::io
