#include "plugins/managedassets/lab/asset_input.hpp"

#include <algorithm>

#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/catalogue.hpp"
#include "plugins/managedassets/lab/header_field.hpp"

namespace ingot::lab::managedassets {

namespace {

std::optional<Refusal> check_field(const Json::Member& field, NullValues nulls) {
  if (field.name.empty()) return Refusal{400, "metadata: a key is empty"};
  if (field.name.size() > kLongestKey) {
    return Refusal{400, "metadata: a key has more than 128 bytes"};
  }
  const std::string at = "metadata." + field.name;
  if (field.value.is_null()) {
    if (nulls == NullValues::kRemove) return std::nullopt;
    return Refusal{400, at + ": must not be null"};
  }
  if (field.value.members() != nullptr || field.value.items() != nullptr) {
    return Refusal{400, at + ": objects and arrays are not allowed"};
  }
  if (scalar_text(field.value).size() > kLongestValue) {
    return Refusal{400, at + ": the value has more than 51200 bytes"};
  }
  return std::nullopt;
}

bool is_uri_text(std::string_view text) {
  return percent_decode(text).has_value() && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7F &&
                  std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
         });
}

std::optional<Refusal> take_managed(const Json& value, AssetInput& into) {
  const std::string* text = value.text();
  if (text == nullptr || (*text != "true" && *text != "false")) {
    return Refusal{400, R"(managed: must be the string "true" or "false")"};
  }
  into.is_managed = *text == "true";
  return std::nullopt;
}

std::optional<Refusal> take_member(const Json::Member& member, NullValues nulls, AssetInput& into) {
  if (member.name == "metadata") return take_metadata(member.value, nulls, into);
  if (member.name == "managed") return take_managed(member.value, into);
  if (member.value.text() == nullptr) return Refusal{400, member.name + ": must be a string"};
  if (member.name == "uri") return take_uri(*member.value.text(), into);
  return take_expires(*member.value.text(), into);
}

}  // namespace

Answer<std::optional<std::int64_t>> Lifetime::after(std::int64_t from_ms) const {
  if (!duration) return std::optional<std::int64_t>{};
  const std::optional<std::int64_t> until = add(from_ms, *duration);
  if (!until) return Refusal{400, "expires: beyond the year 9999"};
  return until;
}

std::optional<Refusal> take_metadata(const Json& value, NullValues nulls, AssetInput& into) {
  if (value.members() == nullptr) return Refusal{400, "metadata: must be an object"};
  for (const Json::Member& field : *value.members()) {
    if (std::optional<Refusal> refusal = check_field(field, nulls)) return refusal;
  }
  into.metadata = value;
  return std::nullopt;
}

std::optional<Refusal> take_uri(const std::string& value, AssetInput& into) {
  if (value.size() > kLongestUri) return Refusal{400, "uri: more than 512 characters"};
  const std::string scheme = lower_case(std::string_view(value).substr(0, value.find("://")));
  if (scheme == value || (scheme != "http" && scheme != "https")) {
    return Refusal{400, "uri: must be an absolute http or https URL"};
  }
  const std::string_view rest = std::string_view(value).substr(scheme.size() + 3);
  if (!is_uri_text(value) || rest.substr(0, rest.find_first_of("/?#")).empty()) {
    return Refusal{400, "uri: not a valid URL"};
  }
  into.uri = value;
  return std::nullopt;
}

std::optional<Refusal> take_expires(const std::string& value, AssetInput& into) {
  if (value == "never") {
    into.lifetime = Lifetime{};
    return std::nullopt;
  }
  const std::optional<IsoDuration> duration = parse_iso_duration(value);
  if (!duration) return Refusal{400, "expires: must be an ISO 8601 duration or never"};
  into.lifetime = Lifetime{duration};
  return std::nullopt;
}

Answer<AssetInput> read_json_input(const Json& body, std::span<const std::string_view> allowed,
                                   NullValues nulls) {
  AssetInput input;
  for (const Json::Member& member : *body.members()) {
    if (std::find(allowed.begin(), allowed.end(), member.name) == allowed.end()) {
      return Refusal{400, member.name + ": not a field of this request"};
    }
    if (std::optional<Refusal> refusal = take_member(member, nulls, input)) {
      return std::move(*refusal);
    }
  }
  return input;
}

}  // namespace ingot::lab::managedassets
