// Documents, the objects behind them and the uploads that fill those. It decides nothing about
// requests; it is the memory behind them. Threads: internally locked; what is shown inside locked()
// must not leave it.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/bim360/lab/project.hpp"

namespace ingot::lab::bim360 {

// A storage place, and once an upload was completed the bytes in it.
struct StorageObject {
  std::string key;  // objectKey
  std::string name;
  std::string folder_id;
  std::uint64_t serial = 0;  // orders storage places and versions by creation
  std::optional<StoredObject> stored = {};
  std::uint64_t declared_size = 0;  // what the completion said, else what was stored
  std::string content_type = "application/octet-stream";
  bool is_used = false;  // a version has it
};

enum class UploadState : std::uint8_t { kOpen, kJoining, kDone };

struct UploadSession {
  std::string key;  // uploadKey
  std::string object_key;
  std::string store_id;  // of the object store
  std::int64_t begun_ms = 0;
  int highest_part = 0;  // the highest part a URL was given for
  UploadState state = UploadState::kOpen;
};

struct DocumentVersion {
  std::string id;  // "urn:adsk.wipprod:fs.file:vf.…?version=1"
  std::string object_key;
  std::uint64_t serial = 0;
};

struct Document {
  std::string id;  // "urn:adsk.wipprod:dm.lineage:…"
  std::string folder_id;
  std::string name;
  std::int64_t created_ms = 0;
  std::vector<DocumentVersion> versions;  // oldest first; never empty
};

struct Documents {
  std::map<std::string, StorageObject> objects;                        // by objectKey
  std::map<std::string, UploadSession> uploads;                        // by uploadKey
  std::map<std::string, Document> documents;                           // by id
  std::map<std::pair<std::string, std::string>, std::string> by_name;  // folder, name to id
  std::uint64_t next_serial = 1;
};

class DocumentRegister {
 public:
  // Calls `work(Documents&)` under the lock and answers what it answers.
  template <typename Work>
  auto locked(Work work) {
    const std::lock_guard lock(mutex_);
    return work(documents_);
  }
  bool has_document(const std::string& id);
  void reset();
  // Objects with path = folder and name; storage places and uploads nobody finished are open until
  // their life ends at `oldest_ms` or a later version of the same document makes up for them.
  void add_facts(AuditFacts& facts, const Project& project, std::int64_t oldest_ms) const;

 private:
  mutable std::mutex mutex_;
  // guarded by mutex_
  Documents documents_;
};

}  // namespace ingot::lab::bim360
