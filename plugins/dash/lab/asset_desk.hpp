// The verbs on an existing asset: read, edit metadata, delete, list files, change lifecycle state
// (dash.md 1.4 to 1.6), and the account's fields. It speaks JSON values, not HTTP.
// Threads: safe through the catalogue and the store.
#pragma once

#include <string>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/dash/lab/catalogue.hpp"
#include "plugins/dash/lab/replies.hpp"

namespace ingot::lab::dash {

class AssetDesk {
 public:
  // All must outlive the desk.
  AssetDesk(const Account& account, const Clock& clock, Catalogue& catalogue, ObjectStore& store);

  Answer<Json> read(const std::string& id) const;
  // {"metadata": {"values": {"<field id>": ["text"] | null}}}: fields named are replaced, null
  // empties.
  Answer<Json> edit(const std::string& id, const Json& body);
  // With all of its files and uploads.
  std::optional<Refusal> remove(const std::string& id);
  // Only files whose bytes are whole.
  Answer<Json> files(const std::string& id) const;
  // {"state": "LIVE" | "PENDING_APPROVAL"}: the lab's own invention, see README.md.
  Answer<Json> change_state(const std::string& id, const Json& body);
  // What the user may do with the asset; empty if there is none.
  Json permitted(const std::string& id) const;
  // The bare array of GET /fields.
  Json fields() const;

 private:
  const Account& account_;
  const Clock& clock_;
  Catalogue& catalogue_;
  ObjectStore& store_;
};

}  // namespace ingot::lab::dash
