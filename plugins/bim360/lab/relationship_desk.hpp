// Links between an asset and a document (bim360.md 3.1, attaching documents, step 6). Threads:
// internally locked.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>

#include "plugins/bim360/lab/asset_register.hpp"
#include "plugins/bim360/lab/document_register.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

struct Entity {
  std::string domain;
  std::string type;
  std::string id;

  auto operator<=>(const Entity&) const = default;
};

struct Relationship {
  std::string id;  // UUID
  std::array<Entity, 2> entities;
  std::int64_t created_ms = 0;
};

class RelationshipDesk {
 public:
  // All must outlive the desk.
  RelationshipDesk(std::uint64_t seed, const Clock& clock, AssetRegister& assets,
                   DocumentRegister& documents, AuditLog& audit)
      : seed_(seed), clock_(clock), assets_(assets), documents_(documents), audit_(audit) {}

  // An array of {id?, entities[2]}. Ids that are taken are conflicts, the rest is done: 409.
  Reply put(const Call& call);
  Reply search(const Call& call);
  Reply remove(const Call& call);  // an array of ids
  void reset();
  std::uint64_t count() const;

 private:
  Answer<std::vector<Relationship>> read(const Json& body);
  Answer<Entity> read_entity(const Json& json, const std::string& at);
  bool is_known(const Entity& entity);
  bool has(const std::string& id) const;
  void add(Relationship relationship);

  const std::uint64_t seed_;
  const Clock& clock_;
  AssetRegister& assets_;
  DocumentRegister& documents_;
  AuditLog& audit_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::vector<Relationship> all_;
  std::uint64_t next_id_ = 0;
};

}  // namespace ingot::lab::bim360
