// Everything the desks share: the assets, the upload sessions, and the one mutex over both. Not an
// interface of its own; the desks decide. Threads: lock `mutex` before touching anything else here;
// never call the object store's complete() under it, for that may read files.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>

#include "plugins/sessionupload/lab/asset_tree.hpp"
#include "plugins/sessionupload/lab/sessionupload_options.hpp"

namespace ingot::lab::sessionupload {

// A part as the server planned it: bytes [first, last], both inclusive (sessionupload.md trap 5).
struct Part {
  std::string id;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string etag = {};  // as the client confirmed it; empty: not confirmed
  std::string url = {};   // kept only where a session keeps its URLs
};

enum class UploadState : std::uint8_t { kOpen, kCompleting, kCompleted, kCancelled };

struct Upload {
  std::string id;
  std::string store_id;  // the object store's name for it
  std::string asset_id;
  std::uint64_t content_length = 0;
  std::uint64_t chunk_size = 0;
  std::int64_t started_ms = 0;
  UploadState state = UploadState::kOpen;
  std::vector<Part> parts;  // by number
  std::string etag = {};    // of the whole, once assembled
  std::vector<std::string> replace_options = {};
  std::string display_name = {};  // to be given to a file that is replaced
  std::string language_id = {};
  bool wants_transcript = false;
};

struct Shelf {
  explicit Shelf(const SessionUploadOptions& options, const Clock& clock);

  // The rest is guarded by it.
  std::mutex mutex;
  AssetTree tree;
  std::map<std::string, Upload> uploads;
  std::unordered_map<std::string, std::pair<std::string, std::size_t>>
      part_owners;                                  // upload, index
  std::map<std::string, std::string> store_owners;  // the store's upload id to ours
  std::map<std::string, std::uint64_t> errors_met;  // path to how often assembling it failed
  std::map<std::string, std::uint64_t> counters;
  std::uint64_t next_upload = 0;
  std::uint64_t next_part = 0;

  // Is that path inside a folder nobody may write to? Needs no lock.
  bool is_read_only(const std::string& path) const;
  void reset();
  // Objects and open ends. Settles what time alone has finished.
  AuditFacts facts();

 private:
  void plant();

  const SessionUploadOptions& options_;
  const Clock& clock_;
};

}  // namespace ingot::lab::sessionupload
