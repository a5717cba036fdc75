// Reading, deleting and restoring assets (tenovos.md 2.7). It speaks JSON values, not HTTP.
// Threads: safe through the catalogue and the store.
#pragma once

#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/tenovos/lab/catalogue.hpp"
#include "plugins/tenovos/lab/replies.hpp"
#include "plugins/tenovos/lab/upload_desk.hpp"

namespace ingot::lab::tenovos {

class AssetDesk {
 public:
  // All must outlive the desk.
  AssetDesk(const TenovosOptions& options, const Clock& clock, Catalogue& catalogue,
            ObjectStore& store, UploadDesk& uploads);

  // An id is an object id or a file id. Both count as a look at the file.
  Answer<Json> read(const std::string& id);
  Answer<Json> read_details(const std::string& id);
  // All versions, newest first.
  Answer<Json> versions(const std::string& id) const;
  Answer<Json> latest(const std::string& id);
  // POST /asset/{id}/delete: into the recycle bin, or out of it.
  Answer<Json> remove(const std::string& id, const Json& body);
  // How much of the asset's file may be seen by now.
  FileView view_of(const Asset& asset) const;

 private:
  // As the catalogue's, and with the MD5 of a file of several parts once it is due.
  std::optional<KnownAsset> look(const std::string& id);

  const TenovosOptions& options_;
  const Clock& clock_;
  Catalogue& catalogue_;
  ObjectStore& store_;
  UploadDesk& uploads_;
};

}  // namespace ingot::lab::tenovos
