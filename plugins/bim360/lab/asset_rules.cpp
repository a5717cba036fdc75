#include "plugins/bim360/lab/asset_rules.hpp"

#include <algorithm>
#include <set>

namespace ingot::lab::bim360 {

namespace {

constexpr std::size_t kLongestDescription = 1000;  // seed, body structure

Json named(const std::string& field) {
  return Json::object({{"fieldName", field}});
}

// Reads one text field of `item` into `into`; null clears where `may_clear`.
class FieldReader {
 public:
  FieldReader(const Json& item, Findings& findings) : item_(item), findings_(findings) {}

  void required(const char* name, std::string& into) {
    const Json* value = item_.find(name);
    if (value == nullptr) return;
    if (value->text() == nullptr) return wrong(name, "must be a string");
    into = *value->text();
  }
  void optional(const char* name, std::optional<std::string>& into) {
    const Json* value = item_.find(name);
    if (value == nullptr) return;
    if (value->is_null()) {
      into.reset();
    } else if (value->text() == nullptr) {
      wrong(name, "must be a string");
    } else {
      into = *value->text();
    }
  }

 private:
  void wrong(const std::string& name, const std::string& what) {
    findings_.add(name, "FIELD_INVALID", name + " " + what, named(name));
  }

  const Json& item_;
  Findings& findings_;
};

// Merges customAttributes into `into`; null takes an attribute away.
void merge_attributes(const Json& item, Json& into, Findings& findings) {
  const Json* given = item.find("customAttributes");
  if (given == nullptr) return;
  if (given->members() == nullptr) {
    findings.add("customAttributes", "FIELD_INVALID", "customAttributes must be an object",
                 named("customAttributes"));
    return;
  }
  for (const Json::Member& member : *given->members()) into.set(member.name, member.value);
  Json::Object kept;
  for (const Json::Member& member : *into.members()) {
    if (!member.value.is_null()) kept.push_back(member);
  }
  into = Json::object(std::move(kept));
}

void read_fields(const Json& item, AssetFields& fields, Findings& findings) {
  for (const Json::Member& member : *item.members()) {
    static const std::set<std::string> kKnown{"clientAssetId",   "categoryId", "statusId",
                                              "description",     "locationId", "barcode",
                                              "customAttributes"};
    if (!kKnown.contains(member.name)) {
      findings.add(member.name, "FIELD_UNKNOWN", member.name + " is not a field of an asset",
                   named(member.name));
    }
  }
  FieldReader reader(item, findings);
  reader.required("clientAssetId", fields.client_asset_id);
  reader.required("categoryId", fields.category_id);
  reader.required("statusId", fields.status_id);
  reader.optional("description", fields.description);
  reader.optional("locationId", fields.location_id);
  reader.optional("barcode", fields.barcode);
  merge_attributes(item, fields.custom_attributes, findings);
}

void check_present(const Json& item, const char* name, const std::string& value,
                   Findings& findings) {
  const Json* given = item.find(name);
  const bool is_of_wrong_kind = given != nullptr && given->text() == nullptr;
  if (!value.empty() || is_of_wrong_kind) return;
  findings.add(name, "FIELD_REQUIRED", std::string(name) + " is required", named(name));
}

void check_plain(const AssetFields& fields, const RuleBook& rules, Findings& findings) {
  if (fields.description && length_of(*fields.description) > kLongestDescription) {
    findings.add(
        "description", "FIELD_EXCEEDS_MAX_LENGTH", "description has more than 1000 characters",
        Json::object({{"fieldName", "description"}, {"maxStringLength", kLongestDescription}}));
  }
  for (const std::string& refused : rules.options.refused_names) {
    if (fields.client_asset_id.find(refused) == std::string::npos) continue;
    findings.add("clientAssetId", "ASSET_REFUSED", "the project does not accept this asset",
                 named("clientAssetId"));
    break;
  }
  if (!fields.location_id) return;
  if (!is_uuid(*fields.location_id)) {
    findings.add("locationId", "FIELD_INVALID", "locationId must be a UUID", named("locationId"));
  } else if (rules.options.locations == Locations::kKnown &&
             !rules.project.has_location(*fields.location_id)) {
    findings.add("locationId", "LOCATION_NOT_FOUND", "the project has no such location",
                 named("locationId"));
  }
}

// Seed: the status must belong to the status set of the asset's category.
void check_status(const AssetFields& fields, const Category& category, const RuleBook& rules,
                  Findings& findings) {
  if (fields.status_id.empty()) return;
  if (!is_uuid(fields.status_id)) {
    findings.add("statusId", "FIELD_INVALID", "statusId must be a UUID", named("statusId"));
    return;
  }
  const StatusSet* set = rules.project.status_set_of(category, Inheritance::kIncluded);
  const bool has = set != nullptr &&
                   std::any_of(set->values.begin(), set->values.end(), [&](const auto& status) {
                     return status.id == fields.status_id && status.is_active;
                   });
  if (has) return;
  findings.add("statusId", "STATUS_NOT_IN_STATUS_SET",
               "statusId is not an active status of the category's status set", named("statusId"));
}

enum class Arrival : std::uint8_t { kNewInCategory, kThereAlready };

void check_category(const AssetFields& fields, Arrival arrival, const RuleBook& rules,
                    Findings& findings) {
  if (fields.category_id.empty()) return;
  if (!whole_number(fields.category_id)) {
    findings.add("categoryId", "FIELD_INVALID", "categoryId must be a string of digits",
                 named("categoryId"));
    return;
  }
  const Category* category = rules.project.category(fields.category_id);
  if (category == nullptr) {
    findings.add("categoryId", "CATEGORY_NOT_FOUND", "the project has no such category",
                 named("categoryId"));
    return;
  }
  if (!category->is_active && arrival == Arrival::kNewInCategory) {
    findings.add("categoryId", "CATEGORY_INACTIVE", "the category is deactivated",
                 named("categoryId"));
  }
  check_status(fields, *category, rules, findings);
  check_attributes(fields.custom_attributes, *category, rules, findings);
}

}  // namespace

void Findings::add(std::string field, std::string code, std::string message, Json metadata) {
  all.push_back({at_item, at_key, std::move(field), std::move(code), std::move(message),
                 std::move(metadata)});
}

AssetFields read_new_asset(const Json& item, const RuleBook& rules, Findings& findings) {
  AssetFields fields;
  if (item.members() == nullptr) {
    findings.add("", "FIELD_INVALID", "an asset must be an object");
    return fields;
  }
  read_fields(item, fields, findings);
  check_present(item, "clientAssetId", fields.client_asset_id, findings);
  check_present(item, "categoryId", fields.category_id, findings);
  check_present(item, "statusId", fields.status_id, findings);
  check_plain(fields, rules, findings);
  check_category(fields, Arrival::kNewInCategory, rules, findings);
  return fields;
}

AssetFields read_changed_asset(const Json& changes, const AssetFields& before,
                               const RuleBook& rules, Findings& findings) {
  AssetFields fields = before;
  if (changes.members() == nullptr) {
    findings.add("", "FIELD_INVALID", "the changes of an asset must be an object");
    return fields;
  }
  read_fields(changes, fields, findings);
  check_present(changes, "clientAssetId", fields.client_asset_id, findings);
  check_present(changes, "categoryId", fields.category_id, findings);
  check_present(changes, "statusId", fields.status_id, findings);
  check_plain(fields, rules, findings);
  const bool is_moved = fields.category_id != before.category_id;
  check_category(fields, is_moved ? Arrival::kNewInCategory : Arrival::kThereAlready, rules,
                 findings);
  return fields;
}

Reply batch_refusal(const Findings& findings, std::size_t items, BatchErrors layout) {
  std::set<std::size_t> bad;
  Json errors = Json::list();
  for (const Finding& finding : findings.all) {
    bad.insert(finding.item);
    Json error = finding.key.empty() ? Json::object({{"index", finding.item}})
                                     : Json::object({{"id", finding.key}});
    error.set("field", finding.field);
    error.set("errorCode", finding.code);
    error.set("message", finding.message);
    error.set("metadata", finding.metadata);
    errors.push(std::move(error));
  }
  Json body =
      Json::object({{"errorCode", "BATCH_INVALID"},
                    {"message", std::to_string(bad.size()) + " of " + std::to_string(items) +
                                    " assets are invalid; nothing was done"}});
  if (layout == BatchErrors::kIndexed) body.set("errors", std::move(errors));
  return json_reply(400, body);
}

}  // namespace ingot::lab::bim360
