#include "plugins/bim360/lab/upload_desk.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

#include "plugins/bim360/lab/document_desk.hpp"

namespace ingot::lab::bim360 {

// What a GET asks for.
struct UploadDesk::Window {
  int first = 1;
  int parts = 1;
  std::int64_t minutes = 2;
  std::string upload_key;  // empty: a new upload
};

struct UploadDesk::Completion {
  std::string upload_key;
  std::optional<std::uint64_t> size = {};
  std::optional<std::vector<std::string>> etags = {};  // without quotes

  bool is_checked() const { return size || etags; }
};

namespace {

constexpr int kMostUrls = 25;

Refusal refusal(std::string reason, int status = 400) {
  return {status, "", std::move(reason)};
}

Reply refused(const Refusal& why) {
  return refuse(Dialect::kStorage, why);
}

// A whole number of the query within bounds; `otherwise` where it is absent.
std::optional<std::int64_t> number_of(const Query& query, std::string_view name,
                                      std::int64_t otherwise, std::int64_t most) {
  const auto text = query.find(name);
  if (!text) return otherwise;
  const auto number = whole_number(*text);
  return number && *number >= 1 && *number <= most ? number : std::nullopt;
}

std::string unquoted(const std::string& etag) {
  const bool is_quoted = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
  return is_quoted ? etag.substr(1, etag.size() - 2) : etag;
}

const HeldPart* part_of(const std::vector<HeldPart>& held, int number) {
  const auto found = std::find_if(held.begin(), held.end(),
                                  [&](const HeldPart& part) { return part.number == number; });
  return found == held.end() ? nullptr : &*found;
}

// The word of O-POST for one part: Ok, Pending, Unexpected, TooSmall, Unexpected+TooSmall.
std::string word_for(const HeldPart* part, const std::string* etag, bool is_expected,
                     bool is_small) {
  if (part == nullptr) return "Pending";
  const bool is_other = !is_expected || (etag != nullptr && *etag != part->etag);
  if (is_other) return is_small ? "Unexpected+TooSmall" : "Unexpected";
  return is_small ? "TooSmall" : "Ok";
}

}  // namespace

Answer<UploadDesk::Window> UploadDesk::read_window(const Call& call) const {
  Window window;
  const auto parts = number_of(call.query, "parts", 1, kMostUrls);
  const auto first = number_of(call.query, "firstPart", 1, ObjectStore::kMostParts);
  const auto minutes = number_of(call.query, "minutesExpiration", 2, 60);
  if (!parts) return refusal("parts must be from 1 to 25");
  if (!first || *first + *parts - 1 > ObjectStore::kMostParts) {
    return refusal("firstPart must be from 1, and no part beyond 10000");
  }
  if (!minutes) return refusal("minutesExpiration must be from 1 to 60");
  if (!call.query.is_truth("useAcceleration")) return refusal("useAcceleration is true or false");
  window.parts = static_cast<int>(*parts);
  window.first = static_cast<int>(*first);
  window.minutes = *minutes;
  window.upload_key = call.query.find("uploadKey").value_or("");
  return window;
}

Answer<UploadSession> UploadDesk::find_session(Documents& all, const std::string& object_key,
                                               const std::string& upload_key) {
  const auto found = all.uploads.find(upload_key);
  if (found == all.uploads.end() || found->second.object_key != object_key) {
    return refusal("InvalidUploadKey");
  }
  const UploadSession& session = found->second;
  const bool is_past = clock_.now_ms() >= session.begun_ms + options_.upload_life_ms;
  if (session.state != UploadState::kDone && is_past) {
    store_.abort(session.store_id);  // everything is discarded (bim360.md 3.1, step 4)
    return refusal("InvalidUploadKey: the upload has expired");
  }
  return session;
}

Answer<UploadSession> UploadDesk::session_for(const std::string& object_key, const Window& window) {
  return documents_.locked([&](Documents& all) -> Answer<UploadSession> {
    const auto object = all.objects.find(object_key);
    if (object == all.objects.end()) return refusal("Object not found", 404);
    const int highest = window.first + window.parts - 1;
    if (!window.upload_key.empty()) {
      const Answer<UploadSession> known = find_session(all, object_key, window.upload_key);
      if (std::holds_alternative<Refusal>(known)) return known;
      UploadSession& session = all.uploads.at(window.upload_key);
      if (session.state != UploadState::kOpen) return refusal("InvalidUploadKey");
      session.highest_part = std::max(session.highest_part, highest);
      return session;
    }
    if (window.first > 1) audit_.violate("first_part_without_upload_key", object->second.name);
    UploadSession session;
    session.object_key = object_key;
    session.key = make_uuid(options_.seed, "upload key", all.next_serial++);
    // The key ends in the file's name, as keys do, so that faults and audits can name files.
    session.store_id = store_.create_upload(object_key + "/" + object->second.name,
                                            static_cast<std::size_t>(window.parts));
    session.begun_ms = clock_.now_ms();
    session.highest_part = highest;
    all.uploads.emplace(session.key, session);
    return session;
  });
}

Reply UploadDesk::sign(const Call& call) {
  if (call.ids[0] != kBucket) return refused(refusal("Bucket not found", 404));
  const Answer<Window> read = read_window(call);
  if (const auto* why = std::get_if<Refusal>(&read)) return refused(*why);
  const auto& window = std::get<Window>(read);
  const Answer<UploadSession> begun = session_for(call.ids[1], window);
  if (const auto* why = std::get_if<Refusal>(&begun)) return refused(*why);
  const auto& session = std::get<UploadSession>(begun);
  const std::int64_t lives_ms = std::min(window.minutes * 60'000, options_.url_ttl_ms);
  Json urls = Json::list();
  for (int part = window.first; part < window.first + window.parts; ++part) {
    urls.push(store_.sign(session.store_id, part, lives_ms));
  }
  return json_reply(
      200, Json::object({{"uploadKey", session.key},
                         {"uploadExpiration", zulu(session.begun_ms + options_.upload_life_ms)},
                         {"urlExpiration", zulu(clock_.now_ms() + lives_ms)},
                         {"urls", std::move(urls)}}));
}

Answer<UploadDesk::Completion> UploadDesk::read_completion(const Json& body) const {
  Completion completion;
  if (body.members() == nullptr) return refusal("the body must be an object");
  if (const auto name = unknown_member(body, {"uploadKey", "size", "eTags"})) {
    return refusal(*name + " is not known");
  }
  completion.upload_key = text_of(body["uploadKey"]);
  if (completion.upload_key.empty()) return refusal("uploadKey is required");
  if (const Json* size = body.find("size")) {
    if (size->integer() == nullptr || *size->integer() < 0) {
      return refusal("size must be a whole number");
    }
    completion.size = static_cast<std::uint64_t>(*size->integer());
  }
  if (const Json* etags = body.find("eTags")) {
    if (etags->items() == nullptr) return refusal("eTags must be an array of strings");
    completion.etags.emplace();
    for (const Json& etag : *etags->items()) {
      if (etag.text() == nullptr) return refusal("eTags must be an array of strings");
      completion.etags->push_back(unquoted(*etag.text()));
    }
  }
  return completion;
}

Json UploadDesk::object_json(const StorageObject& object) const {
  return Json::object({{"bucketKey", kBucket},
                       {"objectId", urn_of_object(object.key)},
                       {"objectKey", object.key},
                       {"size", object.stored ? object.stored->size : 0},
                       {"contentType", object.content_type},
                       {"location", options_.origin + "/oss/v2/buckets/" + kBucket + "/objects/" +
                                        percent_encode(object.key)}});
}

Reply UploadDesk::complete(const Call& call) {
  if (call.ids[0] != kBucket) return refused(refusal("Bucket not found", 404));
  const Answer<Completion> read = read_completion(call.body);
  if (const auto* why = std::get_if<Refusal>(&read)) return refused(*why);
  const auto& completion = std::get<Completion>(read);
  std::optional<Reply> repeated;
  const Answer<UploadSession> begun =
      documents_.locked([&](Documents& all) -> Answer<UploadSession> {
        if (!all.objects.contains(call.ids[1])) return refusal("Object not found", 404);
        Answer<UploadSession> known = find_session(all, call.ids[1], completion.upload_key);
        if (std::holds_alternative<Refusal>(known)) return known;
        UploadSession& session = all.uploads.at(completion.upload_key);
        if (session.state == UploadState::kOpen) {
          session.state = UploadState::kJoining;
          return session;
        }
        const bool is_done = session.state == UploadState::kDone;
        if (is_done && options_.second_completion == SecondCompletion::kRepeated) {
          repeated = json_reply(200, object_json(all.objects.at(call.ids[1])));
        }
        return refusal("InvalidUploadKey");
      });
  if (repeated) return std::move(*repeated);
  if (const auto* why = std::get_if<Refusal>(&begun)) return refused(*why);
  return join(call, std::get<UploadSession>(begun), completion);
}

namespace {

// What is held against what the completion says: the 200 that is no success, or nothing.
std::optional<Json> report_of(const std::vector<HeldPart>& held,
                              const std::optional<std::vector<std::string>>& etags,
                              std::optional<std::uint64_t> size, int expected,
                              std::uint64_t smallest) {
  const int last = std::max(expected, held.empty() ? 0 : held.back().number);
  bool is_good = last > 0;
  std::uint64_t detected = 0;
  Json parts = Json::list();
  for (int number = 1; number <= last; ++number) {
    const HeldPart* part = part_of(held, number);
    const bool is_expected = number <= expected;
    const auto at = static_cast<std::size_t>(number - 1);
    const std::string* etag = etags && at < etags->size() ? &(*etags)[at] : nullptr;
    const bool is_small = part != nullptr && number != last && part->size < smallest;
    const std::string word = word_for(part, etag, is_expected, is_small);
    is_good = is_good && word == "Ok";
    detected += part != nullptr ? part->size : 0;
    parts.push(Json::object({{"part", number},
                             {"size", part != nullptr ? Json(part->size) : Json()},
                             {"eTag", part != nullptr ? Json(part->etag) : Json()},
                             {"status", word}}));
  }
  if (is_good && (!size || *size == detected)) return std::nullopt;
  return Json::object(
      {{"status", "error"},
       {"reason", "MissingOrInvalidParts"},
       {"size", Json::object({{"expected", size ? Json(*size) : Json()}, {"detected", detected}})},
       {"parts", std::move(parts)}});
}

}  // namespace

void UploadDesk::reopen(const UploadSession& session) {
  documents_.locked([&](Documents& all) {
    const auto found = all.uploads.find(session.key);
    if (found != all.uploads.end()) found->second.state = UploadState::kOpen;
  });
}

Reply UploadDesk::join(const Call& call, const UploadSession& session,
                       const Completion& completion) {
  const std::vector<HeldPart> held = store_.parts_of(session.store_id);
  const int expected =
      completion.etags ? static_cast<int>(completion.etags->size()) : session.highest_part;
  if (completion.is_checked()) {
    std::optional<Json> report =
        report_of(held, completion.etags, completion.size, expected, options_.smallest_part);
    if (report) {
      reopen(session);
      report->set("uploadKey", session.key);
      report->set("bucketKey", kBucket);
      report->set("objectKey", session.object_key);
      return json_reply(200, *report);
    }
  }
  std::vector<PartTag> tags;
  for (const HeldPart& part : held) tags.push_back({part.number, part.etag});
  const auto joined = store_.complete(session.store_id, tags);
  if (const auto* why = std::get_if<StoreRefusal>(&joined)) {
    reopen(session);
    return refused(refusal(why->code + ": " + why->message, why->status >= 500 ? 500 : 400));
  }
  // Without size and eTags nothing was checked, and what is missing is simply not there.
  if (held.size() != static_cast<std::size_t>(expected)) {
    audit_.violate("completed_with_missing_part", session.object_key);
  }
  return keep(call, session, completion, std::get<StoredObject>(joined));
}

Reply UploadDesk::keep(const Call& call, const UploadSession& session, const Completion& completion,
                       const StoredObject& stored) {
  return documents_.locked([&](Documents& all) {
    const auto found = all.objects.find(session.object_key);
    // A reset in between has forgotten them.
    if (found == all.objects.end() || !all.uploads.contains(session.key)) {
      return refused(refusal("Object not found", 404));
    }
    StorageObject& object = found->second;
    all.uploads.at(session.key).state = UploadState::kDone;
    object.stored = stored;
    object.declared_size = completion.size.value_or(stored.size);
    const auto type = call.request.headers.find("x-ads-meta-Content-Type");
    if (type) object.content_type = std::string(*type);
    return json_reply(200, object_json(object));
  });
}

Reply UploadDesk::details(const Call& call) {
  return documents_.locked([&](Documents& all) {
    const auto found = all.objects.find(call.ids[1]);
    if (call.ids[0] != kBucket || found == all.objects.end() || !found->second.stored) {
      return refused(refusal("Object not found", 404));
    }
    return json_reply(200, object_json(found->second));
  });
}

}  // namespace ingot::lab::bim360
