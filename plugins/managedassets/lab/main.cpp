// ingot-lab-managedassets: the emulator as a program. Its flags turn into ManagedAssetsOptions here
// and nowhere else.
#include <optional>
#include <utility>

#include <ingot/lab/flag_value.hpp>
#include <ingot/lab/lab_main.hpp>

#include "plugins/managedassets/lab/managedassets_emulator.hpp"

namespace {

using namespace ingot::lab;

// "4096" or "missing".
bool read_size(const std::string& text, std::optional<std::uint64_t>& into) {
  into.reset();
  if (text == "missing") return true;
  std::uint64_t size = 0;
  if (!read_number(text, size)) return false;
  into = size;
  return true;
}

// "https://host/file=4096": the last = counts, for URLs may have some of their own.
bool read_uri(const std::string& text, ManagedAssetsOptions& options) {
  const std::size_t equals = text.rfind('=');
  if (equals == text.npos || equals == 0) return false;
  return read_size(text.substr(equals + 1), options.uris[text.substr(0, equals)]);
}

// False: the value does not fit the flag. nullopt: the flag is none of these.
std::optional<bool> take_access(const std::string& name, const std::string& value,
                                ManagedAssetsOptions& options) {
  if (name == "--token-ttl") return read_duration(value, options.access_token_ttl_ms);
  if (name == "--token")
    options.static_tokens.push_back(value);
  else if (name == "--read-only-token")
    options.read_only_tokens.push_back(value);
  else if (name == "--client-id")
    options.client_id = value;
  else if (name == "--client-secret")
    options.client_secret = value;
  else if (name == "--audience")
    options.audience = value;
  else
    return std::nullopt;
  return true;
}

std::optional<bool> take_intake(const std::string& name, const std::string& value,
                                ManagedAssetsOptions& options) {
  if (name == "--environment") {
    return read_word(value, {"production", Environment::kProduction},
                               {"non-production", Environment::kNonProduction},
                               options.environment);
  }
  if (name == "--gigabyte") {
    return read_word(value, {"binary", Gigabyte::kBinary}, {"decimal", Gigabyte::kDecimal},
                            options.gigabyte);
  }
  if (name == "--largest-file") return read_number(value, options.largest_file.emplace());
  if (name == "--smallest-file") return read_number(value, options.smallest_file);
  if (name == "--late-fields") {
    if (value == "refused") {
      options.late_fields = LateFields::kRefused;
      return true;
    }
    return read_word(value, {"taken", LateFields::kTaken},
                              {"dropped", LateFields::kDropped}, options.late_fields);
  }
  if (name == "--metadata-part") {
    return read_word(value, {"json", MetadataPart::kJsonTyped},
                                {"any", MetadataPart::kAnyType}, options.metadata_part);
  }
  if (name == "--managed-with-uri") {
    return read_word(value, {"required", ManagedRule::kRequiredWithUri},
                               {"default", ManagedRule::kDefaultsToTrue}, options.managed_rule);
  }
  return std::nullopt;
}

std::optional<bool> take_fetching(const std::string& name, const std::string& value,
                                  ManagedAssetsOptions& options) {
  if (name == "--uri") return read_uri(value, options);
  if (name == "--other-uris") return read_size(value, options.other_uris);
  if (name == "--fetch") {
    return read_word(value, {"at-once", Fetching::kAtOnce}, {"later", Fetching::kLater},
                            options.fetching);
  }
  if (name == "--pending-gets") return read_number(value, options.pending_gets);
  if (name == "--fetch-takes") return read_duration(value, options.fetch_takes_ms);
  if (name == "--fail-fetch-every") return read_number(value, options.fail_fetch_every);
  if (name == "--pending-status") {
    return read_word(value, {"202", 202}, {"200", 200}, options.pending_status);
  }
  if (name == "--failed-fetch") {
    return read_word(value, {"shown", FailedFetch::kShown},
                               {"removed", FailedFetch::kRemoved}, options.failed_fetch);
  }
  if (name == "--etag-after-fetch") {
    return read_word(value, {"kept", FetchedETag::kKept},
                               {"changed", FetchedETag::kChanged}, options.fetched_etag);
  }
  return std::nullopt;
}

std::optional<bool> take_answers(const std::string& name, const std::string& value,
                                 ManagedAssetsOptions& options) {
  if (name == "--create-status") {
    return read_word(value, {"201", 201}, {"200", 200}, options.create_status);
  }
  if (name == "--create-reply") {
    return read_word(value, {"body", CreateReply::kBody},
                               {"location", CreateReply::kLocationOnly}, options.create_reply);
  }
  if (name == "--create-etag") {
    return read_word(value, {"present", Presence::kPresent}, {"absent", Presence::kAbsent},
                            options.create_etag);
  }
  if (name == "--update-status") {
    return read_word(value, {"200", 200}, {"204", 204}, options.update_status);
  }
  if (name == "--missing-precondition") {
    return read_word(value, {"428", 428}, {"400", 400}, options.missing_precondition);
  }
  if (name == "--put-metadata") {
    return read_word(value, {"replaced", PutMetadata::kReplaced},
                               {"kept", PutMetadata::kKept}, options.put_metadata);
  }
  if (name == "--managed-as") {
    return read_word(value, {"text", ManagedSpelling::kText},
                                   {"boolean", ManagedSpelling::kBoolean},
                                   options.managed_spelling);
  }
  if (name == "--expiry-name") {
    return read_word(value, {"expiresOn", "expiresOn"}, {"expiredOn", "expiredOn"},
                               options.expiry_name);
  }
  if (name == "--metadata-query") {
    return read_word(value, {"off", MetadataQuery::kOff}, {"on", MetadataQuery::kOn},
                                 options.metadata_query);
  }
  if (name == "--searchable-after") return read_duration(value, options.searchable_after_ms);
  return std::nullopt;
}

bool take_flag(const std::string& name, const std::string& value, ManagedAssetsOptions& options) {
  for (const auto take : {take_access, take_intake, take_fetching, take_answers}) {
    if (const std::optional<bool> fits = take(name, value, options)) return *fits;
  }
  return false;
}

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  ManagedAssetsOptions options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  if (settings.flags.contains("--token")) options.static_tokens.clear();
  for (const auto& [name, value] : settings.flags) {
    if (!take_flag(name, value, options))
      return Problem{name + " " + value + ": not a value of this flag"};
  }
  return std::unique_ptr<Service>(
      std::make_unique<ManagedAssetsEmulator>(std::move(options), clock));
}

const std::vector<LabFlag>& flags() {
  static const std::vector<LabFlag> kFlags{
      {"--token", "TEXT", "a bearer token that is accepted; may be repeated (lab-token)"},
      {"--read-only-token", "TEXT", "one that may only GET; may be repeated"},
      {"--client-id", "TEXT", "of the OAuth client (lab-client)"},
      {"--client-secret", "TEXT", "of the OAuth client (lab-secret)"},
      {"--audience", "TEXT", "that tokens are asked for (https://api.cimpress.io/)"},
      {"--token-ttl", "DURATION", "life of access tokens (24h)"},
      {"--environment", "production|non-production", "files up to 8 or 4 GB (production)"},
      {"--gigabyte", "binary|decimal", "2^30 or 10^9 bytes (binary)"},
      {"--largest-file", "BYTES", "instead of the environment's limit"},
      {"--smallest-file", "BYTES", "0 lets empty files in (1)"},
      {"--late-fields", "taken|dropped|refused", "fields behind the file (taken)"},
      {"--metadata-part", "json|any", "Content-Type of that form part (json)"},
      {"--managed-with-uri", "required|default", "may managed be left out (required)"},
      {"--uri", "URI=BYTES|missing", "what fetching it gives; may be repeated"},
      {"--other-uris", "BYTES|missing", "what fetching any other URI gives (1024)"},
      {"--fetch", "at-once|later", "is a managed URI fetched before the answer (at-once)"},
      {"--pending-gets", "N", "GETs that find a later fetch under way (2)"},
      {"--fetch-takes", "DURATION", "a later fetch is under way so long at least (0s)"},
      {"--fail-fetch-every", "N", "each N-th fetch fails; 0: none (0)"},
      {"--pending-status", "202|200", "of a GET while the fetch is under way (202)"},
      {"--failed-fetch", "shown|removed", "does the asset stay when its fetch fails (shown)"},
      {"--etag-after-fetch", "kept|changed", "does arriving content change the ETag (kept)"},
      {"--create-status", "201|200", "of a create that is done (201)"},
      {"--create-reply", "body|location", "the asset, or only where it is (body)"},
      {"--create-etag", "present|absent", "does a create answer the ETag (present)"},
      {"--update-status", "200|204", "of PUT, PATCH and restore (200)"},
      {"--missing-precondition", "428|400", "without If-Match and If-None-Match (428)"},
      {"--put-metadata", "replaced|kept", "by a PUT without metadata (replaced)"},
      {"--managed-as", "text|boolean", "in replies (text)"},
      {"--expiry-name", "expiresOn|expiredOn", "in replies (expiresOn)"},
      {"--metadata-query", "off|on", "GET /v1/assets?metadata.<key>=<value> (off)"},
      {"--searchable-after", "DURATION", "new assets are not found earlier (0s)"}};
  return kFlags;
}

// What fits the flags' defaults; the short polls keep the lab's jobs from being waited for.
constexpr const char* kExample = R"(vendor:
  plugin: managedassets
  base_url: ${params.address}
  config:
    token: { secret: "exec:echo lab-token" }
    environment: production
)";

}  // namespace

int main(int argc, char** argv) {
  return lab_main(
      argc, argv,
      {"ingot-lab-managedassets",
       "the managed-assets service on this machine, for tests and demonstrations", flags(), make,
       "15m", kExample});
}
