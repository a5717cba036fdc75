// PUT, which replaces an asset's content, and PATCH, which changes what it names.
#include "plugins/managedassets/lab/asset_desk.hpp"

namespace ingot::lab::managedassets {

namespace {

enum class Kind : std::uint8_t { kPut, kPatch };

// Expired assets can be seen but not changed (managedassets.md 2.1, GET).
std::optional<Refusal> check_changeable(const Asset& asset, std::int64_t now_ms) {
  if (asset.standing(now_ms) == Standing::kLiving) return std::nullopt;
  return Refusal{409, "the asset is deleted or has expired; it can be restored"};
}

void merge(const Json& changes, Json& metadata) {
  Json merged = Json::object();
  for (const Json::Member& field : *metadata.members()) {
    if (changes.find(field.name) == nullptr) merged.set(field.name, field.value);
  }
  for (const Json::Member& field : *changes.members()) {
    if (!field.value.is_null()) merged.set(field.name, field.value);
  }
  metadata = std::move(merged);
}

}  // namespace

struct AssetDesk::Change {
  Kind kind;
  std::span<const std::string_view> in_json;
  FormRules in_form;
};

Reply AssetDesk::replace(Request& request, const std::string& id) {
  static constexpr std::string_view kForm[] = {"metadata", "file"};
  return change(request, id, {Kind::kPut, {}, {.allowed = kForm, .file = FilePart::kBytesOrUrl}});
}

Reply AssetDesk::patch(Request& request, const std::string& id) {
  static constexpr std::string_view kJson[] = {"metadata", "uri", "expires"};
  static constexpr std::string_view kForm[] = {"metadata", "uri", "expires", "file"};
  return change(request, id,
                {Kind::kPatch, kJson, {.allowed = kForm, .nulls = NullValues::kRemove}});
}

std::optional<Refusal> AssetDesk::apply(const AssetInput& input, const Change& how, Asset& asset) {
  if (how.kind == Kind::kPut && !input.content && !input.uri) {
    return Refusal{400, "file: the part is required"};
  }
  const bool is_empty = !input.content && !input.uri && !input.metadata && !input.lifetime;
  if (is_empty) return Refusal{400, "nothing to change was sent"};
  if (input.content && input.uri) return Refusal{400, "file and uri: only one may be sent"};
  if (input.content && !asset.is_managed) {
    return Refusal{409, "file: an unmanaged asset stays unmanaged"};
  }
  if (input.content || input.uri || input.metadata) ++asset.version;
  if (input.content) {
    asset.content = input.content;
    asset.uri.reset();
    asset.fetch.reset();
    asset.fetch_error.clear();
    ++asset.completions;
  }
  if (input.uri) {
    if (std::optional<Refusal> refusal = give_uri(asset, *input.uri)) return refusal;
  }
  if (how.kind == Kind::kPatch && input.metadata) merge(*input.metadata, asset.metadata);
  const bool is_cleared = options_.put_metadata == PutMetadata::kReplaced;
  if (how.kind == Kind::kPut && (input.metadata || is_cleared)) {
    asset.metadata = input.metadata.value_or(Json::object());
  }
  if (!input.lifetime) return std::nullopt;
  // Additive (managedassets.md 2.1, "Common rules"); what never ends cannot end later.
  if (!asset.expires_ms) return std::nullopt;
  const auto until = input.lifetime->after(*asset.expires_ms);
  if (const auto* refusal = std::get_if<Refusal>(&until)) return *refusal;
  asset.expires_ms = std::get<std::optional<std::int64_t>>(until);
  return std::nullopt;
}

Reply AssetDesk::change(Request& request, const std::string& id, const Change& how) {
  const std::optional<Asset> before = catalogue_.asset(id, clock_.now_ms(), Look::kPeek);
  if (!before) return error_reply({404, "asset " + id + " does not exist"});
  const Answer<Precondition> read = precondition_of(request);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return error_reply(*refusal);
  const auto& precondition = std::get<Precondition>(read);
  const auto check = [&](const Asset& asset) -> std::optional<Refusal> {
    if (auto refusal = check_changeable(asset, clock_.now_ms())) return refusal;
    return precondition.check(asset.etag);
  };
  // Once before the body, so that gigabytes are not sent for nothing, and again when it is there.
  if (const auto refusal = check(*before)) return error_reply(*refusal);
  const Answer<AssetInput> read_body = read_input(request, how.in_json, how.in_form);
  if (const auto* refusal = std::get_if<Refusal>(&read_body)) return error_reply(*refusal);
  const auto& input = std::get<AssetInput>(read_body);
  const Answer<Asset> changed =
      catalogue_.change(id, clock_.now_ms(), [&](Asset& asset) -> std::optional<Refusal> {
        if (auto refusal = check(asset)) return refusal;
        return apply(input, how, asset);
      });
  if (const auto* refusal = std::get_if<Refusal>(&changed)) return error_reply(*refusal);
  const bool extends = input.lifetime && input.lifetime->duration;
  if (extends && !precondition.is_exact()) audit_.violate("expires_extended_unguarded", id);
  const auto& asset = std::get<Asset>(changed);
  return asset_reply(request, input.uri && asset.fetch ? 202 : options_.update_status, asset);
}

}  // namespace ingot::lab::managedassets
