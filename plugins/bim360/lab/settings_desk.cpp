#include "plugins/bim360/lab/settings_desk.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

#include "plugins/bim360/lab/error_codes.hpp"
#include "plugins/bim360/lab/paging.hpp"

namespace ingot::lab::bim360 {

namespace {

Reply malformed(const std::string& message) {
  return refuse(Dialect::kAssets, {400, "MALFORMED_REQUEST", message});
}

int depth_of(const Project& project, const Category& category) {
  const Category* parent = project.category(category.parent_id);
  return parent == nullptr ? 0 : depth_of(project, *parent) + 1;
}

Json category_json(const Project& project, const Category& category) {
  Json children = Json::list();
  for (const Category& other : project.categories) {
    if (other.parent_id == category.id) children.push(other.id);
  }
  const bool is_root = category.parent_id.empty();
  return Json::object({{"id", category.id},
                       {"name", category.name},
                       {"description", ""},
                       {"parentId", is_root ? Json() : Json(category.parent_id)},
                       {"isRoot", is_root},
                       {"isLeaf", children.size() == 0},
                       {"subcategoryIds", std::move(children)},
                       {"isActive", category.is_active}});
}

Json status_json(const StatusSet& set, const StepStatus& status) {
  return Json::object({{"id", status.id},
                       {"label", status.label},
                       {"bucket", status.bucket},
                       {"color", status.color},
                       {"statusStepSetId", set.id},
                       {"isActive", status.is_active}});
}

Json status_set_json(const StatusSet& set) {
  Json values = Json::list();
  for (const StepStatus& status : set.values) values.push(status_json(set, status));
  return Json::object({{"id", set.id},
                       {"name", set.name},
                       {"isDefault", set.is_default},
                       {"isActive", true},
                       {"values", std::move(values)}});
}

Json attribute_json(const Attribute& attribute) {
  Json values = Json::list();
  for (const AttributeValue& value : attribute.values) {
    values.push(Json::object(
        {{"id", value.id}, {"displayName", value.display_name}, {"isActive", value.is_active}}));
  }
  Json json = Json::object({{"id", attribute.id},
                            {"name", attribute.name},
                            {"displayName", attribute.display_name},
                            {"dataType", name_of(attribute.type)},
                            {"requiredOnIngress", attribute.is_required},
                            {"defaultValue", attribute.default_value},
                            {"isActive", attribute.is_active},
                            {"values", std::move(values)}});
  if (attribute.type == DataType::kText) json.set("maxLengthOnIngress", attribute.max_length);
  return json;
}

Json statuses_json(const Project& project) {
  Json all = Json::list();
  for (const StatusSet& set : project.status_sets) {
    for (const StepStatus& status : set.values) all.push(status_json(set, status));
  }
  return all;
}

// The texts of body[name]; nullopt: absent or no list of texts.
std::optional<std::vector<std::string>> texts(const Json& body, const char* name) {
  if (body[name].items() == nullptr) return std::nullopt;
  std::vector<std::string> all;
  for (const Json& one : *body[name].items()) {
    if (one.text() == nullptr) return std::nullopt;
    all.push_back(*one.text());
  }
  return all;
}

// bim360.md 3.1: a batch call holds up to 100 entities unless its page says otherwise.
Reply too_large(std::size_t most) {
  return refuse(Dialect::kAssets, {400, "BATCH_TOO_LARGE",
                                   "a batch holds at most " + std::to_string(most) + " entities"});
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Those of `all` whose `id` is asked for; ids nobody knows are left out.
Reply picked(const Call& call, const Json& all, std::size_t most) {
  const auto ids = texts(call.body, "ids");
  if (!ids || ids->empty() || unknown_member(call.body, {"ids"})) {
    return malformed("the body must be {\"ids\": [...]}");
  }
  if (ids->size() > most) return too_large(most);
  Json found = Json::list();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (contains(*ids, text_of(all[i]["id"]))) found.push(all[i]);
  }
  return results_reply(200, std::move(found));
}

// A list that is documented to come whole, with the pagination members it has for consistency.
Reply whole(Json results) {
  const std::size_t count = results.size();
  return json_reply(
      200, Json::object({{"pagination",
                          Json::object({{"limit", count}, {"offset", 0}, {"totalResults", count}})},
                         {"results", std::move(results)}}));
}

}  // namespace

Reply SettingsDesk::paged(const Call& call, Json::List all) const {
  const Answer<Page> answer = read_page(call, options_, audit_);
  if (const auto* refusal = std::get_if<Refusal>(&answer)) {
    return refuse(Dialect::kAssets, *refusal);
  }
  const Page& page = std::get<Page>(answer);
  Json results = Json::list();
  for (std::size_t i = page.offset; i < std::min(all.size(), page.offset + page.holds); ++i) {
    results.push(std::move(all[i]));
  }
  const std::string path(call.request.raw_path());
  return json_reply(
      200, Json::object({{"pagination", pagination_json(call, page, all.size(), options_, path)},
                         {"results", std::move(results)}}));
}

Reply SettingsDesk::categories(const Call& call) const {
  if (!call.query.is_truth("filter[isActive]") || !call.query.is_truth("includeUid")) {
    return malformed("filter[isActive] and includeUid are true or false");
  }
  const auto parent = call.query.find("filter[parentId]");
  const auto depth = call.query.find("filter[maxDepth]");
  if (depth && !whole_number(*depth)) return malformed("filter[maxDepth] is a whole number");
  Json results = Json::list();
  for (const Category& category : project_.categories) {
    const auto is_active = call.query.find("filter[isActive]");
    if (is_active && (*is_active == "true") != category.is_active) continue;
    if (parent && category.parent_id != *parent) continue;
    if (depth && depth_of(project_, category) > *whole_number(*depth)) continue;
    Json json = category_json(project_, category);
    if (call.query.flag("includeUid")) json.set("uid", make_uuid(1, "category " + category.id, 0));
    results.push(std::move(json));
  }
  return whole(std::move(results));
}

Reply SettingsDesk::category_attributes(const Call& call) const {
  const Category* category = project_.category(call.ids.front());
  if (category == nullptr) {
    return refuse(Dialect::kAssets, {404, "NOT_FOUND", "there is no such category"});
  }
  if (!call.query.is_truth("includeInherited")) {
    return malformed("includeInherited is true or false");
  }
  const Inheritance inheritance =
      call.query.flag("includeInherited") ? Inheritance::kIncluded : Inheritance::kExplicitOnly;
  Json results = Json::list();
  for (const Assignment& assignment : project_.attributes_of(*category, inheritance)) {
    Json json = attribute_json(*assignment.attribute);
    if (!assignment.inherited_from.empty()) {
      json.set("inheritedFromCategoryId", assignment.inherited_from);
    }
    results.push(std::move(json));
  }
  return whole(std::move(results));
}

Reply SettingsDesk::attributes(const Call& call) const {
  if (!call.query.is_truth("includeDeleted")) return malformed("includeDeleted is true or false");
  Json::List all;
  for (const Attribute& attribute : project_.attributes) {
    if (attribute.is_active || call.query.flag("includeDeleted")) {
      all.push_back(attribute_json(attribute));
    }
  }
  return paged(call, std::move(all));
}

Reply SettingsDesk::attributes_by_id(const Call& call) const {
  const auto ids = texts(call.body, "ids");
  const auto names = texts(call.body, "names");
  const bool has_ids = call.body.find("ids") != nullptr;
  const bool has_names = call.body.find("names") != nullptr;
  if ((!has_ids && !has_names) || (has_ids && !ids) || (has_names && !names) ||
      unknown_member(call.body, {"ids", "names"})) {
    return malformed("the body must be {\"ids\": [...], \"names\": [...]}, one or both");
  }
  const std::size_t asked = (ids ? ids->size() : 0) + (names ? names->size() : 0);
  if (asked > options_.max_items) return too_large(options_.max_items);
  if (!call.query.is_truth("includeDeleted")) return malformed("includeDeleted is true or false");
  Json found = Json::list();
  for (const Attribute& attribute : project_.attributes) {
    const bool is_asked =
        (ids && contains(*ids, attribute.id)) || (names && contains(*names, attribute.name));
    if (is_asked && (attribute.is_active || call.query.flag("includeDeleted"))) {
      found.push(attribute_json(attribute));
    }
  }
  return results_reply(200, std::move(found));
}

Reply SettingsDesk::status_sets(const Call& call) const {
  Json::List all;
  for (const StatusSet& set : project_.status_sets) all.push_back(status_set_json(set));
  return paged(call, std::move(all));
}

Reply SettingsDesk::status_sets_by_id(const Call& call) const {
  Json all = Json::list();
  for (const StatusSet& set : project_.status_sets) all.push(status_set_json(set));
  return picked(call, all, options_.max_items);
}

Reply SettingsDesk::statuses(const Call& call) const {
  return paged(call, *statuses_json(project_).items());
}

Reply SettingsDesk::statuses_by_id(const Call& call) const {
  return picked(call, statuses_json(project_), options_.max_items);
}

Reply SettingsDesk::sets_of_categories(const Call& call) const {
  const auto ids = texts(call.body, "ids");
  if (!ids || ids->empty() || unknown_member(call.body, {"ids"})) {
    return malformed("the body must be {\"ids\": [...]} with ids of categories");
  }
  if (ids->size() > options_.max_items) return too_large(options_.max_items);
  if (!call.query.is_truth("includeInherited")) {
    return malformed("includeInherited is true or false");
  }
  const Inheritance inheritance =
      call.query.flag("includeInherited") ? Inheritance::kIncluded : Inheritance::kExplicitOnly;
  Json results = Json::list();
  for (const Category& category : project_.categories) {
    if (!contains(*ids, category.id)) continue;
    const StatusSet* set = project_.status_set_of(category, inheritance);
    if (set == nullptr) continue;
    results.push(Json::object({{"categoryId", category.id}, {"statusStepSetId", set->id}}));
  }
  return results_reply(200, std::move(results));
}

Reply SettingsDesk::locations(const Call& call) const {
  const auto limit = whole_number(call.query.find("limit").value_or("10000"));
  const auto offset = whole_number(call.query.find("offset").value_or("0"));
  if (!limit || !offset || *limit < 1 || *limit > 10'000) {
    return malformed("limit is 1 to 10000, offset a whole number");
  }
  Json results = Json::list();
  for (std::int64_t i = *offset; i < std::ssize(project_.locations) && i < *offset + *limit; ++i) {
    const Location& location = project_.locations[static_cast<std::size_t>(i)];
    const bool is_root = location.parent_id.empty();
    results.push(Json::object({{"id", location.id},
                               {"parentId", is_root ? Json() : Json(location.parent_id)},
                               {"type", is_root ? "Root" : "Area"},
                               {"name", location.name}}));
  }
  return json_reply(
      200, Json::object({{"pagination", Json::object({{"limit", *limit},
                                                      {"offset", *offset},
                                                      {"totalResults", project_.locations.size()}})},
                         {"results", std::move(results)}}));
}

Reply SettingsDesk::codes(const Call& call) const {
  Json results = Json::list();
  for (const ErrorCode& code : error_codes()) {
    Json keys = Json::list();
    for (const std::string& key : split(code.metadata_keys, ' ')) {
      if (!key.empty()) keys.push(key);
    }
    Json json = Json::object({{"name", code.name},
                              {"description", code.description},
                              {"httpStatusCode", code.http_status},
                              {"metadataKeys", std::move(keys)}});
    if (!call.ids.empty() && call.ids.front() == code.name) return json_reply(200, json);
    results.push(std::move(json));
  }
  if (call.ids.empty()) return results_reply(200, std::move(results));
  return refuse(Dialect::kAssets, {404, "NOT_FOUND", "there is no such error code"});
}

}  // namespace ingot::lab::bim360
