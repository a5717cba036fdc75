#include "lab/acme_emulator.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include <ingot/lab/json.hpp>
#include <ingot/lab/route.hpp>
#include <ingot/lab/uuid.hpp>

namespace acme_lab {

using namespace ingot::lab;

namespace {

constexpr std::size_t kMostBytes = 4U << 20;

struct Asset {
  std::string id, upload_id, path, reference;
  std::uint64_t size = 0;
  std::size_t parts = 0;
  std::uint64_t completions = 0;
  std::optional<StoredObject> stored;  // once the upload was completed
};

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json");
  reply.body = json.dump();
  return reply;
}

Reply refusal(int status, const std::string& message) {
  return json_reply(status, Json::object({{"message", message}}));
}

Json json_of(const Asset& asset) {
  return Json::object({{"assetId", asset.id},
                       {"uploadId", asset.upload_id},
                       {"path", asset.path},
                       {"size", static_cast<std::int64_t>(asset.size)},
                       {"state", asset.stored ? "live" : "awaiting_bytes"}});
}

// The value of a field of a form; nothing when it is not there or broken.
std::optional<std::string> form_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return percent_decode(pair.substr(name.size() + 1));
  }
  return std::nullopt;
}

}  // namespace

class AcmeEmulator::Impl {
 public:
  Impl(AcmeOptions options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        store_({options_.origin, "/store", options_.storage, options_.directory, options_.seed},
               clock, audit_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_urls() { store_.expire_urls(); }

  void expire_tokens() {
    const std::lock_guard lock(mutex_);
    tokens_.clear();
  }

  void reset() {
    const std::lock_guard lock(mutex_);
    assets_.clear();
    store_.reset();
    audit_.reset();
  }

  AuditFacts facts() const {
    const std::lock_guard lock(mutex_);
    AuditFacts facts;
    for (const auto& [id, asset] : assets_) {
      ObjectFact fact;
      fact.path = asset.path;
      fact.asset_id = id;
      fact.declared_size = asset.size;
      fact.state = asset.stored ? "live" : "awaiting_bytes";
      fact.times_completed = asset.completions;
      if (asset.stored) {
        fact.size = asset.stored->size;
        fact.sha256 = asset.stored->sha256;
        fact.md5 = asset.stored->md5;
      } else {
        facts.open.push_back({"asset", id, asset.path});
      }
      facts.objects.push_back(std::move(fact));
    }
    facts.repeated_parts = store_.repeated_parts();
    facts.counters["tokens"] = issued_;
    return facts;
  }

  Reply handle(Request& request) {
    if (store_.owns(request)) return store_.handle(request);
    Reply reply = answer(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

 private:
  Reply answer(Request& request) {
    request.route = request.method + " (unknown)";
    if (request.raw_path() == "/oauth/token") return token(request);
    if (!is_let_in(request)) return refusal(401, "the token is missing or has expired");
    const auto path = request.segments();
    if (!path) return refusal(400, "the path is broken");
    if (const auto route = match_route("/assets", *path)) {
      request.route = request.method + " /assets";
      if (request.method == "POST") return create(request);
      if (request.method == "GET") return find(request);
    }
    if (const auto ids = match_route("/assets/{id}", *path)) {
      request.route = request.method + " /assets/{id}";
      if (request.method == "GET") return read(ids->front());
      if (request.method == "DELETE") return remove(ids->front());
    }
    if (const auto ids = match_route("/uploads/{id}/urls", *path);
        ids && request.method == "POST") {
      request.route = "POST /uploads/{id}/urls";
      return sign(request, ids->front());
    }
    if (const auto ids = match_route("/uploads/{id}/complete", *path);
        ids && request.method == "POST") {
      request.route = "POST /uploads/{id}/complete";
      return complete(request, ids->front());
    }
    return refusal(404, "there is no " + request.method + " " + std::string(request.raw_path()));
  }

  Reply token(Request& request) {
    request.route = request.method + " /oauth/token";
    const auto form = read_all(request.body, kMostBytes);
    if (!form || request.method != "POST") return refusal(400, "a form is wanted");
    if (form_field(*form, "grant_type") != "client_credentials")
      return json_reply(400, Json::object({{"error", "unsupported_grant_type"}}));
    if (form_field(*form, "client_id") != options_.client_id ||
        form_field(*form, "client_secret") != options_.client_secret)
      return json_reply(401, Json::object({{"error", "invalid_client"}}));
    const std::lock_guard lock(mutex_);
    const std::string token = make_uuid(options_.seed, "token", ++issued_);
    tokens_[token] = clock_.now_ms() + options_.token_ttl_ms;
    return json_reply(200, Json::object({{"access_token", token},
                                         {"token_type", "Bearer"},
                                         {"expires_in", options_.token_ttl_ms / 1000}}));
  }

  bool is_let_in(const Request& request) const {
    const std::string_view header = request.headers.find("Authorization").value_or("");
    if (!header.starts_with("Bearer ")) return false;
    const std::lock_guard lock(mutex_);
    const auto found = tokens_.find(header.substr(7));
    return found != tokens_.end() && clock_.now_ms() < found->second;
  }

  Reply create(Request& request) {
    const auto text = read_all(request.body, kMostBytes);
    const Expected<Json> body = Json::parse(text.value_or(""));
    if (!body) return refusal(400, body.problem());
    const std::string *path = (*body)["path"].text(), *reference = (*body)["reference"].text();
    const std::int64_t *size = (*body)["size"].integer(), *parts = (*body)["parts"].integer();
    if (path == nullptr || !path->starts_with('/') || path->ends_with('/'))
      return refusal(400, "path: an absolute path of a file is wanted");
    if (reference == nullptr || reference->empty()) return refusal(400, "reference: is missing");
    if (size == nullptr || *size < 1) return refusal(400, "size: a positive number is wanted");
    if (parts == nullptr || *parts < 1 || *parts > ObjectStore::kMostParts)
      return refusal(400, "parts: 1 to 10000");
    const std::lock_guard lock(mutex_);
    for (const auto& [id, other] : assets_) {
      if (other.path == *path) return refusal(409, *path + " is there already");
    }
    Asset asset;
    asset.id = make_uuid(options_.seed, "asset", ++created_);
    asset.path = *path;
    asset.reference = *reference;
    asset.size = static_cast<std::uint64_t>(*size);
    asset.parts = static_cast<std::size_t>(*parts);
    asset.upload_id = store_.create_upload(asset.id, asset.parts);
    return json_reply(201, json_of(assets_[asset.id] = asset));
  }

  Reply find(const Request& request) const {
    const auto wanted = request.query("reference");
    if (!wanted) return refusal(400, "reference: is missing");
    Json found = Json::list();
    const std::lock_guard lock(mutex_);
    for (const auto& [id, asset] : assets_) {
      if (asset.reference == *wanted) found.push(json_of(asset));
    }
    return json_reply(200, Json::object({{"assets", found}}));
  }

  Reply read(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = assets_.find(id);
    if (found == assets_.end()) return refusal(404, "there is no asset " + id);
    return json_reply(200, json_of(found->second));
  }

  Reply remove(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = assets_.find(id);
    if (found == assets_.end()) return refusal(404, "there is no asset " + id);
    store_.abort(found->second.upload_id);
    assets_.erase(found);
    Reply reply;
    reply.status = 204;
    return reply;
  }

  // A copy of the asset whose upload it is.
  std::optional<Asset> asset_of(const std::string& upload_id) const {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, asset] : assets_) {
      if (asset.upload_id == upload_id) return asset;
    }
    return std::nullopt;
  }

  Reply sign(Request& request, const std::string& upload_id) const {
    const auto text = read_all(request.body, kMostBytes);
    const Expected<Json> body = Json::parse(text.value_or(""));
    const std::int64_t* part = body ? (*body)["part"].integer() : nullptr;
    const auto asset = asset_of(upload_id);
    if (!asset) return refusal(404, "there is no upload " + upload_id);
    if (asset->stored) return refusal(409, "the upload is completed already");
    if (part == nullptr || *part < 1 || *part > static_cast<std::int64_t>(asset->parts))
      return refusal(400, "part: 1 to " + std::to_string(asset->parts));
    const std::string url = store_.sign(upload_id, static_cast<int>(*part), options_.url_ttl_ms);
    return json_reply(200, Json::object({{"url", url}}));
  }

  Reply complete(Request& request, const std::string& upload_id) {
    const auto text = read_all(request.body, kMostBytes);
    const Expected<Json> body = Json::parse(text.value_or(""));
    const auto asset = asset_of(upload_id);
    if (!asset) return refusal(404, "there is no upload " + upload_id);
    if (asset->stored) return refusal(409, "the upload is completed already");
    const Json::List* etags = body ? (*body)["etags"].items() : nullptr;
    if (etags == nullptr || etags->size() != asset->parts)
      return refusal(400, "etags: one for each of the " + std::to_string(asset->parts) + " parts");
    std::vector<PartTag> parts;
    for (const Json& etag : *etags) {
      const auto number = static_cast<std::int64_t>(parts.size()) + 1;
      parts.push_back({number, etag.text() != nullptr ? *etag.text() : ""});
    }
    auto joined = store_.complete(upload_id, parts);
    if (const auto* why = std::get_if<StoreRefusal>(&joined))
      return refusal(why->status, why->code + ": " + why->message);
    auto& stored = std::get<StoredObject>(joined);
    if (stored.size != asset->size)
      return refusal(400, "the parts have " + std::to_string(stored.size) + " bytes together");
    const std::lock_guard lock(mutex_);
    const auto found = assets_.find(asset->id);
    if (found == assets_.end()) return refusal(404, "there is no asset " + asset->id);
    ++found->second.completions;
    found->second.stored = std::move(stored);
    return json_reply(200, json_of(found->second));
  }

  const AcmeOptions options_;
  const Clock& clock_;
  AuditLog audit_;
  ObjectStore store_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, std::int64_t, std::less<>> tokens_;  // to the instant each ends
  std::map<std::string, Asset> assets_;
  std::uint64_t issued_ = 0, created_ = 0;
};

AcmeEmulator::AcmeEmulator(AcmeOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
AcmeEmulator::~AcmeEmulator() = default;
Reply AcmeEmulator::handle(Request& request) {
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& AcmeEmulator::audit() const {
  return impl_->audit();
}
AuditFacts AcmeEmulator::facts() const {
  return impl_->facts();
}
void AcmeEmulator::expire_tokens() {
  impl_->expire_tokens();
}
void AcmeEmulator::expire_urls() {
  impl_->expire_urls();
}
void AcmeEmulator::reset() {
  impl_->reset();
}

}  // namespace acme_lab
