// Routing: which desk answers what, who may ask, and what a body must look like before a desk sees
// it.
#include "plugins/dash/lab/dash_emulator.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <ingot/lab/object_store.hpp>
#include <ingot/lab/route.hpp>

#include "plugins/dash/lab/asset_desk.hpp"
#include "plugins/dash/lab/asset_search.hpp"
#include "plugins/dash/lab/batch_jobs.hpp"
#include "plugins/dash/lab/token_desk.hpp"
#include "plugins/dash/lab/upload_desk.hpp"

namespace ingot::lab {

namespace {

using namespace dash;

// 10 000 parts of metadata fit; nothing a client should send comes near.
constexpr std::size_t kMostBytes = 32U << 20;

StoreOptions store_options(const DashOptions& options) {
  return {options.origin, "/object-store/dash-lab", options.storage, options.directory,
          options.seed};
}

// A request that has been let in: its path's {id}, and its body if the route takes one.
struct Call {
  Request& request;
  std::string id;
  Json body;
};

}  // namespace

class DashEmulator::Impl {
 public:
  Impl(DashOptions options, const Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        account_{options_.seed, options_.approval, options_.fields},
        store_(store_options(options_), clock, audit_),
        catalogue_(options_.seed),
        tokens_(options_, clock),
        uploads_(options_, clock, catalogue_, store_),
        jobs_(options_, clock, uploads_, account_),
        assets_(account_, clock, catalogue_, store_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_tokens() { tokens_.expire_all(); }
  void expire_urls() { store_.expire_urls(); }

  Reply handle(Request& request) {
    if (store_.owns(request)) return store_.handle(request);
    const bool is_token = request.raw_path() == "/oauth/token";
    Reply reply = is_token ? token(request) : api(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

  AuditFacts facts() const {
    AuditFacts facts = catalogue_.facts();
    facts.repeated_parts = store_.repeated_parts();
    const TokenCounts counts = tokens_.counts();
    facts.counters.insert({{"jobs", jobs_.created()},
                           {"token_refreshes", counts.refreshes},
                           {"token_refreshes_refused", counts.refused},
                           {"used_refresh_tokens_offered", counts.reused_refresh}});
    return facts;
  }

  void reset() {
    catalogue_.reset();
    jobs_.reset();
    store_.reset();
    audit_.reset();
  }

 private:
  enum class Body : std::uint8_t { kNone, kJson };
  struct Route {
    const char* method;
    const char* pattern;
    Body body;
    Reply (Impl::*serve)(Call&);
  };
  static const std::array<Route, 15> kRoutes;

  Reply refuse(const Request& request, const Refusal& refusal) const {
    return error_reply(refusal, request, clock_.now_ms());
  }

  Reply token(Request& request) {
    request.route = request.method + " /oauth/token";
    if (request.method == "POST") return tokens_.token(request);
    Reply reply =
        refuse(request, {405, "Request method '" + request.method + "' is not supported"});
    reply.headers.add("Allow", "POST");
    return reply;
  }

  Reply api(Request& request) {
    request.route = request.method + " (unknown)";
    if (const std::optional<Refusal> refusal = tokens_.check(request))
      return refuse(request, *refusal);
    const std::optional<std::vector<std::string>> path = request.segments();
    std::string allowed;
    for (const Route& route : kRoutes) {
      const auto ids = path ? match_route(route.pattern, *path) : std::nullopt;
      if (!ids) continue;
      if (request.method == route.method)
        return serve(route, request, ids->empty() ? "" : ids->front());
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allowed.empty()) return refuse(request, {404, "no resource has this path"});
    Reply reply =
        refuse(request, {405, "Request method '" + request.method + "' is not supported"});
    reply.headers.add("Allow", allowed);
    return reply;
  }

  Reply serve(const Route& route, Request& request, const std::string& id) {
    request.route = std::string(route.method) + " " + route.pattern;
    Call call{request, id, Json()};
    if (route.body == Body::kNone) return (this->*route.serve)(call);
    const std::string_view type = request.headers.find("Content-Type").value_or("");
    if (!type.starts_with("application/json") &&
        !type.starts_with("application/merge-patch+json")) {
      return refuse(request, {415, "Content-Type must be application/json"});
    }
    if (!request.content_length)
      return refuse(request, {411, "the Content-Length header is missing"});
    if (*request.content_length > kMostBytes)
      return refuse(request, {413, "the body is too large"});
    const std::optional<std::string> text = read_all(request.body, kMostBytes);
    if (!text) return refuse(request, {400, "the body did not arrive"});
    Expected<Json> body = Json::parse(*text);
    if (!body || body->members() == nullptr)
      return refuse(request, {400, "Failed to read request"});
    call.body = std::move(*body);
    return (this->*route.serve)(call);
  }

  // {result, permittedActions} of what a desk answered, or its refusal.
  Reply wrap(const Call& call, const Answer<Json>& answer, int status,
             const std::string& asset_id) const {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return refuse(call.request, *refusal);
    return json_reply(status, wrapped(std::get<Json>(answer), assets_.permitted(asset_id)));
  }
  Reply plain(const Call& call, const Answer<Json>& answer) const {
    if (const auto* refusal = std::get_if<Refusal>(&answer)) return refuse(call.request, *refusal);
    return json_reply(200, std::get<Json>(answer));
  }

  Reply job_reply(const Call& call, const Answer<std::string>& job) const {
    if (const auto* refusal = std::get_if<Refusal>(&job)) return refuse(call.request, *refusal);
    Reply reply;
    reply.headers.add("Content-Type", "application/json");
    reply.body = "{\"result\":" + std::get<std::string>(job) + ",\"permittedActions\":[]}";
    return reply;
  }

  Reply post_create_job(Call& call) {
    return wrap(call,
                jobs_.create(call.body, OrderKind::kCreateInBatch, "asset-and-upload-batch-jobs"),
                201, "");
  }
  Reply get_create_job(Call& call) {
    return job_reply(call, jobs_.poll(call.id, "asset-and-upload-batch-jobs"));
  }
  Reply post_upload_job(Call& call) {
    return wrap(call,
                jobs_.create(call.body, OrderKind::kExistingInBatch, "asset-upload-batch-jobs"),
                201, "");
  }
  Reply get_upload_job(Call& call) {
    return job_reply(call, jobs_.poll(call.id, "asset-upload-batch-jobs"));
  }
  Reply post_upload(Call& call) {
    const std::string* id = call.body["assetId"].text();
    return wrap(call, uploads_.upload(call.body), 200, id != nullptr ? *id : "");
  }
  Reply post_completion(Call& call) {
    const std::string* id = call.body["assetId"].text();
    return wrap(call, uploads_.complete(call.body), 200, id != nullptr ? *id : "");
  }
  Reply get_asset(Call& call) { return wrap(call, assets_.read(call.id), 200, call.id); }
  Reply patch_asset(Call& call) {
    return wrap(call, assets_.edit(call.id, call.body), 200, call.id);
  }
  Reply delete_asset(Call& call) {
    if (const auto refusal = assets_.remove(call.id)) return refuse(call.request, *refusal);
    Reply reply;
    reply.status = 204;
    return reply;
  }
  Reply get_files(Call& call) { return plain(call, assets_.files(call.id)); }
  Reply post_search(Call& call) {
    const std::int64_t newest_ms = clock_.now_ms() - options_.searchable_after_ms;
    return plain(call, search_assets(call.body, catalogue_, account_, newest_ms));
  }
  Reply get_fields(Call&) { return json_reply(200, assets_.fields()); }
  Reply get_folder_settings(Call&) {
    return json_reply(200, wrapped(Json::object({{"fieldId", account_.folder_field_id()}})));
  }
  Reply get_current_user(Call&) {
    const bool must_approve = options_.approval == Approval::kRequired;
    return json_reply(200, wrapped(Json::object({{"id", "lab-user"},
                                                 {"name", "Lab User"},
                                                 {"uploadsMustBeApproved", must_approve}})));
  }

  // A refusal by policy says as well what the user may do (dash.md 1.5).
  Reply post_lifecycle(Call& call) {
    const Answer<Json> answer = assets_.change_state(call.id, call.body);
    const auto* refusal = std::get_if<Refusal>(&answer);
    if (refusal == nullptr || refusal->status != 403) return wrap(call, answer, 200, call.id);
    Json body = error_json(*refusal, call.request.raw_path(), clock_.now_ms());
    body.set("permittedActions", assets_.permitted(call.id));
    return json_reply(403, body);
  }

  const DashOptions options_;
  const Clock& clock_;
  const Account account_;
  AuditLog audit_;
  ObjectStore store_;
  Catalogue catalogue_;
  TokenDesk tokens_;
  UploadDesk uploads_;
  BatchJobs jobs_;
  AssetDesk assets_;
};

const std::array<DashEmulator::Impl::Route, 15> DashEmulator::Impl::kRoutes{{
    {"POST", "/asset-and-upload-batch-jobs", Body::kJson, &Impl::post_create_job},
    {"GET", "/asset-and-upload-batch-jobs/{id}", Body::kNone, &Impl::get_create_job},
    {"POST", "/asset-upload-batch-jobs", Body::kJson, &Impl::post_upload_job},
    {"GET", "/asset-upload-batch-jobs/{id}", Body::kNone, &Impl::get_upload_job},
    {"POST", "/asset-uploads", Body::kJson, &Impl::post_upload},
    {"POST", "/asset-upload-completions", Body::kJson, &Impl::post_completion},
    {"GET", "/assets/{id}", Body::kNone, &Impl::get_asset},
    {"PATCH", "/assets/{id}", Body::kJson, &Impl::patch_asset},
    {"DELETE", "/assets/{id}", Body::kNone, &Impl::delete_asset},
    {"GET", "/assets/{id}/files", Body::kNone, &Impl::get_files},
    {"POST", "/assets/{id}/lifecycle", Body::kJson, &Impl::post_lifecycle},
    {"POST", "/asset-searches", Body::kJson, &Impl::post_search},
    {"GET", "/fields", Body::kNone, &Impl::get_fields},
    {"GET", "/folder-settings", Body::kNone, &Impl::get_folder_settings},
    {"GET", "/current-user", Body::kNone, &Impl::get_current_user},
}};

DashEmulator::DashEmulator(DashOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
DashEmulator::~DashEmulator() = default;
Reply DashEmulator::handle(Request& request) {
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& DashEmulator::audit() const {
  return impl_->audit();
}
AuditFacts DashEmulator::facts() const {
  return impl_->facts();
}
void DashEmulator::expire_tokens() {
  impl_->expire_tokens();
}
void DashEmulator::expire_urls() {
  impl_->expire_urls();
}
void DashEmulator::reset() {
  impl_->reset();
}

}  // namespace ingot::lab
