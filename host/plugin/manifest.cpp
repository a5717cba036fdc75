#include "host/plugin/manifest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include "host/base/text.hpp"
#include "host/plugin/json_value.hpp"
#include "host/plugin/manifest_fields.hpp"
#include "host/plugin/manifest_rules.hpp"
#include "host/plugin/wire_text.hpp"

namespace ingot::plugin {

using Kind = JsonValue::Kind;
using Problems = std::vector<ManifestProblem>;

static constexpr std::array<std::string_view, 8> kOperations = {
    "login", "discover", "validate", "transfer", "lifecycle", "abort", "verify", "estimate"};

std::string_view to_string(Operation operation) {
  return kOperations[static_cast<std::size_t>(operation) - 1];
}

std::string AbiVersion::to_string() const {
  return std::to_string(major) + "." + std::to_string(minor);
}

static std::optional<AbiVersion> parse_abi(std::string_view text) {
  AbiVersion abi{0, 0};
  const char* const end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, abi.major);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, abi.minor);
  if (minor.ec != std::errc() || minor.ptr != end || abi.major > 0xFFFF || abi.minor > 0xFFFF)
    return std::nullopt;
  return abi;
}

static std::string sha256_of(std::string_view text) {
  Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
  engine.update(text.data(), text.size());
  return Poco::DigestEngine::digestToHex(engine.digest());
}

static bool has_only(std::string_view text, std::string_view marks) {
  return std::all_of(text.begin(), text.end(), [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

static void read_identity(ManifestFields& fields, Manifest& manifest) {
  manifest.id = fields.text("id", Presence::required);
  if (!has_only(manifest.id, ".-_") ||
      (!manifest.id.empty() && manifest.id.find('.') == std::string::npos)) {
    fields.complain("id", "must be a reversed domain in lower case, such as com.vendor.dam");
  }
  manifest.name = fields.text("name", Presence::required);
  if (!has_only(manifest.name, "-") || manifest.name.size() > 64) {
    fields.complain("name", "must be at most 64 lower-case letters, digits and dashes");
  }
  manifest.title = fields.text("title", Presence::optional);
  if (manifest.title.empty()) manifest.title = manifest.name;
  const std::string version = fields.text("version", Presence::required);
  if (version.empty()) return;
  if (auto parsed = Version::parse(version)) {
    manifest.version = *std::move(parsed);
  } else {
    fields.complain("version", parsed.error().message);
  }
}

static void read_abi(ManifestFields& fields, Manifest& manifest, Problems& problems) {
  ManifestFields abi(fields.member("abi", Kind::object, Presence::required), "abi", problems);
  for (auto [key, target] :
       {std::pair{"min", &manifest.abi_min}, std::pair{"max", &manifest.abi_max}}) {
    const std::string text = abi.text(key, Presence::optional);
    if (text.empty()) continue;
    const auto parsed = parse_abi(text);
    if (parsed)
      *target = *parsed;
    else
      abi.complain(key, "`" + printable(text) + "` is not an ABI version such as 1.0");
  }
  abi.finish();
}

static void read_operations(ManifestFields& fields, Manifest& manifest) {
  const auto names = fields.texts("operations");
  if (names.empty()) fields.complain("operations", "at least one is needed");
  for (const auto& name : names) {
    const auto found = std::find(kOperations.begin(), kOperations.end(), name);
    if (found == kOperations.end()) {
      fields.complain("operations",
                      "`" + printable(name) +
                          "` is none of login, discover, validate, transfer, lifecycle, abort, verify, estimate");
    } else {
      manifest.operations.insert(static_cast<Operation>(found - kOperations.begin() + 1));
    }
  }
}

static void read_rates(ManifestFields& limits, std::map<std::string, Rate>& rates,
                       Problems& problems) {
  const JsonValue* object = limits.member("rates", Kind::object, Presence::optional);
  if (object == nullptr) return;
  for (const auto& [name, value] : object->members) {
    ManifestFields reader(&value, "limits.rates." + printable(name), problems);
    Rate rate;
    reader.number("per_minute", rate.per_minute, {.least = 1});
    rate.key = reader.text("key", Presence::optional);
    reader.finish();
    rates.emplace(name, std::move(rate));
  }
}

static void read_limits(ManifestFields& fields, Limits& limits, Problems& problems) {
  ManifestFields reader(fields.member("limits", Kind::object, Presence::optional), "limits",
                        problems);
  reader.number("part_min", limits.part_min, {.least = 1});
  reader.number("part_max", limits.part_max, {.least = 1});
  reader.number("parts_max", limits.parts_max, {.least = 1, .most = UINT32_MAX});
  reader.number("single_max", limits.single_max);
  reader.number("single_below", limits.single_below);
  reader.number("size_min", limits.size_min);
  reader.number("size_max", limits.size_max);
  reader.number("batch_max", limits.batch_max, {.least = 1, .most = 10'000});
  limits.batch_key = reader.text("batch_key", Presence::optional);
  reader.number("in_flight", limits.in_flight);
  reader.number("rate_per_minute", limits.rate_per_minute);
  read_rates(reader, limits.rates, problems);
  reader.finish();
}

static PartPlanning read_planning(ManifestFields& fields) {
  const std::string name =
      fields.choice("part_plan", {"client", "server", "single", "none"}, Presence::optional);
  if (name == "server") return PartPlanning::server;
  if (name == "single") return PartPlanning::single;
  if (name == "none") return PartPlanning::none;
  return PartPlanning::client;
}

static void read_digests(ManifestFields& fields, Manifest& manifest) {
  manifest.digests = fields.texts("digests");
  for (const auto& name : manifest.digests) {
    if (!is_known_digest(name)) {
      fields.complain("digests", "`" + printable(name) + "` is none of md5, sha256, crc32c");
    }
  }
}

// What they say is for declared_codes.hpp.
static void check_codes(ManifestFields& fields, Problems& problems) {
  const JsonValue* all = fields.member("codes", Kind::object, Presence::optional);
  if (all == nullptr) return;
  for (const auto& [name, value] : all->members) {
    const std::string path = "codes." + printable(name);
    if (!has_only(name, "_") || name.empty() || name.size() > 64)
      problems.push_back({path, "is not a name of at most 64 lower-case letters, digits and \"_\""});
    ManifestFields reader(&value, path, problems);
    reader.text("title", Presence::required);
    reader.text("text", Presence::required);
    reader.finish();
  }
}

static void read_credentials(ManifestFields& fields, Manifest& manifest, Problems& problems) {
  const JsonValue* all = fields.member("credentials", Kind::object, Presence::optional);
  if (all == nullptr) return;
  for (const auto& [name, value] : all->members) {
    const std::string path = "credentials." + printable(name);
    if (!is_plain_name(name))
      problems.push_back({path, "is not a name of letters, digits, \"_\", \"-\", \".\""});
    ManifestFields reader(&value, path, problems);
    Credential& credential = manifest.credentials[name];
    credential.when = reader.text("when", Presence::optional);
    credential.token = reader.text("token", Presence::required);
    reader.finish();
  }
}

static void read_places(ManifestFields& reader, SecretRule& rule) {
  const auto places = reader.texts("in");
  if (places.empty()) reader.complain("in", "must list where the secret may stand");
  for (const auto& place : places) {
    if (place == "body") {
      rule.may_be_in_body = true;
    } else if (place == "url") {
      rule.may_be_in_url = true;
    } else if (place.starts_with("header:") && is_http_token(std::string_view(place).substr(7))) {
      std::string header = place.substr(7);
      std::transform(header.begin(), header.end(), header.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
      });
      rule.headers.push_back(std::move(header));
    } else {
      reader.complain("in", "`" + printable(place) + "` is none of body, url, header:<name>");
    }
  }
}

static void read_secrets(ManifestFields& fields, Manifest& manifest, Problems& problems) {
  const JsonValue* all = fields.member("secrets", Kind::object, Presence::optional);
  if (all == nullptr) return;
  for (const auto& [name, value] : all->members) {
    const std::string path = "secrets." + printable(name);
    if (!is_plain_name(name))
      problems.push_back({path, "is not a name of letters, digits, \"_\", \"-\", \".\""});
    ManifestFields reader(&value, path, problems);
    SecretRule& rule = manifest.secrets[name];
    read_places(reader, rule);
    rule.hosts = reader.texts("hosts");
    if (rule.hosts.empty())
      reader.complain("hosts", "must list the config keys whose hosts may have the secret");
    reader.finish();
  }
}

static void read_existing(ManifestFields& fields, Manifest& manifest) {
  static constexpr std::array<std::string_view, 4> kWays = {"skip", "new_version", "replace", "fail"};
  manifest.if_exists = fields.texts("if_exists");
  for (const auto& way : manifest.if_exists) {
    if (std::find(kWays.begin(), kWays.end(), way) != kWays.end()) continue;
    fields.complain("if_exists", "`" + printable(way) + "` is none of skip, new_version, replace, fail");
  }
}

static void read_rest(ManifestFields& fields, Manifest& manifest, Problems& problems) {
  ManifestFields lifecycle(fields.member("lifecycle", Kind::object, Presence::optional),
                           "lifecycle", problems);
  manifest.lifecycle_targets = lifecycle.texts("targets");
  lifecycle.finish();
  read_existing(fields, manifest);
  const JsonValue* schema = fields.member("config", Kind::object, Presence::required);
  fields.finish();
  if (schema == nullptr) return;
  manifest.config_schema = to_json(*schema);
  check_schema(*schema, problems);
  check_manifest(manifest, *schema, problems);
}

static Manifest read_root(const JsonValue& root, Problems& problems) {
  Manifest manifest;
  ManifestFields fields(&root, "", problems);
  const JsonValue* format = fields.member("manifest", Kind::integer, Presence::required);
  if (format != nullptr && format->integer != 1) {
    fields.complain("manifest", "format " + std::to_string(format->integer) +
                                    " is unknown to this ingot, which reads format 1");
  }
  read_identity(fields, manifest);
  read_abi(fields, manifest, problems);
  read_operations(fields, manifest);
  read_limits(fields, manifest.limits, problems);
  manifest.part_planning = read_planning(fields);
  read_digests(fields, manifest);
  check_codes(fields, problems);
  read_credentials(fields, manifest, problems);
  read_secrets(fields, manifest, problems);
  read_rest(fields, manifest, problems);
  return manifest;
}

ManifestReading read_manifest(std::string_view json) {
  ManifestReading reading;
  if (json.size() > kMaxManifestBytes) {
    reading.problems.push_back(
        {"", human_bytes(json.size()) + ", the limit is " + human_bytes(kMaxManifestBytes)});
    return reading;
  }
  const auto root = parse_json(json);
  if (!root) {
    reading.problems.push_back({"", root.error().message});
    return reading;
  }
  Manifest manifest = read_root(*root, reading.problems);
  manifest.sha256 = sha256_of(json);
  if (reading.problems.empty()) reading.manifest = std::move(manifest);
  return reading;
}

Result<Manifest> parse_manifest(std::string_view json) {
  ManifestReading reading = read_manifest(json);
  if (reading.manifest) return *std::move(reading.manifest);
  std::string message = "manifest";
  for (std::size_t i = 0; i < reading.problems.size(); ++i) {
    const auto& problem = reading.problems[i];
    message += i == 0 ? ": " : "; ";
    if (!problem.path.empty()) message += problem.path + ": ";
    message += problem.message;
  }
  return Error{ErrorKind::refused, std::move(message)};
}

}  // namespace ingot::plugin
