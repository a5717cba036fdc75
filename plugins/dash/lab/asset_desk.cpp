#include "plugins/dash/lab/asset_desk.hpp"

#include <set>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::dash {

namespace {

Refusal no_asset(const std::string& id) {
  return {404, "asset " + id + " does not exist"};
}

using Metadata = std::map<std::string, std::vector<std::string>>;

Answer<Metadata> read_metadata(const Json& body, const Account& account) {
  const Json::Object* values = body["metadata"]["values"].members();
  if (values == nullptr || body.size() != 1 || body["metadata"].size() != 1) {
    return Refusal{400, "metadata.values: an object is required, and nothing else"};
  }
  Metadata metadata;
  for (const Json::Member& field : *values) {
    const std::string at = "metadata.values." + field.name;
    if (!account.has_field(field.name)) return Refusal{400, at + ": no such field"};
    if (field.name == account.folder_field_id()) {
      return Refusal{400, at + ": the folder follows from the path of the upload"};
    }
    std::vector<std::string>& texts = metadata[field.name];
    if (field.value.is_null()) continue;
    if (field.value.items() == nullptr) return Refusal{400, at + ": must be an array or null"};
    for (const Json& text : *field.value.items()) {
      if (text.text() == nullptr) return Refusal{400, at + ": must be an array of strings"};
      texts.push_back(*text.text());
    }
  }
  return metadata;
}

// nullopt: the change may be made.
std::optional<Refusal> check_change(const Asset& asset, const std::string& to, Approval approval) {
  if (asset.whole_file() == nullptr) return Refusal{409, "the asset has no file yet"};
  if (to == "LIVE" && approval == Approval::kRequired) {
    return Refusal{403, "uploads of this user must be approved"};
  }
  if (asset.state == "LIVE" && to == "PENDING_APPROVAL")
    return Refusal{409, "the asset is live already"};
  return std::nullopt;
}

}  // namespace

AssetDesk::AssetDesk(const Account& account, const Clock& clock, Catalogue& catalogue,
                     ObjectStore& store)
    : account_(account), clock_(clock), catalogue_(catalogue), store_(store) {}

Answer<Json> AssetDesk::read(const std::string& id) const {
  const std::optional<Asset> asset = catalogue_.asset(id);
  if (!asset) return no_asset(id);
  return asset_json(*asset, account_);
}

Answer<Json> AssetDesk::edit(const std::string& id, const Json& body) {
  if (!catalogue_.asset(id)) return no_asset(id);
  Answer<Metadata> read = read_metadata(body, account_);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  const bool is_known = catalogue_.change(id, clock_.now_ms(), [&](Asset& asset) {
    for (auto& [field, texts] : std::get<Metadata>(read)) {
      if (texts.empty()) {
        asset.metadata.erase(field);
      } else {
        asset.metadata[field] = texts;
      }
    }
  });
  if (!is_known) return no_asset(id);
  return this->read(id);
}

std::optional<Refusal> AssetDesk::remove(const std::string& id) {
  const std::optional<std::vector<std::string>> uploads = catalogue_.remove(id);
  if (!uploads) return no_asset(id);
  for (const std::string& upload : *uploads) store_.abort(upload);
  return std::nullopt;
}

Answer<Json> AssetDesk::files(const std::string& id) const {
  const std::optional<Asset> asset = catalogue_.asset(id);
  if (!asset) return no_asset(id);
  Json results = Json::list();
  for (const AssetFile& file : asset->files) {
    if (file.stored) results.push(wrapped(file_json(file, id)));
  }
  const std::size_t total = results.size();
  return Json::object({{"results", std::move(results)}, {"totalResults", total}});
}

Answer<Json> AssetDesk::change_state(const std::string& id, const Json& body) {
  const std::string* to = body["state"].text();
  if (to == nullptr || body.size() != 1)
    return Refusal{400, "state: a string is required, and nothing else"};
  if (*to != "LIVE" && *to != "PENDING_APPROVAL") {
    return Refusal{400, "state: must be LIVE or PENDING_APPROVAL"};
  }
  std::optional<Refusal> refusal;
  const bool is_known = catalogue_.change(id, clock_.now_ms(), [&](Asset& asset) {
    refusal = check_change(asset, *to, account_.approval);
    if (!refusal) asset.state = *to;
  });
  if (!is_known) return no_asset(id);
  if (refusal) return std::move(*refusal);
  return read(id);
}

Json AssetDesk::permitted(const std::string& id) const {
  const std::optional<Asset> asset = catalogue_.asset(id);
  return asset ? permitted_actions(*asset, account_) : Json::list();
}

Json AssetDesk::fields() const {
  std::set<std::string> folders;
  catalogue_.for_each([&](const Asset& asset) { folders.insert(folder_of(asset.path)); });
  Json options = Json::list();
  for (const std::string& folder : folders) {
    options.push(Json::object({{"id", make_uuid(account_.seed, "folder " + folder, 0)},
                               {"name", folder == "/" ? "/" : filename_of(folder)},
                               {"path", folder}}));
  }
  Json all = Json::list();
  all.push(Json::object({{"result", Json::object({{"id", account_.folder_field_id()},
                                                  {"name", "Folders"},
                                                  {"type", "HIERARCHICAL_OPTIONS"},
                                                  {"multiValue", true},
                                                  {"options", std::move(options)}})}}));
  for (const std::string& name : account_.fields) {
    all.push(Json::object({{"result", Json::object({{"id", account_.field_id(name)},
                                                    {"name", name},
                                                    {"type", "TEXT"},
                                                    {"multiValue", name == "Keywords"}})}}));
  }
  return all;
}

}  // namespace ingot::lab::dash
