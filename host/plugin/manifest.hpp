// Manifest: what a plugin says about itself without being run: identity, ABI range, operations,
// limits, secrets and the JSON Schema of its config. Read from JSON in one pass that names every
// problem. Values; no thread rule.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugin/version.hpp"

namespace ingot::plugin {

// The numbers are INGOT_OP_*.
enum class Operation : std::uint32_t { login = 1, discover, validate, transfer, lifecycle, abort, verify, estimate };
std::string_view to_string(Operation operation);

// Who decides how a file is cut: the host within the limits, the vendor's server, nobody (always
// one part), or there are no bytes at all.
enum class PartPlanning { client, server, single, none };

inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// How many requests of one kind an account may make.
struct Rate {
  std::uint32_t per_minute = 0;
  std::string key;  // integer config key that sets another number, or empty
};

// All bounds are inclusive; sizes are bytes. Defaults limit nothing.
struct Limits {
  std::uint64_t part_min = 1;  // of every part but the last
  std::uint64_t part_max = kNoLimit;
  std::uint64_t parts_max = 10'000;     // S3's and its descendants'
  std::uint64_t single_max = kNoLimit;  // a larger file must have several parts
  std::uint64_t single_below = 0;       // a smaller file must be a single part
  std::uint64_t size_min = 0;
  std::uint64_t size_max = kNoLimit;
  std::uint32_t batch_max = 1;        // items of one session
  std::string batch_key;              // integer config key that may lower batch_max, or empty
  std::uint32_t in_flight = 0;        // requests of one account at once; 0 = the vendor sets none
  std::uint32_t rate_per_minute = 0;  // requests of one account; 0 = none
  std::map<std::string, Rate> rates;  // of requests that name one, beside rate_per_minute
};

struct Credential {
  std::string when;   // used when this config path is present; empty = always
  std::string token;  // the secret that LOGIN captures
};

// Where a secret may be written and to whom it may go.
struct SecretRule {
  bool may_be_in_url = false, may_be_in_body = false;
  std::vector<std::string> headers;  // names, lower case
  std::vector<std::string>
      hosts;  // config paths that hold URLs; their hosts are the only receivers
};

struct AbiVersion {
  std::uint32_t major = 0, minor = 0;
  // As ingot/plugin.h packs it.
  static AbiVersion of(std::uint32_t packed) { return {packed >> 16, packed & 0xFFFFu}; }
  std::string to_string() const;
  friend auto operator<=>(const AbiVersion&, const AbiVersion&) = default;
};

struct Manifest {
  std::string id, name, title;
  Version version;
  AbiVersion abi_min{1, 0}, abi_max{1, 0};
  std::set<Operation> operations;
  Limits limits;
  PartPlanning part_planning = PartPlanning::client;
  std::vector<std::string> digests;  // "md5", "sha256", "crc32c": what the vendor checks
  std::map<std::string, Credential> credentials;
  std::map<std::string, SecretRule> secrets;
  std::vector<std::string> lifecycle_targets;
  std::vector<std::string> if_exists;  // what the plugin itself does about what exists: skip, new_version, replace, fail
  std::string config_schema = "{\"type\":\"object\"}";  // JSON text
  std::string sha256;  // of the manifest's text, hex: identifies it in records

  bool supports(Operation operation) const { return operations.contains(operation); }
};

struct ManifestProblem {
  std::string path;  // "limits.part_min", "secrets.token.in[0]"; empty for the document itself
  std::string message;
};

// `manifest` is there exactly when there are no problems.
struct ManifestReading {
  std::optional<Manifest> manifest;
  std::vector<ManifestProblem> problems;
};

inline constexpr std::size_t kMaxManifestBytes = 1u << 20;

// Checks types, ranges, unknown keys (those starting with "x-" are left to others) and what refers
// to what.
ManifestReading read_manifest(std::string_view json);
// The same as one error: all problems joined.
Result<Manifest> parse_manifest(std::string_view json);

}  // namespace ingot::plugin
