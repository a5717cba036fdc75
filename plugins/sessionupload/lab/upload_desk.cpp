#include "plugins/sessionupload/lab/upload_desk.hpp"

#include <algorithm>
#include <charconv>

#include <ingot/lab/faults.hpp>

namespace ingot::lab::sessionupload {

namespace {

const Refusal kNoUpload{404, "no such upload"};

bool is_quoted(std::string_view etag) {
  return etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
}

std::string unquoted(const std::string& etag) {
  return is_quoted(etag) ? etag.substr(1, etag.size() - 2) : etag;
}

std::string name_of_part(const std::string& path, std::size_t index) {
  return path + " part " + std::to_string(index + 1);
}

std::uint64_t length_of(const Upload& upload, const Part& part) {
  return upload.content_length == 0 ? 0 : part.last - part.first + 1;
}

Json completion_json(const Upload& upload) {
  return batch_json({Json::object({{"assetId", upload.asset_id}, {"uploadId", upload.id}})});
}

}  // namespace

UploadDesk::UploadDesk(const SessionUploadOptions& options, const Clock& clock, AuditLog& audit,
                       Shelf& shelf, ObjectStore& store)
    : options_(options), clock_(clock), audit_(audit), shelf_(shelf), store_(store) {}

std::string UploadDesk::sign(const Upload& upload, std::size_t index) const {
  return store_.sign(upload.store_id, static_cast<int>(index) + 1, options_.url_ttl_ms);
}

Json UploadDesk::shown(const Upload& upload) const {
  std::vector<std::string> urls;
  if (upload.state == UploadState::kOpen) {
    for (std::size_t i = 0; i < upload.parts.size(); ++i) {
      const bool is_kept = options_.resume_urls == ResumeUrls::kSame;
      urls.push_back(is_kept ? upload.parts[i].url : sign(upload, i));
    }
  }
  return upload_json(upload, urls, options_);
}

Answer<Json> UploadDesk::read(const std::string& upload_id) {
  Upload copy;
  {
    const std::lock_guard lock(shelf_.mutex);
    const auto found = shelf_.uploads.find(upload_id);
    if (found == shelf_.uploads.end() || found->second.state == UploadState::kCancelled) {
      return kNoUpload;
    }
    copy = found->second;
  }
  return shown(copy);
}

Json UploadDesk::list(Listed which) {
  std::vector<Upload> copies;
  {
    const std::lock_guard lock(shelf_.mutex);
    for (const auto& [id, upload] : shelf_.uploads) {
      const bool is_done = upload.state == UploadState::kCompleted;
      if (upload.state == UploadState::kCancelled) continue;
      if (!is_done || which == Listed::kCompletedToo) copies.push_back(upload);
    }
  }
  Json list = Json::list();
  for (const Upload& upload : copies) list.push(shown(upload));
  return list;
}

void UploadDesk::check_put(const Request& request) {
  const std::string store_id = request.query("uploadId").value_or("");
  const std::string number = request.query("partNumber").value_or("");
  std::size_t part = 0;
  std::from_chars(number.data(), number.data() + number.size(), part);
  const std::lock_guard lock(shelf_.mutex);
  const auto owner = shelf_.store_owners.find(store_id);
  if (owner == shelf_.store_owners.end() || !request.content_length) return;
  const Upload& upload = shelf_.uploads.at(owner->second);
  const Asset* asset = shelf_.tree.find(upload.asset_id);
  if (asset == nullptr || part < 1 || part > upload.parts.size()) return;
  if (*request.content_length != length_of(upload, upload.parts[part - 1])) {
    audit_.violate("part_length_wrong", name_of_part(shelf_.tree.path_of(*asset), part - 1));
  }
}

std::optional<Refusal> UploadDesk::confirm(const std::string& part_id, const Json& body) {
  if (!is_uuid(part_id)) {
    audit_.violate("part_id_not_uuid", "a part was confirmed by " + part_id);
    return Refusal{400, "the part's id must be a UUID"};
  }
  const std::string* etag = body["etag"].text();
  if (etag == nullptr || etag->empty()) return Refusal{400, "etag: is required"};
  if (body.size() != 1) return Refusal{400, "etag, and nothing else"};
  const std::lock_guard lock(shelf_.mutex);
  const auto owner = shelf_.part_owners.find(part_id);
  if (owner == shelf_.part_owners.end()) return Refusal{404, "no such part"};
  const auto& [upload_id, index] = owner->second;
  Upload& upload = shelf_.uploads.at(upload_id);
  if (upload.state == UploadState::kCancelled) return Refusal{404, "the upload was cancelled"};
  if (upload.state != UploadState::kOpen) return Refusal{400, "the upload is completed"};
  const std::string name =
      name_of_part(shelf_.tree.path_of(*shelf_.tree.find(upload.asset_id)), index);
  const std::optional<HeldPart> held = store_.part_of(upload.store_id, static_cast<int>(index) + 1);
  if (!held) {
    audit_.violate("part_confirmed_before_upload", name);
    return Refusal{400, "the part was not uploaded"};
  }
  if (!is_quoted(*etag)) audit_.violate("etag_altered", name);
  if (held->etag != unquoted(*etag) && options_.etag_check == EtagCheck::kAtConfirm) {
    return Refusal{400, "etag: is not the one of the part that was uploaded"};
  }
  Part& part = upload.parts[index];
  ++shelf_.counters[part.etag.empty() ? "parts_confirmed" : "parts_confirmed_again"];
  part.etag = *etag;
  return std::nullopt;
}

// Checks that all is there and keeps everybody else away from the upload; or what to answer now.
std::variant<UploadDesk::Closing, Answer<Json>> UploadDesk::close(const std::string& upload_id) {
  const std::lock_guard lock(shelf_.mutex);
  const auto found = shelf_.uploads.find(upload_id);
  if (found == shelf_.uploads.end()) return Answer<Json>(kNoUpload);
  Upload& upload = found->second;
  if (upload.state == UploadState::kCancelled) {
    return Answer<Json>(Refusal{404, "the upload was cancelled"});
  }
  const Asset* asset = shelf_.tree.find(upload.asset_id);
  const std::string path = asset != nullptr ? shelf_.tree.path_of(*asset) : upload.asset_id;
  if (upload.state != UploadState::kOpen) {
    ++shelf_.counters["completed_again"];
    if (options_.second_completion == SecondCompletion::kAccepted) {
      return Answer<Json>(completion_json(upload));
    }
    audit_.violate("completed_again", path);
    return Answer<Json>(Refusal{400, "the upload is completed already"});
  }
  Closing closing{upload.store_id, {}};
  for (const Part& part : upload.parts) {
    const auto number = static_cast<std::int64_t>(closing.tags.size()) + 1;
    if (!part.etag.empty()) closing.tags.push_back({number, part.etag});
  }
  if (closing.tags.size() < upload.parts.size()) {
    audit_.violate("completed_with_unconfirmed_parts", path);
    if (options_.unconfirmed_parts == UnconfirmedParts::kEmptyResult) {
      return Answer<Json>(batch_json({}));
    }
    return Answer<Json>(Refusal{400, "some parts are not completed"});
  }
  upload.state = UploadState::kCompleting;
  return closing;
}

Answer<Json> UploadDesk::complete(const std::string& upload_id) {
  std::variant<Closing, Answer<Json>> closed = close(upload_id);
  if (auto* answer = std::get_if<Answer<Json>>(&closed)) return std::move(*answer);
  const auto& closing = std::get<Closing>(closed);
  const std::variant<StoredObject, StoreRefusal> joined =
      store_.complete(closing.store_id, closing.tags);
  const auto* refusal = std::get_if<StoreRefusal>(&joined);
  const std::lock_guard lock(shelf_.mutex);
  const auto found = shelf_.uploads.find(upload_id);
  // Its asset may have been deleted in the meantime.
  if (found == shelf_.uploads.end() || found->second.state != UploadState::kCompleting) {
    return kNoUpload;
  }
  if (refusal != nullptr && refusal->status >= 500) {
    found->second.state = UploadState::kOpen;
    return Refusal{500, "the store failed: " + refusal->message};
  }
  finish(found->second, joined);
  return completion_json(found->second);
}

// From here on the asset is assembled, which ends well or in Error. The mutex is held.
void UploadDesk::finish(Upload& upload, const std::variant<StoredObject, StoreRefusal>& joined) {
  Asset& asset = *shelf_.tree.find(upload.asset_id);
  const std::string path = shelf_.tree.path_of(asset);
  const std::int64_t now = clock_.now_ms();
  upload.state = UploadState::kCompleted;
  asset.open_upload.clear();
  asset.last_upload = upload.id;
  asset.declared_size = upload.content_length;
  asset.state = "Assembling";
  const auto* refusal = std::get_if<StoreRefusal>(&joined);
  if (refusal == nullptr) {
    asset.stored = std::get<StoredObject>(joined);
    upload.etag = '"' + asset.stored->etag + '"';
    ++asset.completions;
  } else {
    asset.stored.reset();
    store_.abort(upload.store_id);
  }
  if (!asset.state_before.empty()) replace_fields(upload, asset);
  asset.state_before.clear();
  asset.jobs.push_back({"AssembleAsset", "puts the parts together", now});
  for (const std::string& option : upload.replace_options) {
    if (option.starts_with("Recreate")) {
      asset.jobs.push_back({option, "makes what belongs to the asset anew", now});
    }
  }
  if (upload.wants_transcript) {
    asset.jobs.push_back({"Transcribe", "makes a transcript beside the asset", now});
  }
  Change change;
  change.error = error_of(path, refusal);
  change.becomes = change.error.empty() ? "Available" : "Error";
  change.began_ms = now;
  change.needs_polls = options_.assembling_polls;
  change.needs_ms = options_.assembling_takes_ms;
  asset.change = change;
  ++shelf_.counters["uploads_completed"];
}

// Why assembling fails; empty: it does not.
std::string UploadDesk::error_of(const std::string& path, const StoreRefusal* refusal) {
  if (refusal != nullptr) return refusal->code + ": " + refusal->message;
  const bool is_named =
      std::any_of(options_.error_paths.begin(), options_.error_paths.end(),
                  [&](const std::string& glob) { return matches_glob(glob, path); });
  if (!is_named) return "";
  std::uint64_t& met = shelf_.errors_met[path];
  if (options_.error_times > 0 && met >= options_.error_times) return "";
  ++met;
  return "the asset could not be assembled";
}

void UploadDesk::replace_fields(const Upload& upload, Asset& asset) const {
  const auto wants = [&](const char* option) {
    return std::find(upload.replace_options.begin(), upload.replace_options.end(), option) !=
           upload.replace_options.end();
  };
  if (wants("ReplaceDisplayName") && !upload.display_name.empty()) {
    asset.display_name = upload.display_name;
  }
  if (wants("ReplaceDisplayDate")) asset.display_date_ms = clock_.now_ms();
  if (wants("ReplaceLanguage") && !upload.language_id.empty())
    asset.language_id = upload.language_id;
}

std::optional<Refusal> UploadDesk::cancel(const std::string& upload_id,
                                          const std::string& message) {
  const std::lock_guard lock(shelf_.mutex);
  const auto found = shelf_.uploads.find(upload_id);
  if (found == shelf_.uploads.end()) return kNoUpload;
  Upload& upload = found->second;
  if (upload.state == UploadState::kCancelled) return std::nullopt;
  if (upload.state != UploadState::kOpen) return Refusal{400, "the upload is completed"};
  ++shelf_.counters["uploads_cancelled"];
  if (!message.empty()) {
    const std::int64_t now = clock_.now_ms();
    shelf_.tree.find(upload.asset_id)->jobs.push_back({"CancelUpload", message, now, now});
  }
  drop(upload);
  return std::nullopt;
}

void UploadDesk::discard(Upload& upload) {
  upload.state = UploadState::kCancelled;
  store_.abort(upload.store_id);
  shelf_.store_owners.erase(upload.store_id);
}

// The asset is what it was before, which for a new one is nothing.
void UploadDesk::drop(Upload& upload) {
  discard(upload);
  Asset* asset = shelf_.tree.find(upload.asset_id);
  if (asset == nullptr || asset->open_upload != upload.id) return;
  if (asset->state_before.empty()) {
    shelf_.tree.erase(asset->id);
    return;
  }
  asset->open_upload.clear();
  asset->state = asset->state_before;
  asset->state_before.clear();
}

void UploadDesk::abandon(const Asset& asset) {
  const auto open = shelf_.uploads.find(asset.open_upload);
  if (open != shelf_.uploads.end()) discard(open->second);
}

}  // namespace ingot::lab::sessionupload
