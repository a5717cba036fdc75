// Routing: which desk answers what, who may ask, and how a body must be framed before a desk sees
// it.
#include "plugins/managedassets/lab/managedassets_emulator.hpp"

#include <array>
#include <optional>

#include <ingot/lab/route.hpp>

#include "plugins/managedassets/lab/asset_desk.hpp"
#include "plugins/managedassets/lab/token_desk.hpp"

namespace ingot::lab {

using namespace managedassets;

class ManagedAssetsEmulator::Impl {
 public:
  Impl(ManagedAssetsOptions options, const Clock& clock)
      : options_(std::move(options)), tokens_(options_, clock), assets_(options_, clock, audit_) {}

  const AuditLog& audit() const { return audit_; }
  void expire_tokens() { tokens_.expire_all(); }

  Reply handle(Request& request) {
    const bool is_token = request.raw_path() == "/v2/token";
    Reply reply = is_token ? token(request) : api(request);
    audit_.record(request.route, reply.status);
    return reply;
  }

  AuditFacts facts() {
    AuditFacts facts = assets_.facts();
    const TokenCounts counts = tokens_.counts();
    facts.counters.insert({{"token_grants", counts.grants}, {"token_refusals", counts.refused}});
    return facts;
  }

  void reset() {
    assets_.reset();
    audit_.reset();
  }

 private:
  enum class Body : std::uint8_t { kNone, kRequired };
  struct Route {
    const char* method;
    const char* pattern;
    Body body;
    Reply (Impl::*serve)(Request&, const std::string& id);
  };
  static const std::array<Route, 7> kRoutes;

  static Reply not_allowed(const Request& request, const std::string& allowed) {
    Reply reply = error_reply({405, "method " + request.method + " is not allowed here"});
    reply.headers.add("Allow", allowed);
    return reply;
  }

  // A 401 says where tokens are to be had (managedassets.md 2.1, Auth).
  Reply refuse_entry(const Refusal& refusal) const {
    Reply reply = error_reply(refusal);
    if (refusal.status == 401) {
      reply.headers.add("WWW-Authenticate", "Bearer realm=\"" + options_.audience +
                                                "\", authorization_uri=\"" + options_.origin +
                                                "/v2/token\"");
    }
    return reply;
  }

  Reply token(Request& request) {
    request.route = request.method + " /v2/token";
    return request.method == "POST" ? tokens_.token(request) : not_allowed(request, "POST");
  }

  bool is_served(const Route& route) const {
    return route.serve != &Impl::find || options_.metadata_query == MetadataQuery::kOn;
  }

  Reply api(Request& request) {
    request.route = request.method + " (unknown)";
    if (const std::optional<Refusal> refusal = tokens_.check(request)) {
      return refuse_entry(*refusal);
    }
    const std::optional<std::vector<std::string>> path = request.segments();
    std::string allowed;
    for (const Route& route : kRoutes) {
      const auto ids = path && is_served(route) ? match_route(route.pattern, *path) : std::nullopt;
      if (!ids) continue;
      if (request.method == route.method) {
        request.route = std::string(route.method) + " " + route.pattern;
        if (std::optional<Reply> refusal = check_framing(request, route.body)) {
          return std::move(*refusal);
        }
        return (this->*route.serve)(request, ids->empty() ? "" : ids->front());
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
    }
    if (allowed.empty()) return error_reply({404, "no resource has this path"});
    return not_allowed(request, allowed);
  }

  // A body's length must be known beforehand: up to 8 GB come in one request.
  std::optional<Reply> check_framing(const Request& request, Body body) {
    if (body == Body::kNone) {
      if (request.content_length.value_or(0) > 0 || request.headers.has("Transfer-Encoding")) {
        audit_.violate("unexpected_body", request.route);
      }
      return std::nullopt;
    }
    if (request.headers.has("Transfer-Encoding")) {
      audit_.violate("chunked_body", request.route);
      return error_reply({411, "chunked bodies are not taken; send a Content-Length"});
    }
    if (!request.content_length) {
      audit_.violate("missing_content_length", request.route);
      return error_reply({411, "the Content-Length header is missing"});
    }
    const Answer<Criteria> query = query_pairs(request);
    const auto* pairs = std::get_if<Criteria>(&query);
    if (pairs == nullptr || !pairs->empty()) {
      return error_reply({400, "this request takes no query parameters"});
    }
    return std::nullopt;
  }

  Reply create(Request& request, const std::string&) { return assets_.create(request); }
  Reply find(Request& request, const std::string&) { return assets_.find(request); }
  Reply read(Request& request, const std::string& id) { return assets_.read(request, id); }
  Reply replace(Request& request, const std::string& id) { return assets_.replace(request, id); }
  Reply patch(Request& request, const std::string& id) { return assets_.patch(request, id); }
  Reply remove(Request& request, const std::string& id) { return assets_.remove(request, id); }
  Reply restore(Request& request, const std::string& id) { return assets_.restore(request, id); }

  const ManagedAssetsOptions options_;
  AuditLog audit_;
  TokenDesk tokens_;
  AssetDesk assets_;
};

const std::array<ManagedAssetsEmulator::Impl::Route, 7> ManagedAssetsEmulator::Impl::kRoutes{{
    {"POST", "/v1/assets", Body::kRequired, &Impl::create},
    {"GET", "/v1/assets", Body::kNone, &Impl::find},
    {"POST", "/v1/assets/{id}:restore", Body::kRequired, &Impl::restore},
    {"GET", "/v1/assets/{id}", Body::kNone, &Impl::read},
    {"PUT", "/v1/assets/{id}", Body::kRequired, &Impl::replace},
    {"PATCH", "/v1/assets/{id}", Body::kRequired, &Impl::patch},
    {"DELETE", "/v1/assets/{id}", Body::kNone, &Impl::remove},
}};

ManagedAssetsEmulator::ManagedAssetsEmulator(ManagedAssetsOptions options, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), clock)) {}
ManagedAssetsEmulator::~ManagedAssetsEmulator() = default;
Reply ManagedAssetsEmulator::handle(Request& request) {
  if (std::optional<Reply> reply = administer(*this, request)) return std::move(*reply);
  return impl_->handle(request);
}
const AuditLog& ManagedAssetsEmulator::audit() const {
  return impl_->audit();
}
AuditFacts ManagedAssetsEmulator::facts() const {
  return impl_->facts();
}
void ManagedAssetsEmulator::expire_tokens() {
  impl_->expire_tokens();
}
void ManagedAssetsEmulator::expire_urls() {}
void ManagedAssetsEmulator::reset() {
  impl_->reset();
}

}  // namespace ingot::lab
