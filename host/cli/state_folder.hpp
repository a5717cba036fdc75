// StateFolder: where runs live on this machine: <state>/runs/<run id>/ledger.db and the locks of jobs. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::cli {

class StateFolder {
 public:
  explicit StateFolder(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path run_folder(const std::string& run_id) const { return root_ / "runs" / run_id; }
  std::filesystem::path ledger(const std::string& run_id) const { return run_folder(run_id) / "ledger.db"; }
  // One lock per job name and file: two runs of the same job at once would both create everything.
  std::filesystem::path job_lock(const std::string& job_file) const;
  std::filesystem::path token_file() const { return root_ / "tokens"; }

  Status make(const std::string& run_id) const;
  // Newest first; a run id begins with its start time.
  std::vector<std::string> runs() const;
  // The run meant by `wish` (an id or the beginning of one); the newest without a wish.
  Result<std::string> pick(const std::optional<std::string>& wish) const;

 private:
  std::filesystem::path root_;
};

// "20300131-100000-k3f9": sorts by time, and two runs of one second differ.
std::string make_run_id(std::int64_t wall_ms, std::uint64_t random);

}  // namespace ingot::cli
