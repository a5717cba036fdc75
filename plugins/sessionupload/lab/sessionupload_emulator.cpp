// Routing: which desk answers what, who may ask, and what a body must look like before a desk sees
// it.
#include "plugins/sessionupload/lab/sessionupload_emulator.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <ingot/lab/object_store.hpp>
#include <ingot/lab/route.hpp>

#include "plugins/sessionupload/lab/account_desk.hpp"
#include "plugins/sessionupload/lab/asset_desk.hpp"
#include "plugins/sessionupload/lab/upload_desk.hpp"

namespace ingot::lab {

namespace {

using namespace sessionupload;

// Long lists of bulk targets fit; nothing a client should send comes near.
constexpr std::size_t kMostBytes = 8U << 20;

StoreOptions store_options(const SessionUploadOptions& options) {
  const auto smallest = std::min<std::uint64_t>(
      static_cast<std::uint64_t>(std::max<std::int64_t>(options.smallest_chunk, 0)),
      ObjectStore::kSmallestPart);
  return {options.origin,  "/object-store/lab-bucket",
          options.storage, options.directory,
          options.seed,    smallest};
}

// A request that has been let in: its path's {id}, and its body if the route takes one.
struct Call {
  Request& request;
  std::string id;
  Json body;
};

}  // namespace

class SessionUploadEmulator::Impl {
 public:
  Impl(SessionUploadOptions options, const Clock& clock)
      : options_(std::move(options)),
        store_(store_options(options_), clock, audit_),
        shelf_(options_, clock),
        accounts_(options_, clock),
        uploads_(options_, clock, audit_, shelf_, store_),
        assets_(options_, clock, shelf_, uploads_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_tokens() { accounts_.expire_all(); }
  void expire_urls() { store_.expire_urls(); }

  Reply handle(Request& request) {
    if (store_.owns(request)) {
      uploads_.check_put(request);
      return store_.handle(request);
    }
    Reply reply = api(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

  AuditFacts facts() {
    AuditFacts facts = shelf_.facts();
    facts.repeated_parts = store_.repeated_parts();
    for (const auto& [name, count] : accounts_.counts()) facts.counters[name] = count;
    return facts;
  }

  void reset() {
    shelf_.reset();
    store_.reset();
    audit_.reset();
  }

 private:
  enum class Body : std::uint8_t { kNone, kJson };
  enum class Gate : std::uint8_t { kOpen, kToken, kSession };
  enum class Era : std::uint8_t { kAlways, kCurrent, k2024 };
  struct Route {
    const char* method;
    const char* pattern;
    Gate gate;
    Body body;
    Era era;
    Reply (Impl::*serve)(Call&);
  };
  static const std::array<Route, 28> kRoutes;

  bool is_served(const Route& route) const {
    if (route.era == Era::kAlways) return true;
    return (route.era == Era::k2024) == (options_.routes == RouteSet::k2024);
  }

  std::optional<Refusal> check(Gate gate, const Request& request) const {
    if (gate == Gate::kOpen) return std::nullopt;
    return gate == Gate::kToken ? accounts_.check_token(request) : accounts_.check(request);
  }

  Reply api(Request& request) {
    request.route = request.method + " (unknown)";
    const std::optional<std::vector<std::string>> path = request.segments();
    std::string allowed;
    for (const Route& route : kRoutes) {
      const auto ids = path && is_served(route) ? match_route(route.pattern, *path) : std::nullopt;
      if (!ids) continue;
      if (request.method == route.method) {
        return serve(route, request, ids->empty() ? "" : ids->front());
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (const auto refusal = accounts_.check(request)) return problem_reply(*refusal, request);
    if (allowed.empty()) return problem_reply({404, "no resource has this path"}, request);
    Reply reply = problem_reply({405, "this method is not served here"}, request);
    reply.headers.add("Allow", allowed);
    return reply;
  }

  Reply serve(const Route& route, Request& request, const std::string& id) {
    request.route = std::string(route.method) + " " + route.pattern;
    if (const auto refusal = check(route.gate, request)) return problem_reply(*refusal, request);
    Call call{request, id, Json()};
    if (route.body == Body::kNone) {
      if (request.content_length.value_or(0) > 0) audit_.violate("unexpected_body", request.route);
      return (this->*route.serve)(call);
    }
    if (request.content_length.value_or(0) == 0) {
      return problem_reply({400, "the body is missing"}, request);
    }
    const std::string_view type = request.headers.find("Content-Type").value_or("");
    if (!type.starts_with("application/json") && !type.starts_with("text/json")) {
      return problem_reply({415, "the body must be JSON"}, request);
    }
    if (*request.content_length > kMostBytes) {
      return problem_reply({413, "the body is too large"}, request);
    }
    const std::optional<std::string> text = read_all(request.body, kMostBytes);
    if (!text) return problem_reply({400, "the body did not arrive"}, request);
    Expected<Json> body = Json::parse(*text);
    if (!body || body->members() == nullptr) {
      return problem_reply({400, "the body is no JSON object"}, request);
    }
    call.body = std::move(*body);
    return (this->*route.serve)(call);
  }

  static Reply reply(const Call& call, const Answer<Json>& answer) {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) {
      return problem_reply(*refusal, call.request);
    }
    return json_reply(200, std::get<Json>(answer));
  }
  // 200 without a body.
  static Reply reply(const Call& call, const std::optional<Refusal>& refusal) {
    return refusal ? problem_reply(*refusal, call.request) : Reply{};
  }

  Reply post_login(Call& call) { return reply(call, accounts_.login(call.body)); }
  Reply post_refresh(Call& call) { return reply(call, accounts_.refresh(call.body)); }
  Reply post_ping(Call& call) { return reply(call, accounts_.ping(call.body)); }

  Reply post_start(Call& call) {
    return reply(call, uploads_.start(call.body, UploadKind::kAsset));
  }
  Reply post_start_related(Call& call) {
    return reply(call, uploads_.start(call.body, UploadKind::kRelatedAsset));
  }
  Reply post_confirm(Call& call) { return reply(call, uploads_.confirm(call.id, call.body)); }
  Reply post_complete(Call& call) { return reply(call, uploads_.complete(call.id)); }
  Reply post_cancel(Call& call) {
    return reply(call, uploads_.cancel(call.id, call.request.query("message").value_or("")));
  }
  Reply get_uploads(Call& call) {
    const std::string which = call.request.query("includeCompletedUploads").value_or("false");
    if (which != "true" && which != "false") {
      return problem_reply({400, "includeCompletedUploads: true or false is required"},
                           call.request);
    }
    return json_reply(200,
                      uploads_.list(which == "true" ? Listed::kCompletedToo : Listed::kInProgress));
  }
  Reply get_upload(Call& call) { return reply(call, uploads_.read(call.id)); }

  Reply get_asset(Call& call) { return reply(call, assets_.read(call.id)); }
  Reply patch_asset(Call& call) { return reply(call, assets_.edit(call.id, call.body)); }
  Reply delete_asset(Call& call) { return reply(call, assets_.remove(call.id)); }
  Reply get_history(Call& call) { return reply(call, assets_.history(call.id)); }
  Reply post_folder(Call& call) { return reply(call, assets_.create_folder(call.id, call.body)); }
  Reply post_placeholder(Call& call) {
    return reply(call, assets_.create_placeholder(call.id, call.body));
  }
  Reply post_move(Call& call) { return reply(call, assets_.move(call.id, call.body)); }
  Reply post_archive(Call& call) { return reply(call, assets_.apply(Verb::kArchive, call.id)); }
  Reply post_restore(Call& call) { return reply(call, assets_.apply(Verb::kRestore, call.id)); }
  Reply bulk_delete(Call& call) {
    return reply(call, assets_.apply_to_all(Verb::kDelete, call.body));
  }
  Reply bulk_archive(Call& call) {
    return reply(call, assets_.apply_to_all(Verb::kArchive, call.body));
  }
  Reply bulk_restore(Call& call) {
    return reply(call, assets_.apply_to_all(Verb::kRestore, call.body));
  }
  Reply bulk_reprocess(Call& call) {
    return reply(call, assets_.apply_to_all(Verb::kReprocess, call.body));
  }

  const SessionUploadOptions options_;
  AuditLog audit_;
  ObjectStore store_;
  Shelf shelf_;
  AccountDesk accounts_;
  UploadDesk uploads_;
  AssetDesk assets_;
};

// The first that fits serves, so words stand before {id}.
const std::array<SessionUploadEmulator::Impl::Route, 28> SessionUploadEmulator::Impl::kRoutes{{
    {"POST", "/api/account/login", Gate::kOpen, Body::kJson, Era::kAlways, &Impl::post_login},
    {"POST", "/api/account/refresh-token", Gate::kOpen, Body::kJson, Era::kAlways,
     &Impl::post_refresh},
    {"POST", "/api/account/ping", Gate::kToken, Body::kJson, Era::kAlways, &Impl::post_ping},

    {"POST", "/api/asset/upload/start", Gate::kSession, Body::kJson, Era::kCurrent,
     &Impl::post_start},
    {"POST", "/api/asset/upload/start-related-asset", Gate::kSession, Body::kJson, Era::kCurrent,
     &Impl::post_start_related},
    {"POST", "/api/asset/upload/part/{id}/complete", Gate::kSession, Body::kJson, Era::kCurrent,
     &Impl::post_confirm},
    {"POST", "/api/asset/upload/{id}/complete", Gate::kSession, Body::kNone, Era::kCurrent,
     &Impl::post_complete},
    {"POST", "/api/asset/upload/{id}/cancel", Gate::kSession, Body::kNone, Era::kCurrent,
     &Impl::post_cancel},
    {"POST", "/api/admin/asset/upload/start", Gate::kSession, Body::kJson, Era::k2024,
     &Impl::post_start},
    {"POST", "/api/admin/asset/upload/start-related-asset", Gate::kSession, Body::kJson, Era::k2024,
     &Impl::post_start_related},
    {"POST", "/api/admin/asset/upload/part/{id}/complete", Gate::kSession, Body::kJson, Era::k2024,
     &Impl::post_confirm},
    {"POST", "/api/admin/asset/upload/{id}/complete", Gate::kSession, Body::kNone, Era::k2024,
     &Impl::post_complete},
    {"POST", "/api/admin/asset/upload/{id}", Gate::kSession, Body::kNone, Era::k2024,
     &Impl::post_cancel},

    {"GET", "/api/admin/asset/upload", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::get_uploads},
    {"GET", "/api/admin/asset/upload/{id}", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::get_upload},

    {"POST", "/api/admin/asset/delete", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::bulk_delete},
    {"POST", "/api/admin/asset/archive", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::bulk_archive},
    {"POST", "/api/admin/asset/restore", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::bulk_restore},
    {"POST", "/api/admin/asset/reprocess", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::bulk_reprocess},
    {"GET", "/api/admin/asset/{id}", Gate::kSession, Body::kNone, Era::kAlways, &Impl::get_asset},
    {"PATCH", "/api/admin/asset/{id}", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::patch_asset},
    {"DELETE", "/api/admin/asset/{id}", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::delete_asset},
    {"GET", "/api/admin/asset/{id}/job-history", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::get_history},
    {"POST", "/api/admin/asset/{id}/create-folder", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::post_folder},
    {"POST", "/api/admin/asset/{id}/create-placeholder", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::post_placeholder},
    {"POST", "/api/admin/asset/{id}/move", Gate::kSession, Body::kJson, Era::kAlways,
     &Impl::post_move},
    {"POST", "/api/admin/asset/{id}/archive", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::post_archive},
    {"POST", "/api/admin/asset/{id}/restore", Gate::kSession, Body::kNone, Era::kAlways,
     &Impl::post_restore},
}};

SessionUploadEmulator::SessionUploadEmulator(SessionUploadOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
SessionUploadEmulator::~SessionUploadEmulator() = default;
Reply SessionUploadEmulator::handle(Request& request) {
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& SessionUploadEmulator::audit() const {
  return impl_->audit();
}
AuditFacts SessionUploadEmulator::facts() const {
  return impl_->facts();
}
void SessionUploadEmulator::expire_tokens() {
  impl_->expire_tokens();
}
void SessionUploadEmulator::expire_urls() {
  impl_->expire_urls();
}
void SessionUploadEmulator::reset() {
  impl_->reset();
}

}  // namespace ingot::lab
