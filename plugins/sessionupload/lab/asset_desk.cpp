#include "plugins/sessionupload/lab/asset_desk.hpp"

#include <algorithm>
#include <cctype>

#include <ingot/lab/uuid.hpp>

#include "plugins/sessionupload/lab/bulk_request.hpp"
#include "plugins/sessionupload/lab/upload_request.hpp"

namespace ingot::lab::sessionupload {

namespace {

// "2027-01-15", with or without a time behind it.
bool is_date(const std::string& text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  if (text.size() < kForm.size() || (text.size() > kForm.size() && text[10] != 'T')) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(text[i])) != 0;
    if (kForm[i] == 'd' ? !is_digit : text[i] != kForm[i]) return false;
  }
  return true;
}

std::optional<Refusal> check_edit(const Json& body, const Asset& asset) {
  if (body.size() == 0) return Refusal{400, "nothing is to be changed"};
  for (const auto& [name, value] : *body.members()) {
    if (name == "customProperties") {
      if (value.members() == nullptr) return Refusal{400, name + ": an object is required"};
      continue;
    }
    const bool is_date_field =
        name == "displayDate" || name == "availableStartDate" || name == "availableEndDate";
    if (name != "displayName" && !is_date_field) return Refusal{400, name + ": unknown property"};
    if (is_date_field && value.is_null() && name != "displayDate") continue;
    if (value.text() == nullptr || value.text()->empty()) {
      return Refusal{400, name + ": a string is required"};
    }
    if (is_date_field && !is_date(*value.text()))
      return Refusal{400, name + ": a date is required"};
    if (name == "displayName" && asset.type == AssetType::kFile && !is_file_name(*value.text())) {
      return Refusal{400, "displayName: must have an extension and no path"};
    }
  }
  return std::nullopt;
}

// The one text a create body has; nullopt: it is missing, or has company.
std::optional<std::string> only_text(const Json& body, const char* name) {
  const std::string* text = body[name].text();
  if (text == nullptr || text->empty() || body.size() != 1) return std::nullopt;
  return *text;
}

}  // namespace

AssetDesk::AssetDesk(const SessionUploadOptions& options, const Clock& clock, Shelf& shelf,
                     UploadDesk& uploads)
    : options_(options), clock_(clock), shelf_(shelf), uploads_(uploads) {}

Json AssetDesk::shown(const Asset& asset) const {
  return asset_json(asset, shelf_.tree.path_of(asset), options_);
}

Answer<Asset*> AssetDesk::find(const std::string& id) {
  Asset* asset = shelf_.tree.find(id);
  if (asset == nullptr) return Refusal{404, "no such asset"};
  return asset;
}

Answer<Asset*> AssetDesk::find_writable(const std::string& id) {
  Answer<Asset*> found = find(id);
  if (std::holds_alternative<Refusal>(found)) return found;
  AssetTree::settle(*std::get<Asset*>(found), clock_.now_ms());
  const std::string path = shelf_.tree.path_of(*std::get<Asset*>(found));
  if (shelf_.is_read_only(path)) return Refusal{403, "no permission to write to " + path};
  return found;
}

Answer<Json> AssetDesk::read(const std::string& id) {
  const std::lock_guard lock(shelf_.mutex);
  Answer<Asset*> found = find(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  ++shelf_.counters["asset_reads"];
  AssetTree::poll(*std::get<Asset*>(found), clock_.now_ms());
  return shown(*std::get<Asset*>(found));
}

Answer<Json> AssetDesk::edit(const std::string& id, const Json& body) {
  const std::lock_guard lock(shelf_.mutex);
  Answer<Asset*> found = find_writable(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  Asset& asset = *std::get<Asset*>(found);
  if (auto refusal = check_edit(body, asset)) return std::move(*refusal);
  Json edited = Json::object(asset.edited);
  for (const auto& [name, value] : *body.members()) {
    if (name == "displayName") {
      asset.display_name = *value.text();
    } else {
      edited.set(name, value);
    }
  }
  asset.edited = *edited.members();
  return shown(asset);
}

std::optional<Refusal> AssetDesk::remove(const std::string& id) {
  const std::lock_guard lock(shelf_.mutex);
  return erase(id);
}

std::optional<Refusal> AssetDesk::erase(const std::string& id) {
  Answer<Asset*> found = find_writable(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  if (id == options_.root_id || id == options_.incoming_id) {
    return Refusal{403, "this folder belongs to the system"};
  }
  for (const std::string& doomed : shelf_.tree.with_descendants(id)) {
    uploads_.abandon(*shelf_.tree.find(doomed));
    shelf_.tree.erase(doomed);
    ++shelf_.counters["assets_deleted"];
  }
  return std::nullopt;
}

// The folder, if something of that name may be made in it.
Answer<Asset*> AssetDesk::find_parent(const std::string& id, const std::string& name) {
  Answer<Asset*> found = find(id);
  if (std::holds_alternative<Refusal>(found)) return found;
  const Asset& folder = *std::get<Asset*>(found);
  if (folder.type != AssetType::kFolder) return Refusal{400, "the parent is no folder"};
  const std::string path = shelf_.tree.path_of(folder);
  if (shelf_.is_read_only(path + "/" + name)) {
    return Refusal{403, "no permission to write to " + path};
  }
  if (shelf_.tree.child(id, name) != nullptr) return Refusal{400, "the name is taken"};
  return found;
}

Answer<Json> AssetDesk::create_folder(const std::string& parent_id, const Json& body) {
  const std::optional<std::string> name = only_text(body, "displayName");
  if (!name || name->find('/') != std::string::npos) {
    return Refusal{400, "displayName: is required, has no slash, and nothing else is taken"};
  }
  const std::lock_guard lock(shelf_.mutex);
  Answer<Asset*> parent = find_parent(parent_id, *name);
  if (auto* refusal = std::get_if<Refusal>(&parent)) return std::move(*refusal);
  Asset folder;
  folder.parent_id = parent_id;
  folder.name = folder.display_name = *name;
  folder.type = AssetType::kFolder;
  folder.created_ms = folder.display_date_ms = clock_.now_ms();
  return shown(shelf_.tree.add(std::move(folder)));
}

Answer<Json> AssetDesk::create_placeholder(const std::string& parent_id, const Json& body) {
  const std::optional<std::string> name = only_text(body, "assetName");
  if (!name || !is_file_name(*name)) {
    return Refusal{400, "assetName: is required, has an extension, and nothing else is taken"};
  }
  const std::lock_guard lock(shelf_.mutex);
  Answer<Asset*> parent = find_parent(parent_id, *name);
  if (auto* refusal = std::get_if<Refusal>(&parent)) return std::move(*refusal);
  Asset asset;
  asset.parent_id = parent_id;
  asset.name = asset.display_name = *name;
  asset.state = "Placeholder";
  asset.language_id = make_uuid(options_.seed, "language", 0);
  asset.created_ms = asset.display_date_ms = clock_.now_ms();
  return shown(shelf_.tree.add(std::move(asset)));
}

std::optional<Refusal> AssetDesk::apply(Verb verb, const std::string& id) {
  const std::lock_guard lock(shelf_.mutex);
  if (verb == Verb::kDelete) return erase(id);
  Answer<Asset*> found = find_writable(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  return apply_to(*std::get<Asset*>(found), verb);
}

std::optional<Refusal> AssetDesk::apply_to(Asset& asset, Verb verb) {
  if (asset.type != AssetType::kFile) return Refusal{400, "the asset is a folder"};
  const auto is = [&](std::initializer_list<const char*> states) {
    return std::find(states.begin(), states.end(), asset.state) != states.end();
  };
  const bool is_at_rest = is({"Available", "Restored"});
  // Who repeats a verb whose answer was lost is told that all is well.
  if (verb == Verb::kArchive && is({"Archiving", "Archived"})) return std::nullopt;
  if (verb == Verb::kRestore && (is_at_rest || is({"Restoring"}))) return std::nullopt;
  const bool may = verb == Verb::kRestore     ? is({"Archived"})
                   : verb == Verb::kReprocess ? is_at_rest || is({"Error"})
                                              : is_at_rest;
  if (!may || !asset.is_whole()) return Refusal{400, "the asset is " + asset.state};
  if (verb == Verb::kArchive) change(asset, "Archiving", "Archived", "moves to cold storage");
  if (verb == Verb::kRestore) {
    change(asset, "Restoring", options_.restored_as, "comes back from cold storage");
  }
  if (verb == Verb::kReprocess) change(asset, "Updating", "Available", "is processed again");
  return std::nullopt;
}

void AssetDesk::change(Asset& asset, const char* meanwhile, std::string becomes,
                       const char* description) {
  const std::int64_t now = clock_.now_ms();
  asset.state = meanwhile;
  asset.jobs.push_back({meanwhile, description, now});
  Change change;
  change.becomes = std::move(becomes);
  change.began_ms = now;
  change.needs_polls = options_.lifecycle_polls;
  change.needs_ms = options_.lifecycle_takes_ms;
  asset.change = change;
}

Answer<Json> AssetDesk::apply_to_all(Verb verb, const Json& body) {
  Answer<BulkRequest> read = read_bulk(body, BulkKind::kTargets);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  Json::List items;
  for (const std::string& id : std::get<BulkRequest>(read).target_ids) {
    const std::optional<Refusal> refusal = apply(verb, id);
    const std::lock_guard lock(shelf_.mutex);
    const Asset* asset = shelf_.tree.find(id);
    Json item = Json::object({{"id", id}, {"success", !refusal}});
    item.set("status", asset != nullptr ? Json(asset->state) : Json());
    if (refusal) item.set("message", refusal->detail);
    items.push_back(std::move(item));
  }
  return batch_json(std::move(items));
}

Answer<Json> AssetDesk::move(const std::string& id, const Json& body) {
  Answer<BulkRequest> read = read_bulk(body, BulkKind::kMove);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  auto& request = std::get<BulkRequest>(read);
  std::vector<std::string>& ids = request.target_ids;
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.insert(ids.begin(), id);
  const std::lock_guard lock(shelf_.mutex);
  Json::List items;
  for (const std::string& target : ids) {
    if (auto refusal = move_to(target, request.destination)) {
      // The asset of the path decides about the whole; others fare one by one.
      if (target == id) return std::move(*refusal);
      items.push_back(
          Json::object({{"id", target}, {"success", false}, {"message", refusal->detail}}));
      continue;
    }
    items.push_back(Json::object({{"id", target}, {"success", true}, {"status", "Moving"}}));
  }
  return batch_json(std::move(items));
}

std::optional<Refusal> AssetDesk::move_to(const std::string& id, const std::string& folder_id) {
  Answer<Asset*> found = find_writable(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  Asset& asset = *std::get<Asset*>(found);
  if (asset.parent_id == folder_id) return std::nullopt;  // a move repeated
  if (id == options_.root_id || id == options_.incoming_id) {
    return Refusal{403, "this folder belongs to the system"};
  }
  const std::vector<std::string> below = shelf_.tree.with_descendants(id);
  if (std::find(below.begin(), below.end(), folder_id) != below.end()) {
    return Refusal{400, "a folder cannot be moved into itself"};
  }
  Answer<Asset*> folder = find_parent(folder_id, asset.name);
  if (auto* refusal = std::get_if<Refusal>(&folder)) {
    return Refusal{refusal->status == 404 ? 400 : refusal->status, refusal->detail};
  }
  const bool is_at_rest = asset.state == "Available" || asset.state == "Restored";
  if (!is_at_rest) return Refusal{400, "the asset is " + asset.state};
  shelf_.tree.move(asset, folder_id);
  if (asset.type == AssetType::kFile) change(asset, "Moving", asset.state, "moves to a folder");
  return std::nullopt;
}

Answer<Json> AssetDesk::history(const std::string& id) {
  const std::lock_guard lock(shelf_.mutex);
  Answer<Asset*> found = find(id);
  if (auto* refusal = std::get_if<Refusal>(&found)) return std::move(*refusal);
  AssetTree::settle(*std::get<Asset*>(found), clock_.now_ms());
  return history_json(*std::get<Asset*>(found));
}

}  // namespace ingot::lab::sessionupload
