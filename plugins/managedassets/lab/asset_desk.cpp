// Create, read, find, delete and restore; PUT and PATCH are in asset_change.cpp.
#include "plugins/managedassets/lab/asset_desk.hpp"

#include <algorithm>

#include "plugins/managedassets/lab/header_field.hpp"

namespace ingot::lab::managedassets {

namespace {

constexpr std::size_t kMostJsonBytes = 4U << 20;
constexpr IsoDuration kDefaultLife{0, 30LL * 86'400'000};  // seed: P30D

Refusal no_asset(const std::string& id) {
  return {404, "asset " + id + " does not exist"};
}

// Without query and fragment, which may carry a signature.
std::string path_of(const AssetInput& input) {
  if (input.metadata) {
    const Json& key = (*input.metadata)["ingestKey"];
    if (!key.is_null() && !scalar_text(key).empty()) return scalar_text(key);
  }
  if (!input.file_name.empty()) return input.file_name;
  return input.uri ? input.uri->substr(0, input.uri->find_first_of("?#")) : "";
}

}  // namespace

AssetDesk::AssetDesk(const ManagedAssetsOptions& options, const Clock& clock, AuditLog& audit)
    : options_(options),
      clock_(clock),
      audit_(audit),
      catalogue_(options_),
      forms_(options_, audit_) {}

Answer<Criteria> query_pairs(const Request& request) {
  Criteria pairs;
  std::string_view rest = request.raw_query();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(pair.substr(0, equals));
    const auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())));
    const bool is_known = name && std::any_of(pairs.begin(), pairs.end(), [&](const auto& other) {
                            return other.first == *name;
                          });
    if (!name || !value || is_known) return Refusal{400, "the query cannot be read"};
    pairs.emplace_back(*name, *value);
  }
  return pairs;
}

Answer<bool> only_flag(const Request& request, std::string_view name) {
  const Answer<Criteria> pairs = query_pairs(request);
  if (const auto* refusal = std::get_if<Refusal>(&pairs)) return *refusal;
  bool is_set = false;
  for (const auto& [key, value] : std::get<Criteria>(pairs)) {
    if (key != name) return Refusal{400, key + ": not a query parameter of this request"};
    if (value != "true" && value != "false") return Refusal{400, key + ": must be true or false"};
    is_set = value == "true";
  }
  return is_set;
}

Reply AssetDesk::asset_reply(const Request& request, int status, const Asset& asset) const {
  Reply reply;
  reply.status = status;
  if (status != 204) reply = json_reply(status, asset_json(asset, options_));
  if (request.faults.wrong_etag) {
    reply.headers.add("ETag", "\"wrong-" + asset.etag.substr(1));
  } else if (!request.faults.no_etag) {
    reply.headers.add("ETag", asset.etag);
  }
  return reply;
}

Answer<AssetInput> AssetDesk::read_input(Request& request,
                                         std::span<const std::string_view> in_json,
                                         const FormRules& in_form) {
  const std::string_view type = request.headers.find("Content-Type").value_or("");
  if (is_media_type(type, "multipart/form-data") && !in_form.allowed.empty()) {
    return forms_.read(request, in_form);
  }
  if (!is_media_type(type, "application/json") || in_json.empty()) {
    return Refusal{415, "Content-Type: not one of this request's"};
  }
  if (*request.content_length > kMostJsonBytes) return Refusal{413, "the body is too large"};
  const std::optional<std::string> text = read_all(request.body, kMostJsonBytes);
  if (!text) return Refusal{400, "the body did not arrive"};
  const Expected<Json> body = Json::parse(*text);
  if (!body || body->members() == nullptr) return Refusal{400, "the body is no JSON object"};
  return read_json_input(*body, in_json, in_form.nulls);
}

FetchOutcome AssetDesk::outcome_of(const std::string& uri) {
  const std::uint64_t number = ++fetches_;
  if (options_.fail_fetch_every != 0 && number % options_.fail_fetch_every == 0) {
    return {.why = {422, "uri: the server did not answer"}};
  }
  const auto listed = options_.uris.find(uri);
  const std::optional<std::uint64_t> size =
      listed == options_.uris.end() ? options_.other_uris : listed->second;
  if (!size) return {.why = {422, "uri: the server answered 404"}};
  if (*size > options_.file_limit()) {
    return {.why = {413, "uri: larger than this environment allows"}};
  }
  return {.size = size};
}

// Makes the URI the asset's: as a mere reference, as content at once, or as a fetch under way.
std::optional<Refusal> AssetDesk::give_uri(Asset& asset, const std::string& uri) {
  asset.uri = uri;
  if (!asset.is_managed) {
    ++asset.completions;
    return std::nullopt;
  }
  FetchOutcome outcome = outcome_of(uri);
  asset.fetch_error.clear();
  asset.content.reset();
  if (options_.fetching == Fetching::kLater) {
    asset.fetch =
        Fetch{clock_.now_ms() + options_.fetch_takes_ms, options_.pending_gets, std::move(outcome)};
    return std::nullopt;
  }
  if (!outcome.size) return std::move(outcome.why);
  asset.fetch.reset();
  asset.content = StoredContent{
      .size = *outcome.size, .declared_size = *outcome.size, .told_size = *outcome.size};
  ++asset.completions;
  return std::nullopt;
}

std::optional<Refusal> AssetDesk::check_create(Request& request, const AssetInput& input) const {
  const std::string_view type = request.headers.find("Content-Type").value_or("");
  if (is_media_type(type, "multipart/form-data")) {
    if (!input.content) return Refusal{400, "file: the part is required"};
    return std::nullopt;
  }
  const bool has_metadata = input.metadata && input.metadata->size() > 0;
  if (!input.uri && !has_metadata) return Refusal{400, "uri or metadata: one is required"};
  if (input.uri && !input.is_managed && options_.managed_rule == ManagedRule::kRequiredWithUri) {
    return Refusal{400, "managed: is required with uri"};
  }
  if (!input.uri && input.is_managed == false) {
    return Refusal{400, "uri: an unmanaged asset needs one"};
  }
  return std::nullopt;
}

Answer<Asset> AssetDesk::draft_of(Request& request) {
  static constexpr std::string_view kJson[] = {"uri", "managed", "metadata", "expires"};
  static constexpr std::string_view kForm[] = {"metadata", "expires", "file"};
  Answer<AssetInput> answer = read_input(request, kJson, {.allowed = kForm});
  if (auto* refusal = std::get_if<Refusal>(&answer)) return std::move(*refusal);
  const AssetInput& input = std::get<AssetInput>(answer);
  if (std::optional<Refusal> refusal = check_create(request, input)) return std::move(*refusal);
  Asset draft{.path = path_of(input), .is_managed = input.is_managed.value_or(true)};
  const auto until = input.lifetime.value_or(Lifetime{kDefaultLife}).after(clock_.now_ms());
  if (const auto* refusal = std::get_if<Refusal>(&until)) return *refusal;
  draft.expires_ms = std::get<std::optional<std::int64_t>>(until);
  if (input.metadata) draft.metadata = *input.metadata;
  draft.content = input.content;
  if (input.uri) {
    if (std::optional<Refusal> refusal = give_uri(draft, *input.uri)) return std::move(*refusal);
  } else {
    ++draft.completions;  // the bytes are here, or metadata are all there is
  }
  if (!input.lifetime) ++default_expiries_;
  return draft;
}

Reply AssetDesk::create(Request& request) {
  Answer<Asset> draft = draft_of(request);
  if (const auto* refusal = std::get_if<Refusal>(&draft)) return error_reply(*refusal);
  const Asset asset = catalogue_.create(std::get<Asset>(std::move(draft)), clock_.now_ms());
  Reply reply = asset_reply(request, asset.fetch ? 202 : options_.create_status, asset);
  if (options_.create_etag == Presence::kAbsent) reply.headers.erase("ETag");
  reply.headers.add("Location", "/v1/assets/" + asset.id);
  if (options_.create_reply == CreateReply::kLocationOnly) {
    reply.headers.erase("Content-Type");
    reply.body.clear();
  }
  return reply;
}

Reply AssetDesk::read(Request& request, const std::string& id) {
  const Answer<bool> shows_deleted = only_flag(request, "showDeleted");
  if (const auto* refusal = std::get_if<Refusal>(&shows_deleted)) return error_reply(*refusal);
  const std::int64_t now = clock_.now_ms();
  const std::optional<Asset> asset = catalogue_.asset(id, now, Look::kGet);
  if (!asset) return error_reply(no_asset(id));
  const bool is_living = asset->standing(now) == Standing::kLiving;
  if (!is_living && !std::get<bool>(shows_deleted)) return error_reply(no_asset(id));
  return asset_reply(request, asset->fetch ? options_.pending_status : 200, *asset);
}

Reply AssetDesk::find(Request& request) {
  static constexpr std::string_view kPrefix = "metadata.";
  const Answer<Criteria> pairs = query_pairs(request);
  if (const auto* refusal = std::get_if<Refusal>(&pairs)) return error_reply(*refusal);
  Criteria criteria;
  for (const auto& [name, value] : std::get<Criteria>(pairs)) {
    if (!name.starts_with(kPrefix) || name.size() == kPrefix.size()) {
      return error_reply({400, name + ": not a query parameter of this request"});
    }
    criteria.emplace_back(name.substr(kPrefix.size()), value);
  }
  if (criteria.empty()) return error_reply({400, "metadata.<key>: at least one is required"});
  const std::int64_t now = clock_.now_ms();
  Json assets = Json::list();
  for (const Asset& asset : catalogue_.find(criteria, now, now - options_.searchable_after_ms)) {
    assets.push(asset_json(asset, options_));
  }
  const std::size_t total = assets.size();
  return json_reply(200, Json::object({{"assets", std::move(assets)}, {"total", total}}));
}

Answer<Precondition> AssetDesk::precondition_of(const Request& request) const {
  Answer<Precondition> read = read_precondition(request.headers);
  const auto* precondition = std::get_if<Precondition>(&read);
  if (precondition != nullptr && precondition->is_missing()) {
    return Refusal{options_.missing_precondition, "If-Match or If-None-Match is required"};
  }
  return read;
}

std::optional<Refusal> AssetDesk::check_removal(const Asset& asset,
                                                const Precondition& precondition,
                                                bool is_purge) const {
  const Standing standing = asset.standing(clock_.now_ms());
  if (!is_purge && standing == Standing::kDeleted) return no_asset(asset.id);
  if (!is_purge && standing == Standing::kExpired) {
    return Refusal{409, "the asset has expired; it can be restored or purged"};
  }
  return precondition.check(asset.etag);
}

Reply AssetDesk::remove(Request& request, const std::string& id) {
  const Answer<bool> purge = only_flag(request, "purge");
  if (const auto* refusal = std::get_if<Refusal>(&purge)) return error_reply(*refusal);
  const std::int64_t now = clock_.now_ms();
  if (!catalogue_.asset(id, now, Look::kPeek)) return error_reply(no_asset(id));
  const Answer<Precondition> read = precondition_of(request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return error_reply(*refusal);
  const auto& precondition = std::get<Precondition>(read);
  const bool is_purge = std::get<bool>(purge);
  std::optional<Refusal> refused;
  if (is_purge) {
    refused = catalogue_.purge(
        id, now, [&](const Asset& asset) { return check_removal(asset, precondition, true); });
  } else {
    const Answer<Asset> removed =
        catalogue_.change(id, now, [&](Asset& asset) -> std::optional<Refusal> {
          if (auto refusal = check_removal(asset, precondition, false)) return refusal;
          asset.deleted_ms = now;
          return std::nullopt;
        });
    if (const auto* refusal = std::get_if<Refusal>(&removed)) refused = *refusal;
  }
  if (refused) return error_reply(*refused);
  Reply reply;
  reply.status = 204;
  return reply;
}

// Back to life with a fresh span, or, for a living asset, more of it (managedassets.md 2.1,
// restore).
Reply AssetDesk::restore(Request& request, const std::string& id) {
  static constexpr std::string_view kJson[] = {"expires"};
  Answer<AssetInput> input = read_input(request, kJson, {});
  if (const auto* refusal = std::get_if<Refusal>(&input)) return error_reply(*refusal);
  const std::optional<Lifetime> asked = std::get<AssetInput>(input).lifetime;
  const Answer<Precondition> read = read_precondition(request.headers);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return error_reply(*refusal);
  const std::int64_t now = clock_.now_ms();
  const Answer<Asset> restored =
      catalogue_.change(id, now, [&](Asset& asset) -> std::optional<Refusal> {
        const bool is_living = asset.standing(now) == Standing::kLiving;
        const bool has_ended = asset.expires_ms && *asset.expires_ms <= now;
        if (auto refusal = std::get<Precondition>(read).check(asset.etag)) return refusal;
        asset.deleted_ms.reset();
        if (!asked && !is_living && !has_ended) return std::nullopt;  // it keeps what it had left
        if (is_living && !asset.expires_ms) return std::nullopt;      // for ever is for ever
        const Lifetime lifetime = asked.value_or(Lifetime{kDefaultLife});
        const auto until = lifetime.after(is_living ? *asset.expires_ms : now);
        if (const auto* refusal = std::get_if<Refusal>(&until)) return *refusal;
        asset.expires_ms = std::get<std::optional<std::int64_t>>(until);
        return std::nullopt;
      });
  if (const auto* refusal = std::get_if<Refusal>(&restored)) return error_reply(*refusal);
  return asset_reply(request, options_.update_status, std::get<Asset>(restored));
}

AuditFacts AssetDesk::facts() {
  AuditFacts facts = catalogue_.facts(clock_.now_ms());
  facts.counters["default_expiries"] = default_expiries_;
  facts.counters["cut_forms"] = forms_.cut_forms();
  facts.counters["fetches"] = fetches_;
  return facts;
}

void AssetDesk::reset() {
  catalogue_.reset();
  forms_.reset();
  fetches_ = 0;
  default_expiries_ = 0;
}

}  // namespace ingot::lab::managedassets
