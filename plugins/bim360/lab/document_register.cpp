#include "plugins/bim360/lab/document_register.hpp"

namespace ingot::lab::bim360 {

namespace {

std::string path_of(const Project& project, const std::string& folder_id, const std::string& name) {
  const Folder* folder = project.folder(folder_id);
  return (folder != nullptr ? project.path_of(*folder) : "") + "/" + name;
}

// Has the document of this name got a version made after the storage place?
bool is_superseded(const Documents& all, const StorageObject& object) {
  const auto id = all.by_name.find({object.folder_id, object.name});
  if (id == all.by_name.end()) return false;
  return all.documents.at(id->second).versions.back().serial > object.serial;
}

ObjectFact fact_of(const Documents& all, const Document& document, const Project& project) {
  ObjectFact fact;
  fact.path = path_of(project, document.folder_id, document.name);
  fact.asset_id = document.id;
  fact.state = "version " + std::to_string(document.versions.size());
  fact.times_completed = document.versions.size();
  const StorageObject& tip = all.objects.at(document.versions.back().object_key);
  fact.declared_size = tip.declared_size;
  if (!tip.stored) return fact;
  fact.size = tip.stored->size;
  fact.sha256 = tip.stored->sha256;
  fact.md5 = tip.stored->md5;
  return fact;
}

}  // namespace

bool DocumentRegister::has_document(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return documents_.documents.contains(id);
}

void DocumentRegister::reset() {
  const std::lock_guard lock(mutex_);
  documents_ = {};
}

void DocumentRegister::add_facts(AuditFacts& facts, const Project& project,
                                 std::int64_t oldest_ms) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, document] : documents_.documents) {
    facts.objects.push_back(fact_of(documents_, document, project));
  }
  std::map<std::string, const UploadSession*> open;  // by objectKey
  std::uint64_t expired = 0, superseded = 0;
  for (const auto& [key, upload] : documents_.uploads) {
    if (upload.state == UploadState::kDone) continue;
    if (upload.begun_ms <= oldest_ms) {
      ++expired;
    } else {
      open[upload.object_key] = &upload;
    }
  }
  for (const auto& [key, object] : documents_.objects) {
    const bool is_uploading = open.contains(key);
    if (object.is_used || is_superseded(documents_, object)) {
      superseded += object.is_used ? (is_uploading ? 1 : 0) : 1;
      continue;
    }
    const std::string path = path_of(project, object.folder_id, object.name);
    if (is_uploading) {
      facts.open.push_back({"upload", open[key]->key, path});
    } else {
      facts.open.push_back({object.stored ? "object" : "storage", key, path});
    }
  }
  facts.counters["uploads_expired"] = expired;
  facts.counters["superseded_uploads"] = superseded;
}

}  // namespace ingot::lab::bim360
