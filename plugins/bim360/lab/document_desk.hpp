// Data Management for attached documents: storage places, items, versions, and what a folder holds
// (bim360.md 3.1, attaching documents, steps 1 and 5). Threads: safe through the register.
#pragma once

#include <cstdint>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"
#include "plugins/bim360/lab/document_orders.hpp"
#include "plugins/bim360/lab/document_register.hpp"
#include "plugins/bim360/lab/project.hpp"

namespace ingot::lab::bim360 {

// The one bucket of the lab, and what a storage id begins with.
inline constexpr const char* kBucket = "wip.dm.prod";
std::string urn_of_object(const std::string& object_key);

class DocumentDesk {
 public:
  // All must outlive the desk.
  DocumentDesk(const Bim360Options& options, const Project& project, const Clock& clock,
               DocumentRegister& documents, AuditLog& audit)
      : options_(options), project_(project), clock_(clock), documents_(documents), audit_(audit) {}

  Reply create_storage(const Call& call);
  Reply create_item(const Call& call);     // 409 where the folder has the name already
  Reply create_version(const Call& call);  // of an item that exists
  Reply read_item(const Call& call);
  Reply list_folder(const Call& call);

 private:
  // The storage place a version may take; a violation where the bytes are not there yet.
  Answer<StorageObject*> take_storage(Documents& all, const std::string& storage_id,
                                      const std::string& folder_id);
  void add_version(Documents& all, Document& document, StorageObject& object) const;
  // Folders and items right below; `type` "folders" or "items" leaves the others out.
  Json::List contents_of(const Folder& folder, const std::string& type);
  bool is_locked(const std::string& name) const;

  const Bim360Options& options_;
  const Project& project_;
  const Clock& clock_;
  DocumentRegister& documents_;
  AuditLog& audit_;
};

}  // namespace ingot::lab::bim360
