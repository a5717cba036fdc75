// Routing: which desk answers what, who may ask, and what a body must look like before a desk sees
// it.
#include "plugins/tenovos/lab/tenovos_emulator.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <ingot/lab/object_store.hpp>
#include <ingot/lab/route.hpp>

#include "plugins/tenovos/lab/asset_desk.hpp"
#include "plugins/tenovos/lab/asset_search.hpp"
#include "plugins/tenovos/lab/session_desk.hpp"
#include "plugins/tenovos/lab/upload_desk.hpp"

namespace ingot::lab {

namespace {

using namespace tenovos;

// What a gateway of the vendor's kind takes at most.
constexpr std::size_t kMostBytes = 10U << 20;

StoreOptions store_options(const TenovosOptions& options) {
  StoreOptions store;
  store.origin = options.origin;
  store.prefix = "/content-store";
  store.storage = options.storage;
  store.directory = options.directory;
  store.seed = options.seed;
  // S3's 5 MiB are a twentieth of the vendor's 100 MiB; scaled parts keep the proportion.
  store.smallest_part = std::min(options.part_bytes / 20, ObjectStore::kSmallestPart);
  return store;
}

// A request that has been let in: its path's {id}, and its body if the route takes one.
struct Call {
  Request& request;
  std::string id;
  Json body;
};

}  // namespace

class TenovosEmulator::Impl {
 public:
  Impl(TenovosOptions options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        store_(store_options(options_), clock, audit_),
        catalogue_(options_.seed),
        sessions_(options_, clock, audit_),
        uploads_(options_, clock, catalogue_, store_, audit_),
        assets_(options_, clock, catalogue_, store_, uploads_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_tokens() { sessions_.expire_all(); }
  void expire_urls() { store_.expire_urls(); }

  Reply handle(Request& request) {
    if (store_.owns(request)) return put(request);
    Reply reply = api(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

  AuditFacts facts() const {
    AuditFacts facts = catalogue_.facts(options_.open_assets);
    facts.repeated_parts = store_.repeated_parts();
    const SessionCounts counts = sessions_.counts();
    facts.counters.insert({{"logins", counts.logins},
                           {"token_refreshes", counts.refreshes},
                           {"token_requests_refused", counts.refused},
                           {"token_revocations", counts.revocations},
                           {"calls_without_access_token", counts.without_access_token}});
    return facts;
  }

  void reset() {
    catalogue_.reset();
    store_.reset();
    audit_.reset();
  }

 private:
  enum class Entry : std::uint8_t { kKeyOnly, kSession };
  enum class Body : std::uint8_t { kNone, kJson };
  struct Route {
    const char* method;
    const char* pattern;
    Entry entry;
    Body body;
    Reply (Impl::*serve)(Call&);
    Refusal unreadable = {};  // of kJson: the answer to what is no JSON object
  };
  static const std::array<Route, 15> kRoutes;

  Reply put(Request& request) {
    Reply reply = store_.handle(request);
    const auto path = request.segments();  // content-store/masters/<file id>/<filename>
    if (reply.status == 200 && path && path->size() > 2) uploads_.took((*path)[2]);
    return reply;
  }

  Reply api(Request& request) {
    const std::optional<std::vector<std::string>> path = request.segments();
    for (const Route& route : kRoutes) {
      if (!path || request.method != route.method) continue;
      const auto ids = match_route(options_.base_path + route.pattern, *path);
      if (ids) return serve(route, request, ids->empty() ? "" : ids->front());
    }
    request.route = request.method + " (unknown)";
    return error_reply({403, "Missing Authentication Token"});
  }

  Reply serve(const Route& route, Request& request, const std::string& id) {
    request.route = std::string(route.method) + " " + route.pattern;
    if (const auto refusal = sessions_.check_key(request)) return error_reply(*refusal);
    if (route.entry == Entry::kSession) {
      if (const auto refusal = sessions_.check(request)) return error_reply(*refusal);
    }
    Call call{request, id, Json()};
    if (route.body == Body::kJson) {
      if (const auto refusal = read_body(route, call)) return error_reply(*refusal);
    }
    return (this->*route.serve)(call);
  }

  static std::optional<Refusal> read_body(const Route& route, Call& call) {
    Request& request = call.request;
    if (!request.headers.find("Content-Type").value_or("").starts_with("application/json")) {
      return Refusal{415, "Unsupported Media Type"};
    }
    if (!request.content_length) return Refusal{411, "Length Required"};
    if (*request.content_length > kMostBytes) return Refusal{413, "Request Too Long"};
    const std::optional<std::string> text = read_all(request.body, kMostBytes);
    if (!text) return Refusal{400, "Bad Request", "the body did not arrive"};
    // tenovos.md 2.10, trap 16: POST /asset shows the words of its JSON reader.
    if (text->empty() && route.unreadable.message == "Failed to parse Asset") {
      return Refusal{403, "Unexpected end of JSON input"};
    }
    Expected<Json> body = Json::parse(*text);
    if (!body || body->members() == nullptr) return route.unreadable;
    call.body = std::move(*body);
    return std::nullopt;
  }

  static Reply reply_of(const Answer<Json>& answer) {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return error_reply(*refusal);
    return json_reply(200, std::get<Json>(answer));
  }

  // tenovos.md 2.4: the listings of templates are for administrators.
  std::optional<Refusal> check_administrator() const {
    if (options_.rights == Rights::kAdministrator) return std::nullopt;
    return forbidden("administrator rights are missing");
  }

  Reply post_token(Call& call) { return reply_of(sessions_.open(call.body)); }
  Reply delete_token(Call& call) { return reply_of(sessions_.revoke(call.request, call.body)); }
  Reply post_asset(Call& call) { return reply_of(uploads_.create(call.body)); }
  Reply post_complete(Call& call) { return reply_of(uploads_.finish(call.body)); }
  Reply get_asset(Call& call) { return reply_of(assets_.read(call.id)); }
  Reply get_details(Call& call) { return reply_of(assets_.read_details(call.id)); }
  Reply get_versions(Call& call) { return reply_of(assets_.versions(call.id)); }
  Reply get_latest(Call& call) { return reply_of(assets_.latest(call.id)); }
  Reply post_delete(Call& call) { return reply_of(assets_.remove(call.id, call.body)); }

  Reply post_search(Call& call) {
    const std::int64_t newest_ms = clock_.now_ms() - options_.searchable_after_ms;
    return reply_of(search_assets(call.body, catalogue_, assets_, newest_ms));
  }

  Reply get_templates(Call&) {
    if (const auto refusal = check_administrator()) return error_reply(*refusal);
    Json list = Json::list();
    for (const MetadataTemplate& one : options_.metadata.templates) list.push(template_json(one));
    return json_reply(200, list);
  }
  Reply get_template(Call& call) {
    if (const auto refusal = check_administrator()) return error_reply(*refusal);
    const MetadataTemplate* found = options_.metadata.metadata_template(call.id);
    if (found == nullptr) return error_reply({400, "Metadata Template not found"});
    return json_reply(200, template_json(*found));
  }
  Reply get_vocabularies(Call&) {
    Json list = Json::list();
    for (const Vocabulary& one : options_.metadata.vocabularies) list.push(vocabulary_json(one));
    return json_reply(200, list);
  }
  Reply get_vocabulary(Call& call) {
    const Vocabulary* found = options_.metadata.vocabulary(call.id);
    if (found == nullptr) return error_reply({404, "Controlled vocabulary not found"});
    return json_reply(200, vocabulary_json(*found));
  }
  Reply get_security_templates(Call&) {
    if (const auto refusal = check_administrator()) return error_reply(*refusal);
    Json list = Json::list();
    for (const SecurityTemplate& one : options_.metadata.security) {
      if (one.grant == Grant::kGranted) list.push(security_template_json(one));
    }
    return json_reply(200, list);
  }

  const TenovosOptions options_;
  const Clock& clock_;
  AuditLog audit_;
  ObjectStore store_;
  Catalogue catalogue_;
  SessionDesk sessions_;
  UploadDesk uploads_;
  AssetDesk assets_;
};

const std::array<TenovosEmulator::Impl::Route, 15> TenovosEmulator::Impl::kRoutes{{
    {"POST",
     "/auth/token",
     Entry::kKeyOnly,
     Body::kJson,
     &Impl::post_token,
     {400, "Invalid Authentication Parameters"}},
    {"DELETE",
     "/auth/token",
     Entry::kKeyOnly,
     Body::kJson,
     &Impl::delete_token,
     {400, "Invalid Authentication Parameters"}},
    {"POST",
     "/asset",
     Entry::kSession,
     Body::kJson,
     &Impl::post_asset,
     {403, "Failed to parse Asset"}},
    {"POST",
     "/asset/complete",
     Entry::kSession,
     Body::kJson,
     &Impl::post_complete,
     {400, "Failed to parse asset: Missing fields", {}, ErrorBody::kStatus}},
    {"POST",
     "/asset/{id}/delete",
     Entry::kSession,
     Body::kJson,
     &Impl::post_delete,
     {400, "Invalid Request"}},
    {"POST",
     "/search/keyword",
     Entry::kSession,
     Body::kJson,
     &Impl::post_search,
     {400, "Invalid Search Query", {}, ErrorBody::kStatus}},
    {"GET", "/asset/{id}", Entry::kSession, Body::kNone, &Impl::get_asset},
    {"GET", "/asset/{id}/version", Entry::kSession, Body::kNone, &Impl::get_versions},
    {"GET", "/asset/{id}/latest", Entry::kSession, Body::kNone, &Impl::get_latest},
    {"GET", "/assets/asset/{id}", Entry::kSession, Body::kNone, &Impl::get_details},
    {"GET", "/metadata/template", Entry::kSession, Body::kNone, &Impl::get_templates},
    {"GET", "/metadata/template/{id}", Entry::kSession, Body::kNone, &Impl::get_template},
    {"GET", "/metadata/vocabulary", Entry::kSession, Body::kNone, &Impl::get_vocabularies},
    {"GET", "/metadata/vocabulary/{id}", Entry::kSession, Body::kNone, &Impl::get_vocabulary},
    {"GET", "/security/template", Entry::kSession, Body::kNone, &Impl::get_security_templates},
}};

TenovosEmulator::TenovosEmulator(TenovosOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
TenovosEmulator::~TenovosEmulator() = default;
Reply TenovosEmulator::handle(Request& request) {
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& TenovosEmulator::audit() const {
  return impl_->audit();
}
AuditFacts TenovosEmulator::facts() const {
  return impl_->facts();
}
void TenovosEmulator::expire_tokens() {
  impl_->expire_tokens();
}
void TenovosEmulator::expire_urls() {
  impl_->expire_urls();
}
void TenovosEmulator::reset() {
  impl_->reset();
}

}  // namespace ingot::lab
