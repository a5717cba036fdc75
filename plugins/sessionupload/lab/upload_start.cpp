// Starting: where the file goes, what is there already, and what the overwrite option makes of it.
#include <algorithm>

#include <ingot/lab/uuid.hpp>

#include "plugins/sessionupload/lab/upload_desk.hpp"

namespace ingot::lab::sessionupload {

namespace {

// Of these nothing may be overwritten; the others are whole, empty or broken files.
bool is_out_of_reach(const Asset& asset) {
  return asset.state == "Archived" || asset.state == "Archiving" || asset.state == "Restoring" ||
         asset.state == "Moving";
}

}  // namespace

Answer<Json> UploadDesk::start(const Json& body, UploadKind kind) {
  std::variant<UploadRequest, UnreadUpload> read = read_upload(body, kind, options_);
  if (auto* unread = std::get_if<UnreadUpload>(&read)) {
    if (!unread->rule.empty()) audit_.violate(unread->rule, unread->refusal.detail);
    return std::move(unread->refusal);
  }
  const auto& request = std::get<UploadRequest>(read);
  Upload copy;
  {
    const std::lock_guard lock(shelf_.mutex);
    Answer<Place> place = find_place(request);
    if (auto* refusal = std::get_if<Refusal>(&place)) return std::move(*refusal);
    Answer<Upload*> upload = choose(request, std::get<Place>(place));
    if (auto* refusal = std::get_if<Refusal>(&upload)) return std::move(*refusal);
    shelf_.counters["ignored_fields"] += request.ignored;
    Upload& chosen = *std::get<Upload*>(upload);
    // A start is what renews URLs for good where reading a session does not.
    if (options_.resume_urls == ResumeUrls::kSame && chosen.state == UploadState::kOpen) {
      for (std::size_t i = 0; i < chosen.parts.size(); ++i) chosen.parts[i].url = sign(chosen, i);
    }
    copy = chosen;
  }
  return shown(copy);
}

Answer<UploadDesk::Place> UploadDesk::find_place(const UploadRequest& request) {
  if (!request.existing_asset_id.empty()) {
    Place place;
    place.asset = shelf_.tree.find(request.existing_asset_id);
    if (place.asset == nullptr || place.asset->type != AssetType::kFile) {
      return Refusal{400, "the asset to overwrite is no file of this account"};
    }
    place.path = shelf_.tree.path_of(*place.asset);
    if (shelf_.is_read_only(place.path)) {
      return Refusal{403, "no permission to write to " + place.path};
    }
    return place;
  }
  Answer<Place> found = find_folder(request);
  auto* place = std::get_if<Place>(&found);
  if (place == nullptr) return found;
  place->name = request.name;
  if (shelf_.is_read_only(place->path + "/" + request.name)) {
    return Refusal{403, "no permission to write to " + place->path};
  }
  if (place->missing.empty()) place->asset = shelf_.tree.child(place->parent_id, request.name);
  if (place->asset != nullptr && place->asset->type == AssetType::kFolder) {
    return Refusal{400, "a folder has this name"};
  }
  if (place->asset != nullptr) AssetTree::settle(*place->asset, clock_.now_ms());
  return found;
}

Answer<UploadDesk::Place> UploadDesk::find_folder(const UploadRequest& request) {
  Place place;
  if (!request.content_id.empty()) {
    place.parent_id = "content:" + request.content_id;
    return place;
  }
  if (!request.related_to.empty()) {
    const Asset* owner = shelf_.tree.find(request.related_to);
    if (owner == nullptr || owner->type != AssetType::kFile) {
      return Refusal{400, "the asset to relate to is no file of this account"};
    }
    place.parent_id = "asset:" + owner->id;
    return place;
  }
  place.parent_id = request.parent_id.empty() ? options_.incoming_id : request.parent_id;
  const Asset* folder = shelf_.tree.find(place.parent_id);
  if (folder == nullptr || folder->type != AssetType::kFolder) {
    return Refusal{400, "parentId: is no folder of this account"};
  }
  place.path = shelf_.tree.path_of(*folder);
  for (const std::string& name : request.folders) {
    place.path += "/" + name;
    const Asset* next = place.missing.empty() ? shelf_.tree.child(place.parent_id, name) : nullptr;
    if (next == nullptr) {
      place.missing.push_back(name);
    } else if (next->type != AssetType::kFolder) {
      return Refusal{400, "relativePath: " + place.path + " is a file"};
    } else {
      place.parent_id = next->id;
    }
  }
  return place;
}

Answer<Upload*> UploadDesk::choose(const UploadRequest& request, Place& place) {
  if (place.asset == nullptr) return begin(request, place);
  if (is_out_of_reach(*place.asset)) {
    return Refusal{400, "the asset is " + place.asset->state + " and cannot be overwritten"};
  }
  const std::string& open = place.asset->open_upload;
  if (!open.empty() && shelf_.uploads.at(open).state == UploadState::kCompleting) {
    return Refusal{400, "an upload of this asset is being completed"};
  }
  const bool is_good = place.asset->is_whole() && place.asset->state != "Error";
  const bool is_resumable = !open.empty() || is_good;
  if (request.option == OverwriteOption::kContinue && is_resumable) {
    return resume(request, *place.asset);
  }
  if (auto refusal = clear_way(request, place)) return std::move(*refusal);
  return begin(request, place);
}

// The session under way; of a file that is whole, the session that made it.
Answer<Upload*> UploadDesk::resume(const UploadRequest& request, const Asset& asset) {
  const std::string& id = asset.open_upload.empty() ? asset.last_upload : asset.open_upload;
  Upload& upload = shelf_.uploads.at(id);
  const bool is_same_length = upload.content_length == request.content_length;
  if (!is_same_length && options_.continued_length == ContinuedLength::kMustMatch) {
    return Refusal{400, "contentLength: the upload to continue was started with another one"};
  }
  ++shelf_.counters["uploads_continued"];
  return &upload;
}

// Refuses, or removes what stands in the way of a new session.
std::optional<Refusal> UploadDesk::clear_way(const UploadRequest& request, Place& place) {
  Asset& asset = *place.asset;
  const bool is_named = !request.existing_asset_id.empty();
  const bool is_unfinished = !asset.open_upload.empty();
  const bool stands = !is_unfinished || !asset.state_before.empty();
  const bool is_replace = request.option == OverwriteOption::kReplace;
  if (request.option == OverwriteOption::kCancel &&
      (stands || options_.cancel_option == CancelOption::kRefuses)) {
    return Refusal{400, "the file exists already"};
  }
  if (is_replace && !stands && !is_named &&
      options_.unfinished_on_replace == UnfinishedOnReplace::kLeft) {
    place.asset = nullptr;
    return std::nullopt;
  }
  if (is_unfinished) {
    ++shelf_.counters["uploads_superseded"];
    // Who names an asset keeps its id, even where nothing but an unfinished upload is behind it.
    if (!stands && is_named) asset.state_before = "Placeholder";
    const std::string id = asset.id;
    drop(shelf_.uploads.at(asset.open_upload));
    place.asset = shelf_.tree.find(id);
  }
  if (place.asset == nullptr || !is_replace || is_named ||
      options_.replaced_id == ReplacedId::kKept) {
    return std::nullopt;
  }
  place.completions = place.asset->completions;
  shelf_.tree.erase(place.asset->id);
  place.asset = nullptr;
  return std::nullopt;
}

std::string UploadDesk::make_folders(const Place& place) {
  std::string parent = place.parent_id;
  for (const std::string& name : place.missing) {
    Asset folder;
    folder.parent_id = parent;
    folder.name = folder.display_name = name;
    folder.type = AssetType::kFolder;
    folder.created_ms = folder.display_date_ms = clock_.now_ms();
    parent = shelf_.tree.add(std::move(folder)).id;
  }
  return parent;
}

Upload* UploadDesk::begin(const UploadRequest& request, Place& place) {
  const std::int64_t now = clock_.now_ms();
  if (place.asset == nullptr) {
    Asset asset;
    asset.parent_id = make_folders(place);
    asset.name = place.name;
    asset.display_name = request.display_name.empty() ? place.name : request.display_name;
    asset.state = "Uploading";
    asset.language_id =
        request.language_id.empty() ? make_uuid(options_.seed, "language", 0) : request.language_id;
    asset.created_ms = asset.display_date_ms = now;
    asset.declared_size = request.content_length;
    asset.completions = place.completions;
    place.asset = &shelf_.tree.add(std::move(asset));
  } else {
    place.asset->state_before = place.asset->state;
    place.asset->change.reset();
    place.asset->state = place.asset->is_whole() ? "Replacing" : "Uploading";
  }
  Upload upload;
  upload.id = make_uuid(options_.seed, "session upload", shelf_.next_upload++);
  upload.asset_id = place.asset->id;
  upload.content_length = request.content_length;
  upload.chunk_size = request.chunk_size;
  upload.started_ms = now;
  upload.replace_options = request.replace_options;
  upload.display_name = request.display_name;
  upload.language_id = request.language_id;
  upload.wants_transcript = request.wants_transcript;
  plan_parts(upload);
  upload.store_id = store_.create_upload("assets/" + upload.asset_id + "/" + place.asset->name,
                                         upload.parts.size());
  shelf_.store_owners[upload.store_id] = upload.id;
  place.asset->open_upload = upload.id;
  ++shelf_.counters["uploads_started"];
  return &shelf_.uploads.insert_or_assign(upload.id, upload).first->second;
}

void UploadDesk::plan_parts(Upload& upload) {
  std::uint64_t first = 0;
  do {
    Part part;
    part.id = make_uuid(options_.seed, "part", shelf_.next_part++);
    part.first = first;
    const std::uint64_t next = std::min(first + upload.chunk_size, upload.content_length);
    // An empty file, where it is let in at all, has one part whose inclusive range cannot be told.
    part.last = next > first ? next - 1 : first;
    shelf_.part_owners[part.id] = {upload.id, upload.parts.size()};
    upload.parts.push_back(std::move(part));
    first = next;
  } while (first < upload.content_length);
}

}  // namespace ingot::lab::sessionupload
