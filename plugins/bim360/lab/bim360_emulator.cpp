// Routing: which desk answers what, who may ask and how often, and what a request must look like
// before a desk sees it.
#include "plugins/bim360/lab/bim360_emulator.hpp"

#include <array>
#include <optional>
#include <span>

#include <ingot/lab/object_store.hpp>
#include <ingot/lab/route.hpp>

#include "plugins/bim360/lab/asset_desk.hpp"
#include "plugins/bim360/lab/document_desk.hpp"
#include "plugins/bim360/lab/rate_limiter.hpp"
#include "plugins/bim360/lab/relationship_desk.hpp"
#include "plugins/bim360/lab/settings_desk.hpp"
#include "plugins/bim360/lab/token_desk.hpp"
#include "plugins/bim360/lab/upload_desk.hpp"

namespace ingot::lab {

namespace {

using namespace bim360;

// A hundred assets with every field at its limit fit many times over.
constexpr std::size_t kMostBytes = 8U << 20;

StoreOptions store_options(const Bim360Options& options) {
  return {options.origin, "/object-store/bim360-lab", options.storage, options.directory,
          options.seed,   options.smallest_part};
}

// What a path names first, and so which form of the project id it wants.
enum class Api : std::uint8_t {
  kAssets,        // {service}, {project} with or without "b."
  kErrorCodes,    // {service}; no token, no project
  kLocations,     // {project} with or without "b."
  kData,          // {project} with "b."
  kStorage,       // no project
  kRelationships  // {project} without "b."
};

Dialect dialect_of(Api api) {
  if (api == Api::kData) return Dialect::kData;
  if (api == Api::kStorage) return Dialect::kStorage;
  return api == Api::kRelationships ? Dialect::kRelationships : Dialect::kAssets;
}

std::string without_prefix(const std::string& project) {
  return project.starts_with("b.") ? project.substr(2) : project;
}

// Does the path name the lab's project in the form this API wants?
std::optional<Refusal> check_project(Api api, const std::string& given, const std::string& known) {
  const bool has_prefix = given.starts_with("b.");
  if (!is_uuid(without_prefix(given)) || (api == Api::kData && !has_prefix) ||
      (api == Api::kRelationships && has_prefix)) {
    const char* form = api == Api::kData            ? "b.{UUID}"
                       : api == Api::kRelationships ? "a UUID without b."
                                                    : "a UUID or b.{UUID}";
    return Refusal{400, "MALFORMED_REQUEST", std::string("the project ID must be ") + form};
  }
  if (without_prefix(given) == known) return std::nullopt;
  return Refusal{404, "NOT_FOUND", "there is no such project"};
}

}  // namespace

class Bim360Emulator::Impl {
 public:
  Impl(Bim360Options options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        project_(lab_project()),
        store_(store_options(options_), clock, audit_),
        limiter_({options_.reads_per_minute, options_.writes_per_minute, options_.tokens_per_minute,
                  options_.storage_per_minute}),
        tokens_(options_, clock, audit_),
        assets_(options_.seed),
        settings_(options_, project_, audit_),
        asset_desk_(options_, project_, clock, assets_, audit_),
        document_desk_(options_, project_, clock, documents_, audit_),
        uploads_(options_, clock, documents_, store_, audit_),
        relationships_(options_.seed, clock, assets_, documents_, audit_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_tokens() { tokens_.expire_all(); }
  void expire_urls() { store_.expire_urls(); }

  Reply handle(Request& request) {
    if (store_.owns(request)) return store_.handle(request);
    const bool is_token = request.raw_path() == "/authentication/v2/token";
    Reply reply = is_token ? token(request) : api(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

  AuditFacts facts() const {
    AuditFacts facts;
    assets_.add_facts(facts, project_);
    documents_.add_facts(facts, project_, clock_.now_ms() - options_.upload_life_ms);
    facts.repeated_parts = store_.repeated_parts();
    const TokenCounts tokens = tokens_.counts();
    const RateCounts rates = limiter_.counts();
    facts.counters.insert({{"token_refreshes", tokens.refreshes},
                           {"token_refreshes_refused", tokens.refused},
                           {"used_refresh_tokens_offered", tokens.reused_refresh},
                           {"calls_over_the_rate", rates.refused},
                           {"calls_while_throttled", rates.asked_too_early},
                           {"relationships", relationships_.count()}});
    return facts;
  }

  void reset() {
    assets_.reset();
    documents_.reset();
    relationships_.reset();
    store_.reset();
    limiter_.reset();
    audit_.reset();
  }

 private:
  enum class Body : std::uint8_t { kNone, kJson };
  struct Route {
    const char* method;
    const char* pattern;
    Api api;
    Bucket bucket;
    unsigned scopes;
    const char* query;  // the parameters it takes
    Body body;
    Reply (*serve)(Impl&, const Call&);
  };
  static std::span<const Route> routes();

  Reply token(Request& request) {
    request.route = request.method + " /authentication/v2/token";
    if (request.method != "POST") {
      Reply reply = gateway_refusal(405, "METHOD", "Only POST is served.");
      reply.headers.add("Allow", "POST");
      return reply;
    }
    if (const auto wait_s = limiter_.admit(Bucket::kTokens, clock_.now_ms())) {
      return too_many_requests(*wait_s);
    }
    return tokens_.token(request);
  }

  Reply api(Request& request) {
    request.route = request.method + " (unknown)";
    const std::optional<std::vector<std::string>> path = request.segments();
    std::string allowed;
    for (const Route& route : routes()) {
      const auto ids = path ? match_route(route.pattern, *path) : std::nullopt;
      if (!ids) continue;
      if (request.method == route.method) {
        request.route = std::string(route.method) + " " + route.pattern;
        return let_in(route, request, *ids);
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (std::optional<Reply> refusal = check_token(request, kNoScope)) return std::move(*refusal);
    if (allowed.empty()) return gateway_refusal(404, "NOT-FOUND", "No resource has this path.");
    Reply reply = gateway_refusal(405, "METHOD", "The resource does not serve this method.");
    reply.headers.add("Allow", allowed);
    return reply;
  }

  std::optional<Reply> check_token(const Request& request, unsigned wanted) const {
    const std::optional<unsigned> scopes = tokens_.scopes_of(request);
    if (!scopes) {
      return gateway_refusal(401, "AUTH-006",
                             "Access token provided is invalid, has expired or is missing.");
    }
    if (options_.provisioning == Provisioning::kMissing) {
      return gateway_refusal(403, "AUTH-012",
                             "The app's client ID has no custom integration in this account.");
    }
    if ((wanted & ~*scopes) == 0) return std::nullopt;
    return gateway_refusal(403, "AUTH-010",
                           "Token does not have the scopes this resource requires.");
  }

  // May this caller ask at all, and now?
  std::optional<Reply> check_caller(const Route& route, const Request& request) {
    if (route.api != Api::kErrorCodes) {
      if (std::optional<Reply> refusal = check_token(request, route.scopes)) return refusal;
    }
    if (const auto wait_s = limiter_.admit(route.bucket, clock_.now_ms())) {
      return too_many_requests(*wait_s);
    }
    return std::nullopt;
  }

  // Takes service and project off the path's ids.
  std::optional<Refusal> take_ids(const Route& route, std::vector<std::string> ids,
                                  Call& call) const {
    if (route.api == Api::kAssets || route.api == Api::kErrorCodes) {
      call.service = ids.front();
      ids.erase(ids.begin());
      if (call.service != "bim360" && call.service != "construction") {
        return Refusal{404, "NOT_FOUND", "no resource has this path"};
      }
    }
    if (route.api != Api::kErrorCodes && route.api != Api::kStorage) {
      if (auto refusal = check_project(route.api, ids.front(), project_.id)) return refusal;
      ids.erase(ids.begin());
    }
    call.ids = std::move(ids);
    return std::nullopt;
  }

  static std::optional<Refusal> read_query(const Route& route, Call& call) {
    std::optional<Query> query = Query::of(call.request);
    if (!query) return Refusal{400, "MALFORMED_REQUEST", "the query cannot be read"};
    if (const auto name = query->unknown(route.query)) {
      return Refusal{400, "MALFORMED_REQUEST", *name + " is not a parameter of this call"};
    }
    call.query = std::move(*query);
    return std::nullopt;
  }

  Reply let_in(const Route& route, Request& request, std::vector<std::string> ids) {
    if (std::optional<Reply> refusal = check_caller(route, request)) return std::move(*refusal);
    const Dialect dialect = dialect_of(route.api);
    Call call{request, "", {}, {}, Json()};
    if (const auto refusal = take_ids(route, std::move(ids), call))
      return refuse(dialect, *refusal);
    if (const auto refusal = read_query(route, call)) return refuse(dialect, *refusal);
    if (const auto refusal = read_body(route, call)) return refuse(dialect, *refusal);
    return route.serve(*this, call);
  }

  static std::optional<Refusal> read_body(const Route& route, Call& call) {
    if (route.body == Body::kNone) return std::nullopt;
    const std::string_view wanted =
        route.api == Api::kData ? "application/vnd.api+json" : "application/json";
    const std::string_view type = call.request.headers.find("Content-Type").value_or("");
    if (type.substr(0, type.find(';')) != wanted) {
      // Seed: a missing request header is a 400; the other services document 415.
      const int status = route.api == Api::kAssets ? 400 : 415;
      return Refusal{status, "MALFORMED_REQUEST", "Content-Type must be " + std::string(wanted)};
    }
    if (!call.request.content_length) {
      return Refusal{411, "MALFORMED_REQUEST", "the Content-Length header is missing"};
    }
    if (*call.request.content_length > kMostBytes) {
      return Refusal{413, "MALFORMED_REQUEST", "the body is too large"};
    }
    const std::optional<std::string> text = read_all(call.request.body, kMostBytes);
    if (!text) return Refusal{400, "MALFORMED_REQUEST", "the body did not arrive"};
    Expected<Json> body = Json::parse(*text);
    if (!body) return Refusal{400, "MALFORMED_REQUEST", "the body is no JSON: " + body.problem()};
    call.body = std::move(*body);
    return std::nullopt;
  }

  const Bim360Options options_;
  const Clock& clock_;
  const Project project_;
  AuditLog audit_;
  ObjectStore store_;
  RateLimiter limiter_;
  TokenDesk tokens_;
  AssetRegister assets_;
  DocumentRegister documents_;
  SettingsDesk settings_;
  AssetDesk asset_desk_;
  DocumentDesk document_desk_;
  UploadDesk uploads_;
  RelationshipDesk relationships_;
};

// Scopes as bim360.md 3.1 lists them; every batch-get is a reading call.
std::span<const Bim360Emulator::Impl::Route> Bim360Emulator::Impl::routes() {
#define INGOT_SERVE(desk, work) [](Impl& lab, const Call& call) { return lab.desk.work(call); }
  constexpr unsigned kMake = kDataWrite | kDataCreate;
  static constexpr std::array kRoutes{
      Route{"POST", "/{service}/assets/v2/projects/{project}/assets:batch-create", Api::kAssets,
            Bucket::kWrites, kMake, "", Body::kJson, INGOT_SERVE(asset_desk_, create)},
      Route{"PATCH", "/{service}/assets/v2/projects/{project}/assets:batch-patch", Api::kAssets,
            Bucket::kWrites, kMake, "", Body::kJson, INGOT_SERVE(asset_desk_, change)},
      Route{"POST", "/{service}/assets/v2/projects/{project}/assets:batch-delete", Api::kAssets,
            Bucket::kWrites, kDataWrite, "", Body::kJson, INGOT_SERVE(asset_desk_, remove)},
      Route{"POST", "/{service}/assets/v2/projects/{project}/assets:batch-get", Api::kAssets,
            Bucket::kReads, kDataRead, "includeCustomAttributes includeDeleted", Body::kJson,
            INGOT_SERVE(asset_desk_, read)},
      Route{"GET", "/{service}/assets/v2/projects/{project}/assets", Api::kAssets, Bucket::kReads,
            kDataRead,
            "limit cursorState filter[categoryId] filter[statusId] filter[statusLabel] "
            "filter[locationId] filter[searchText] filter[updatedAt] filter[customAttributes][*] "
            "sort includeCustomAttributes includeDeleted includeSubLocations",
            Body::kNone, INGOT_SERVE(asset_desk_, list)},
      Route{"GET", "/{service}/assets/v1/projects/{project}/categories", Api::kAssets,
            Bucket::kReads, kDataRead,
            "filter[isActive] filter[parentId] filter[maxDepth] includeUid", Body::kNone,
            INGOT_SERVE(settings_, categories)},
      Route{"GET", "/{service}/assets/v1/projects/{project}/categories/{id}/custom-attributes",
            Api::kAssets, Bucket::kReads, kDataRead, "includeInherited", Body::kNone,
            INGOT_SERVE(settings_, category_attributes)},
      Route{"POST",
            "/{service}/assets/v1/projects/{project}/category-status-step-sets/"
            "status-step-sets:batch-get",
            Api::kAssets, Bucket::kReads, kDataRead, "includeInherited", Body::kJson,
            INGOT_SERVE(settings_, sets_of_categories)},
      Route{"GET", "/{service}/assets/v1/projects/{project}/status-step-sets", Api::kAssets,
            Bucket::kReads, kDataRead, "limit cursorState", Body::kNone,
            INGOT_SERVE(settings_, status_sets)},
      Route{"POST", "/{service}/assets/v1/projects/{project}/status-step-sets:batch-get",
            Api::kAssets, Bucket::kReads, kDataRead, "", Body::kJson,
            INGOT_SERVE(settings_, status_sets_by_id)},
      Route{"GET", "/{service}/assets/v1/projects/{project}/asset-statuses", Api::kAssets,
            Bucket::kReads, kDataRead, "limit cursorState", Body::kNone,
            INGOT_SERVE(settings_, statuses)},
      Route{"POST", "/{service}/assets/v1/projects/{project}/asset-statuses:batch-get",
            Api::kAssets, Bucket::kReads, kDataRead, "", Body::kJson,
            INGOT_SERVE(settings_, statuses_by_id)},
      Route{"GET", "/{service}/assets/v1/projects/{project}/custom-attributes", Api::kAssets,
            Bucket::kReads, kDataRead, "limit cursorState includeDeleted", Body::kNone,
            INGOT_SERVE(settings_, attributes)},
      Route{"POST", "/{service}/assets/v1/projects/{project}/custom-attributes:batch-get",
            Api::kAssets, Bucket::kReads, kDataRead, "includeDeleted", Body::kJson,
            INGOT_SERVE(settings_, attributes_by_id)},
      Route{"GET", "/{service}/assets/v1/error-codes", Api::kErrorCodes, Bucket::kUnlimited,
            kNoScope, "", Body::kNone, INGOT_SERVE(settings_, codes)},
      Route{"GET", "/{service}/assets/v1/error-codes/{name}", Api::kErrorCodes, Bucket::kUnlimited,
            kNoScope, "", Body::kNone, INGOT_SERVE(settings_, codes)},
      Route{"GET", "/bim360/locations/v2/containers/{project}/trees/default/nodes", Api::kLocations,
            Bucket::kReads, kDataRead, "limit offset", Body::kNone,
            INGOT_SERVE(settings_, locations)},
      Route{"GET", "/construction/locations/v2/projects/{project}/trees/default/nodes",
            Api::kLocations, Bucket::kReads, kDataRead, "limit offset", Body::kNone,
            INGOT_SERVE(settings_, locations)},
      Route{"POST", "/data/v1/projects/{project}/storage", Api::kData, Bucket::kStorage,
            kDataCreate, "", Body::kJson, INGOT_SERVE(document_desk_, create_storage)},
      Route{"POST", "/data/v1/projects/{project}/items", Api::kData, Bucket::kUnlimited,
            kDataCreate, "", Body::kJson, INGOT_SERVE(document_desk_, create_item)},
      Route{"POST", "/data/v1/projects/{project}/versions", Api::kData, Bucket::kUnlimited,
            kDataCreate, "", Body::kJson, INGOT_SERVE(document_desk_, create_version)},
      Route{"GET", "/data/v1/projects/{project}/items/{id}", Api::kData, Bucket::kUnlimited,
            kDataRead, "", Body::kNone, INGOT_SERVE(document_desk_, read_item)},
      Route{"GET", "/data/v1/projects/{project}/folders/{id}/contents", Api::kData,
            Bucket::kUnlimited, kDataRead, "filter[type] page[number] page[limit]", Body::kNone,
            INGOT_SERVE(document_desk_, list_folder)},
      Route{"GET", "/oss/v2/buckets/{bucket}/objects/{key}/signeds3upload", Api::kStorage,
            Bucket::kUnlimited, kMake,
            "parts firstPart uploadKey minutesExpiration useAcceleration", Body::kNone,
            INGOT_SERVE(uploads_, sign)},
      Route{"POST", "/oss/v2/buckets/{bucket}/objects/{key}/signeds3upload", Api::kStorage,
            Bucket::kUnlimited, kMake, "", Body::kJson, INGOT_SERVE(uploads_, complete)},
      Route{"GET", "/oss/v2/buckets/{bucket}/objects/{key}/details", Api::kStorage,
            Bucket::kUnlimited, kDataRead, "", Body::kNone, INGOT_SERVE(uploads_, details)},
      Route{"PUT", "/bim360/relationship/v2/containers/{project}/relationships",
            Api::kRelationships, Bucket::kUnlimited, kMake, "", Body::kJson,
            INGOT_SERVE(relationships_, put)},
      Route{"GET", "/bim360/relationship/v2/containers/{project}/relationships:search",
            Api::kRelationships, Bucket::kUnlimited, kDataRead,
            "domain type id withDomain withType withId pageLimit continuationToken", Body::kNone,
            INGOT_SERVE(relationships_, search)},
      Route{"POST", "/bim360/relationship/v2/containers/{project}/relationships:delete",
            Api::kRelationships, Bucket::kUnlimited, kDataWrite, "", Body::kJson,
            INGOT_SERVE(relationships_, remove)}};
#undef INGOT_SERVE
  return kRoutes;
}

Bim360Emulator::Bim360Emulator(Bim360Options options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
Bim360Emulator::~Bim360Emulator() = default;
Reply Bim360Emulator::handle(Request& request) {
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& Bim360Emulator::audit() const {
  return impl_->audit();
}
AuditFacts Bim360Emulator::facts() const {
  return impl_->facts();
}
void Bim360Emulator::expire_tokens() {
  impl_->expire_tokens();
}
void Bim360Emulator::expire_urls() {
  impl_->expire_urls();
}
void Bim360Emulator::reset() {
  impl_->reset();
}

}  // namespace ingot::lab
