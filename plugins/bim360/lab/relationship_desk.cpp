#include "plugins/bim360/lab/relationship_desk.hpp"

#include <algorithm>
#include <map>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::bim360 {

namespace {

constexpr std::size_t kMostPartners = 20;  // of one entity in one call

Refusal invalid(std::string detail) {
  return {400, "InvalidParameters", std::move(detail)};
}

Json entity_json(const Entity& entity, std::int64_t created_ms) {
  return Json::object({{"createdOn", zulu(created_ms)},
                       {"domain", entity.domain},
                       {"type", entity.type},
                       {"id", entity.id}});
}

Json relationship_json(const Relationship& relationship) {
  Json entities = Json::list();
  for (const Entity& entity : relationship.entities) {
    entities.push(entity_json(entity, relationship.created_ms));
  }
  return Json::object({{"id", relationship.id},
                       {"createdOn", zulu(relationship.created_ms)},
                       {"isReadOnly", false},
                       {"isDeleted", false},
                       {"entities", std::move(entities)}});
}

// Nothing asked of a member: every entity has it.
bool fits(const Entity& entity, const Query& query, const char* domain, const char* type,
          const char* id) {
  return query.find(domain).value_or(entity.domain) == entity.domain &&
         query.find(type).value_or(entity.type) == entity.type &&
         query.find(id).value_or(entity.id) == entity.id;
}

bool fits(const Relationship& relationship, const Query& query) {
  const auto& [a, b] = relationship.entities;
  const auto one_way = [&](const Entity& from, const Entity& to) {
    return fits(from, query, "domain", "type", "id") &&
           fits(to, query, "withDomain", "withType", "withId");
  };
  return one_way(a, b) || one_way(b, a);
}

bool same_pair(const Relationship& a, const Relationship& b) {
  return a.entities == b.entities ||
         (a.entities[0] == b.entities[1] && a.entities[1] == b.entities[0]);
}

std::string token_of(std::uint64_t seed, std::size_t offset) {
  return std::to_string(offset) + "-" + make_uuid(seed, "continuation", offset);
}

}  // namespace

bool RelationshipDesk::is_known(const Entity& entity) {
  if (entity.domain == "autodesk-bim360-asset" && entity.type == "asset") {
    return assets_.has_living(entity.id);
  }
  if (entity.domain == "autodesk-bim360-documentmanagement" && entity.type == "documentlineage") {
    return documents_.has_document(entity.id);
  }
  return false;
}

Answer<Entity> RelationshipDesk::read_entity(const Json& json, const std::string& at) {
  if (json.members() == nullptr) return invalid(at + ": an object is required");
  if (const auto name = unknown_member(json, {"domain", "type", "id"})) {
    return invalid(at + ": " + *name + " is not known");
  }
  const Entity entity{text_of(json["domain"]), text_of(json["type"]), text_of(json["id"])};
  if (entity.domain.empty() || entity.type.empty() || entity.id.empty()) {
    return invalid(at + ": domain, type and id are required");
  }
  if (entity.domain.size() > 128 || entity.type.size() > 128 || entity.id.size() > 512) {
    return invalid(at + ": domain and type have at most 128 characters, id 512");
  }
  if (!is_known(entity)) return Refusal{404, "NotFound", at + ": the entity does not exist"};
  return entity;
}

Answer<std::vector<Relationship>> RelationshipDesk::read(const Json& body) {
  if (body.items() == nullptr || body.size() == 0) {
    return invalid("the body must be an array of relationships");
  }
  std::vector<Relationship> wanted;
  std::map<Entity, std::size_t> partners;
  for (const Json& json : *body.items()) {
    const std::string at = "[" + std::to_string(wanted.size()) + "]";
    if (unknown_member(json, {"id", "entities"}) || json["entities"].size() != 2 ||
        json["entities"].items() == nullptr) {
      return invalid(at + ": an id and exactly two entities are expected");
    }
    Relationship relationship;
    relationship.created_ms = clock_.now_ms();
    if (const Json* id = json.find("id")) {
      if (!is_uuid(text_of(*id))) return invalid(at + ".id: must be a UUID");
      relationship.id = text_of(*id);
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const Answer<Entity> entity = read_entity(json["entities"][i], at);
      if (const auto* refusal = std::get_if<Refusal>(&entity)) return *refusal;
      relationship.entities[i] = std::get<Entity>(entity);
      if (++partners[relationship.entities[i]] > kMostPartners) {
        return invalid(at + ": one entity may be related to at most 20 others in a call");
      }
    }
    if (relationship.entities[0] == relationship.entities[1]) {
      return invalid(at + ": an entity cannot be related to itself");
    }
    wanted.push_back(std::move(relationship));
  }
  return wanted;
}

bool RelationshipDesk::has(const std::string& id) const {
  return std::any_of(all_.begin(), all_.end(), [&](const auto& one) { return one.id == id; });
}

// A second link of the same two is legal and silent, and hardly what the client wanted.
void RelationshipDesk::add(Relationship relationship) {
  const bool is_twin = std::any_of(all_.begin(), all_.end(), [&](const Relationship& other) {
    return same_pair(relationship, other);
  });
  if (is_twin) audit_.violate("relationship_created_twice", relationship.entities[0].id);
  all_.push_back(std::move(relationship));
}

Reply RelationshipDesk::put(const Call& call) {
  Answer<std::vector<Relationship>> answer = read(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&answer)) {
    return refuse(Dialect::kRelationships, *refusal);
  }
  const std::lock_guard lock(mutex_);
  Json success = Json::list(), conflict = Json::list();
  for (Relationship& relationship : std::get<std::vector<Relationship>>(answer)) {
    if (relationship.id.empty()) relationship.id = make_uuid(seed_, "relationship", next_id_++);
    if (has(relationship.id)) {
      conflict.push(relationship.id);
      continue;
    }
    success.push(relationship.id);
    add(std::move(relationship));
  }
  if (conflict.size() == 0) return json_reply(200, success);
  return json_reply(409, Json::object({{"success", success}, {"conflict", conflict}}));
}

Reply RelationshipDesk::search(const Call& call) {
  const auto limit = whole_number(call.query.find("pageLimit").value_or("50"));
  if (!limit || *limit < 1 || *limit > 200) {
    return refuse(Dialect::kRelationships, invalid("pageLimit must be from 1 to 200"));
  }
  std::size_t from = 0;
  if (const auto token = call.query.find("continuationToken")) {
    const auto offset = whole_number(split(*token, '-').front());
    from = static_cast<std::size_t>(offset.value_or(0));
    if (!offset || token_of(seed_, from) != *token) {
      return refuse(Dialect::kRelationships, invalid("continuationToken is not one of ours"));
    }
  }
  const std::lock_guard lock(mutex_);
  std::vector<const Relationship*> found;
  for (const Relationship& relationship : all_) {
    if (fits(relationship, call.query)) found.push_back(&relationship);
  }
  const std::size_t to = std::min(found.size(), from + static_cast<std::size_t>(*limit));
  Json results = Json::list();
  for (std::size_t i = from; i < to; ++i) results.push(relationship_json(*found[i]));
  Json page = Json::object();
  if (to < found.size()) page.set("continuationToken", token_of(seed_, to));
  return json_reply(200, Json::object({{"page", page}, {"relationships", std::move(results)}}));
}

Reply RelationshipDesk::remove(const Call& call) {
  if (call.body.items() == nullptr || call.body.size() == 0) {
    return refuse(Dialect::kRelationships, invalid("the body must be an array of ids"));
  }
  const std::lock_guard lock(mutex_);
  for (const Json& id : *call.body.items()) {
    if (!has(text_of(id))) {
      return refuse(Dialect::kRelationships, {404, "NotFound", "there is no such relationship"});
    }
  }
  for (const Json& id : *call.body.items()) {
    std::erase_if(all_, [&](const Relationship& one) { return one.id == text_of(id); });
  }
  return no_content();
}

void RelationshipDesk::reset() {
  const std::lock_guard lock(mutex_);
  all_.clear();
}

std::uint64_t RelationshipDesk::count() const {
  const std::lock_guard lock(mutex_);
  return all_.size();
}

}  // namespace ingot::lab::bim360
