// PlanFile: what `ingot plan -o` writes and `ingot run` reads: what a run is to send, and what that
// was taken from (schema ingot.plan/1, `ingot schema --plan`). Head, one line per item, totals.
// Holds no secrets: a job only refers to them. PlanWriter and PlanReader are used by one thread
// each and block for the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/replacing_file.hpp"

namespace ingot::cli {

inline constexpr std::string_view kPlanSchema = "ingot.plan/1";

struct PlanHead {
  std::string job, job_file, job_sha256;  // of the text as it stands in the file
  std::vector<std::string> params;        // "name=value"
  std::string profile;
  std::string settings_sha256;  // of what text, params, profile and environment made of the job
  std::string plugin, plugin_version, plugin_sha256, plugin_path, base_url;
  std::string source;               // for people
  std::string table, table_sha256;  // empty without a table
};

enum class PlanVerdict { send, skip, refused, unreadable };
std::string_view to_string(PlanVerdict verdict);

struct PlannedItem {
  std::string key;
  PlanVerdict verdict = PlanVerdict::send;
  std::string code;  // why it is not sent
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t inode = 0;
  std::uint32_t parts = 0;      // 0: not the host's to plan
  std::uint64_t part_size = 0;  // bytes
  std::uint64_t batch = 0;      // 1, 2, …; 0 when it is not sent
  std::string values_sha256;  // of the fields and config values the plugin gets for it; empty when
                              // it is not sent
  std::string sha256;         // of its bytes, when that was asked for
};

class PlanWriter {
 public:
  // Errors name the file.
  static Result<PlanWriter> begin(const std::filesystem::path& file, const PlanHead& head);
  Status add(const PlannedItem& item);
  // `totals`: a JSON object. Without it no file appears.
  Status finish(std::string_view totals);

 private:
  explicit PlanWriter(io::ReplacingFile file) : file_(std::move(file)) {}

  io::ReplacingFile file_;
  bool is_first_ = true;
};

// Is this a plan rather than a job? By its beginning; what cannot be read is none.
bool is_plan_file(const std::filesystem::path& file);

// Looks planned items up by key. Costs some 16 bytes of memory an item.
class PlanReader {
 public:
  // invalid: not a whole plan file of this schema; the message names the line.
  static Result<PlanReader> open(const std::filesystem::path& file);

  const PlanHead& head() const { return head_; }
  std::size_t items() const { return index_.size(); }
  // Of every item taken with take(); a key is there once.
  Result<std::optional<PlannedItem>> take(std::string_view key);
  // The keys that nobody has taken, in the order of their hashes; at most `most`.
  Result<std::vector<std::string>> untaken(std::size_t most);
  std::size_t untaken_count() const { return index_.size() - taken_; }
  // Were the files' bytes digested?
  bool has_digests() const { return has_digests_; }

 private:
  struct Place {
    std::uint64_t hash = 0;
    std::uint64_t offset : 63 = 0;
    std::uint64_t is_taken : 1 = 0;
  };
  PlanReader(std::filesystem::path path, std::ifstream file)
      : path_(std::move(path)), file_(std::move(file)) {}
  Status read_head();
  Status read_items();
  Result<PlannedItem> item_at(std::uint64_t offset);
  Error damaged(std::string_view what) const;

  std::filesystem::path path_;
  std::ifstream file_;
  PlanHead head_;
  std::vector<Place> index_;  // by hash
  std::size_t taken_ = 0;
  std::uint64_t line_ = 0;
  bool has_digests_ = false;
};

}  // namespace ingot::cli
