// The verbs on assets: read, edit, delete, make folders and placeholders, archive, restore, move,
// the bulk forms, and the job history (sessionupload.md 1.1). It speaks JSON values, not HTTP.
// Threads: safe through the shelf's mutex.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/replies.hpp"
#include "plugins/sessionupload/lab/shelf.hpp"
#include "plugins/sessionupload/lab/upload_desk.hpp"

namespace ingot::lab::sessionupload {

enum class Verb : std::uint8_t { kDelete, kArchive, kRestore, kReprocess };

class AssetDesk {
 public:
  // All must outlive the desk.
  AssetDesk(const SessionUploadOptions& options, const Clock& clock, Shelf& shelf,
            UploadDesk& uploads);

  // One poll of whatever state the asset is in.
  Answer<Json> read(const std::string& id);
  // {displayName, displayDate, availableStartDate, availableEndDate, customProperties}.
  Answer<Json> edit(const std::string& id, const Json& body);
  // Permanent; a folder goes with all that is in it, uploads under way too.
  std::optional<Refusal> remove(const std::string& id);
  Answer<Json> create_folder(const std::string& parent_id, const Json& body);
  Answer<Json> create_placeholder(const std::string& parent_id, const Json& body);
  std::optional<Refusal> apply(Verb verb, const std::string& id);
  Answer<Json> move(const std::string& id, const Json& body);
  // Every target on its own; the items tell how each fared.
  Answer<Json> apply_to_all(Verb verb, const Json& body);
  Answer<Json> history(const std::string& id);

 private:
  // Under the shelf's mutex:
  Answer<Asset*> find(const std::string& id);
  Answer<Asset*> find_writable(const std::string& id);
  Answer<Asset*> find_parent(const std::string& id, const std::string& name);
  std::optional<Refusal> apply_to(Asset& asset, Verb verb);
  std::optional<Refusal> erase(const std::string& id);
  std::optional<Refusal> move_to(const std::string& id, const std::string& folder_id);
  void change(Asset& asset, const char* meanwhile, std::string becomes, const char* description);
  Json shown(const Asset& asset) const;

  const SessionUploadOptions& options_;
  const Clock& clock_;
  Shelf& shelf_;
  UploadDesk& uploads_;
};

}  // namespace ingot::lab::sessionupload
