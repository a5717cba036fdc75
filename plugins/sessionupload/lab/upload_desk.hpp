// The upload sessions: start, part confirmation, completion, cancel, and reading them back
// (sessionupload.md 1.1). It speaks JSON values, not HTTP. upload_start.cpp has what starting does.
// Threads: safe through the shelf's mutex; the store joins parts outside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/sessionupload/lab/replies.hpp"
#include "plugins/sessionupload/lab/shelf.hpp"
#include "plugins/sessionupload/lab/upload_request.hpp"

namespace ingot::lab::sessionupload {

enum class Listed : std::uint8_t { kInProgress, kCompletedToo };

class UploadDesk {
 public:
  // All must outlive the desk.
  UploadDesk(const SessionUploadOptions& options, const Clock& clock, AuditLog& audit, Shelf& shelf,
             ObjectStore& store);

  // POST /asset/upload/start and /asset/upload/start-related-asset.
  Answer<Json> start(const Json& body, UploadKind kind);
  // {"etag": "..."}: exactly as the store answered it.
  std::optional<Refusal> confirm(const std::string& part_id, const Json& body);
  Answer<Json> complete(const std::string& upload_id);
  // Also of an upload that was cancelled before.
  std::optional<Refusal> cancel(const std::string& upload_id, const std::string& message);
  Answer<Json> read(const std::string& upload_id);
  Json list(Listed which);
  // A PUT whose length is not its part's range is let through, as S3 does, but noted.
  void check_put(const Request& request);
  // Cancels what is under way for an asset that is about to go. The shelf's mutex must be held.
  void abandon(const Asset& asset);

 private:
  // Where a request wants its file, and what is there.
  struct Place {
    std::string parent_id;
    std::string name;
    std::vector<std::string> missing;  // folders to be made below parent_id
    std::string path;                  // of the folder, for read-only folders and messages
    Asset* asset = nullptr;
    std::uint64_t completions = 0;  // of a file that was erased from here
  };

  // What the store needs to know to join an upload.
  struct Closing {
    std::string store_id;
    std::vector<PartTag> tags;
  };

  // Under the shelf's mutex:
  Answer<Place> find_place(const UploadRequest& request);
  Answer<Place> find_folder(const UploadRequest& request);
  Answer<Upload*> choose(const UploadRequest& request, Place& place);
  Answer<Upload*> resume(const UploadRequest& request, const Asset& asset);
  std::optional<Refusal> clear_way(const UploadRequest& request, Place& place);
  Upload* begin(const UploadRequest& request, Place& place);
  void plan_parts(Upload& upload);
  std::string make_folders(const Place& place);
  void drop(Upload& upload);
  void discard(Upload& upload);
  void finish(Upload& upload, const std::variant<StoredObject, StoreRefusal>& joined);
  void replace_fields(const Upload& upload, Asset& asset) const;
  std::string error_of(const std::string& path, const StoreRefusal* refusal);

  // Without it; `upload` is a copy.
  std::variant<Closing, Answer<Json>> close(const std::string& upload_id);
  Json shown(const Upload& upload) const;
  std::string sign(const Upload& upload, std::size_t index) const;

  const SessionUploadOptions& options_;
  const Clock& clock_;
  AuditLog& audit_;
  Shelf& shelf_;
  ObjectStore& store_;
};

}  // namespace ingot::lab::sessionupload
