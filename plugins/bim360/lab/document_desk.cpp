#include "plugins/bim360/lab/document_desk.hpp"

#include <algorithm>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::bim360 {

namespace {

constexpr std::string_view kObjectUrn = "urn:adsk.objects:os.object:";

Reply data_reply(int status, Json body) {
  Json whole = Json::object({{"jsonapi", Json::object({{"version", "1.0"}})}});
  for (const Json::Member& member : *body.members()) whole.set(member.name, member.value);
  Reply reply = json_reply(status, whole);
  reply.headers.set("Content-Type", "application/vnd.api+json");
  return reply;
}

Reply refused(int status, const char* code, const std::string& detail) {
  return refuse(Dialect::kData, {status, code, detail});
}

Json reference(const char* type, const std::string& id) {
  return Json::object({{"data", Json::object({{"type", type}, {"id", id}})}});
}

Json item_json(const Document& document) {
  return Json::object(
      {{"type", "items"},
       {"id", document.id},
       {"attributes",
        Json::object({{"displayName", document.name}, {"createTime", zulu(document.created_ms)}})},
       {"relationships", Json::object({{"tip", reference("versions", document.versions.back().id)},
                                       {"parent", reference("folders", document.folder_id)}})}});
}

Json version_json(const Document& document, const StorageObject& object) {
  const DocumentVersion& tip = document.versions.back();
  return Json::object(
      {{"type", "versions"},
       {"id", tip.id},
       {"attributes", Json::object({{"name", document.name},
                                    {"versionNumber", document.versions.size()},
                                    {"storageSize", object.stored ? object.stored->size : 0}})},
       {"relationships",
        Json::object({{"item", reference("items", document.id)},
                      {"storage", reference("objects", urn_of_object(object.key))}})}});
}

// Ids of Data Management look like base64url without padding.
std::string short_id(std::uint64_t seed, const char* kind, std::uint64_t number) {
  std::string id = to_base64(digest_of(Algorithm::kMd5, make_uuid(seed, kind, number)));
  id.resize(22);
  std::replace(id.begin(), id.end(), '+', '-');
  std::replace(id.begin(), id.end(), '/', '_');
  return id;
}

}  // namespace

std::string urn_of_object(const std::string& object_key) {
  return std::string(kObjectUrn) + kBucket + "/" + object_key;
}

bool DocumentDesk::is_locked(const std::string& name) const {
  return std::any_of(options_.locked_names.begin(), options_.locked_names.end(),
                     [&](const std::string& part) { return name.find(part) != name.npos; });
}

Reply DocumentDesk::create_storage(const Call& call) {
  const Answer<StorageOrder> read = read_storage_order(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refuse(Dialect::kData, *refusal);
  const auto& order = std::get<StorageOrder>(read);
  const Folder* folder = project_.folder(order.folder_id);
  if (folder == nullptr) return refused(404, "NOT_FOUND", "the project has no such folder");
  if (folder->parent_id.empty()) {
    return refused(403, "FORBIDDEN", "files cannot be put into the root folder");
  }
  return documents_.locked([&](Documents& all) {
    StorageObject object;
    object.serial = all.next_serial++;
    const std::size_t dot = order.name.rfind('.');
    object.key = make_uuid(options_.seed, "object", object.serial) +
                 (dot == order.name.npos ? "" : order.name.substr(dot));
    object.name = order.name;
    object.folder_id = order.folder_id;
    const std::string key = object.key;
    all.objects.emplace(key, std::move(object));
    return data_reply(
        201, Json::object(
                 {{"data",
                   Json::object(
                       {{"type", "objects"},
                        {"id", urn_of_object(key)},
                        {"relationships",
                         Json::object({{"target", reference("folders", order.folder_id)}})}})}}));
  });
}

Answer<StorageObject*> DocumentDesk::take_storage(Documents& all, const std::string& storage_id,
                                                  const std::string& folder_id) {
  const std::string prefix = urn_of_object("");
  const auto found = storage_id.starts_with(prefix)
                         ? all.objects.find(storage_id.substr(prefix.size()))
                         : all.objects.end();
  if (found == all.objects.end()) return Refusal{404, "NOT_FOUND", "there is no such object"};
  StorageObject& object = found->second;
  if (!object.stored) {
    audit_.violate("version_before_upload", object.name);
    return Refusal{400, "BAD_INPUT", "the object has no bytes yet"};
  }
  if (object.is_used) {
    audit_.violate("storage_used_twice", object.name);
    return Refusal{400, "BAD_INPUT", "another version has the object"};
  }
  if (object.folder_id != folder_id) {
    return Refusal{400, "BAD_INPUT", "the object was made for another folder"};
  }
  return &object;
}

void DocumentDesk::add_version(Documents& all, Document& document, StorageObject& object) const {
  DocumentVersion version;
  version.serial = all.next_serial++;
  const std::string lineage = document.id.substr(document.id.rfind(':') + 1);
  version.id = "urn:adsk.wipprod:fs.file:vf." + lineage +
               "?version=" + std::to_string(document.versions.size() + 1);
  version.object_key = object.key;
  object.is_used = true;
  document.versions.push_back(std::move(version));
}

Reply DocumentDesk::create_item(const Call& call) {
  const Answer<ItemOrder> read = read_item_order(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refuse(Dialect::kData, *refusal);
  const auto& order = std::get<ItemOrder>(read);
  return documents_.locked([&](Documents& all) {
    if (all.by_name.contains({order.folder_id, order.name})) {
      return refused(409, "CONFLICT", "the folder has an item of this name");
    }
    const Answer<StorageObject*> taken = take_storage(all, order.storage_id, order.folder_id);
    if (const auto* refusal = std::get_if<Refusal>(&taken)) return refuse(Dialect::kData, *refusal);
    StorageObject& object = *std::get<StorageObject*>(taken);
    Document document;
    document.id =
        "urn:adsk.wipprod:dm.lineage:" + short_id(options_.seed, "lineage", all.next_serial);
    document.folder_id = order.folder_id;
    document.name = order.name;
    document.created_ms = clock_.now_ms();
    add_version(all, document, object);
    const Reply reply =
        data_reply(201, Json::object({{"data", item_json(document)},
                                      {"included", Json::list({version_json(document, object)})}}));
    all.by_name[{order.folder_id, order.name}] = document.id;
    const std::string id = document.id;
    all.documents.emplace(id, std::move(document));
    return reply;
  });
}

Reply DocumentDesk::create_version(const Call& call) {
  const Answer<VersionOrder> read = read_version_order(call.body);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refuse(Dialect::kData, *refusal);
  const auto& order = std::get<VersionOrder>(read);
  return documents_.locked([&](Documents& all) {
    const auto found = all.documents.find(order.item_id);
    if (found == all.documents.end()) return refused(404, "NOT_FOUND", "there is no such item");
    Document& document = found->second;
    if (is_locked(document.name)) return refused(423, "LOCKED", "the item is locked");
    if (order.name != document.name) {
      return refused(400, "BAD_INPUT", "data.attributes.name: the item has another name");
    }
    const Answer<StorageObject*> taken = take_storage(all, order.storage_id, document.folder_id);
    if (const auto* refusal = std::get_if<Refusal>(&taken)) return refuse(Dialect::kData, *refusal);
    StorageObject& object = *std::get<StorageObject*>(taken);
    add_version(all, document, object);
    return data_reply(201, Json::object({{"data", version_json(document, object)}}));
  });
}

Reply DocumentDesk::read_item(const Call& call) {
  return documents_.locked([&](Documents& all) {
    const auto found = all.documents.find(call.ids.front());
    if (found == all.documents.end()) return refused(404, "NOT_FOUND", "there is no such item");
    const StorageObject& tip = all.objects.at(found->second.versions.back().object_key);
    return data_reply(200,
                      Json::object({{"data", item_json(found->second)},
                                    {"included", Json::list({version_json(found->second, tip)})}}));
  });
}

Json::List DocumentDesk::contents_of(const Folder& folder, const std::string& type) {
  const std::int64_t newest_ms = clock_.now_ms() - options_.searchable_after_ms;
  Json::List found;
  for (const Folder& other : project_.folders) {
    if (other.parent_id != folder.id || type == "items") continue;
    found.push_back(Json::object({{"type", "folders"},
                                  {"id", other.id},
                                  {"attributes", Json::object({{"displayName", other.name}})}}));
  }
  documents_.locked([&](Documents& all) {
    for (const auto& [id, document] : all.documents) {
      if (document.folder_id != folder.id || type == "folders") continue;
      if (document.created_ms <= newest_ms) found.push_back(item_json(document));
    }
  });
  return found;
}

Reply DocumentDesk::list_folder(const Call& call) {
  const Folder* folder = project_.folder(call.ids.front());
  if (folder == nullptr) return refused(404, "NOT_FOUND", "the project has no such folder");
  const auto number = whole_number(call.query.find("page[number]").value_or("0"));
  const auto limit = whole_number(call.query.find("page[limit]").value_or("200"));
  if (!number || !limit || *limit < 1 || *limit > 200) {
    return refused(400, "BAD_INPUT", "page[number] counts from 0, page[limit] is 1 to 200");
  }
  Json::List found = contents_of(*folder, call.query.find("filter[type]").value_or(""));
  const auto from = static_cast<std::size_t>(*number * *limit);
  const std::size_t to = std::min(found.size(), from + static_cast<std::size_t>(*limit));
  Json page = Json::list();
  for (std::size_t i = from; i < to; ++i) page.push(std::move(found[i]));
  Json links = Json::object();
  if (to < found.size()) {
    const std::string next = options_.origin + std::string(call.request.raw_path()) +
                             "?page%5Bnumber%5D=" + std::to_string(*number + 1) +
                             "&page%5Blimit%5D=" + std::to_string(*limit);
    links.set("next", Json::object({{"href", next}}));
  }
  return data_reply(200, Json::object({{"data", std::move(page)}, {"links", std::move(links)}}));
}

}  // namespace ingot::lab::bim360
