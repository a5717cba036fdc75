// How an emulated managed-assets service behaves where deployments differ or the documentation is
// silent. A value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <ingot/lab/object_store.hpp>

namespace ingot::lab {

enum class Environment : std::uint8_t { kProduction, kNonProduction };  // 8 or 4 GB a file

enum class Gigabyte : std::uint8_t { kBinary, kDecimal };  // 2^30 or 10^9 bytes

enum class Fetching : std::uint8_t {
  kAtOnce,  // a managed URI is fetched before the create is answered
  kLater    // the create is a 202, and the content appears some GETs or some time afterwards
};

enum class FailedFetch : std::uint8_t {
  kShown,   // the asset stays without content and says `fetchError`
  kRemoved  // the asset is gone: 404
};

enum class Presence : std::uint8_t { kPresent, kAbsent };
enum class CreateReply : std::uint8_t { kBody, kLocationOnly };
enum class FetchedETag : std::uint8_t { kKept, kChanged };
enum class ManagedRule : std::uint8_t { kRequiredWithUri, kDefaultsToTrue };
enum class ManagedSpelling : std::uint8_t { kText, kBoolean };
enum class MetadataPart : std::uint8_t { kJsonTyped, kAnyType };

// What becomes of form fields that come behind the file.
enum class LateFields : std::uint8_t { kTaken, kDropped, kRefused };
// What a PUT without metadata does to the metadata there was.
enum class PutMetadata : std::uint8_t { kReplaced, kKept };
// Can assets be found by metadata? Documented as possible, its syntax is not.
enum class MetadataQuery : std::uint8_t { kOff, kOn };

struct ManagedAssetsOptions {
  std::string origin = "http://assets.test";  // scheme://authority this service is known by
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};  // kKeep: each file is written there, named by its sha256
  std::uint64_t seed = 1;

  std::vector<std::string> static_tokens = {"lab-token"};
  std::vector<std::string> read_only_tokens = {};  // may GET; everything else is a 403
  std::string client_id = "lab-client";
  std::string client_secret = "lab-secret";
  std::string audience = "https://api.cimpress.io/";  // managedassets.md 2.1, Auth
  std::int64_t access_token_ttl_ms = 86'400'000;

  Environment environment = Environment::kProduction;
  Gigabyte gigabyte = Gigabyte::kBinary;           // managedassets.md 2.2
  std::optional<std::uint64_t> largest_file = {};  // bytes; instead of the environment's
  std::uint64_t smallest_file = 1;                 // bytes; empty files are left open there
  LateFields late_fields = LateFields::kTaken;     // the order is "recommended" only
  MetadataPart metadata_part = MetadataPart::kJsonTyped;
  ManagedRule managed_rule = ManagedRule::kRequiredWithUri;

  // Nothing is really fetched: this is what the web would answer. nullopt is a 404.
  std::map<std::string, std::optional<std::uint64_t>> uris = {};
  std::optional<std::uint64_t> other_uris = 1024;  // bytes of every URI that is not listed
  Fetching fetching = Fetching::kAtOnce;
  std::uint32_t pending_gets = 2;      // so many GETs find a fetch under way ...
  std::int64_t fetch_takes_ms = 0;     // ... and more while it is younger than this
  std::uint32_t fail_fetch_every = 0;  // each so-many-th fetch fails; 0: none
  int pending_status = 202;            // of a GET meanwhile
  FailedFetch failed_fetch = FailedFetch::kShown;
  FetchedETag fetched_etag = FetchedETag::kKept;

  int create_status = 201;
  CreateReply create_reply = CreateReply::kBody;
  Presence create_etag = Presence::kPresent;
  int update_status = 200;  // 204: without a body
  int missing_precondition = 428;
  PutMetadata put_metadata = PutMetadata::kReplaced;
  ManagedSpelling managed_spelling = ManagedSpelling::kText;
  std::string expiry_name = "expiresOn";  // one page of the vendor writes expiredOn
  MetadataQuery metadata_query = MetadataQuery::kOff;
  std::int64_t searchable_after_ms = 0;  // new assets stay out of queries for so long

  // Bytes a file may have.
  std::uint64_t file_limit() const {
    const std::uint64_t unit = gigabyte == Gigabyte::kBinary ? 1ULL << 30 : 1'000'000'000ULL;
    return largest_file.value_or((environment == Environment::kProduction ? 8 : 4) * unit);
  }
};

}  // namespace ingot::lab
