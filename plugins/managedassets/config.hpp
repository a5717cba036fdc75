// Config: vendor.config of a job as typed values. The host has checked it against the manifest;
// what is checked again here is what a session could not work with. Secrets are names, never
// values. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/kit/parsed.hpp>

#include "plugins/managedassets/kit.hpp"

namespace ingot::managedassets {

// Name and JSON text of a scalar; the service takes one level only (managedassets.md 2.1).
using Metadata = std::vector<std::pair<std::string, std::string>>;

struct OAuth {
  std::string client_id, audience, token_url;
};

// How to see that the service has fetched a URI: GET answers 202 no more, and a member that the job
// names says so; none is documented.
struct Poll {
  std::string member;            // empty: the status alone tells
  std::set<std::string> ready;   // empty: the member being there is enough
  std::set<std::string> failed;  // values after which waiting is in vain
  std::int64_t every_ms = 5000, timeout_ms = 1'800'000;
};

// What the members of an answer are called; the documentation shows no answer.
struct Names {
  std::string id = "id", expires_on = "expiresOn", metadata = "metadata", size = "size";
};

struct Config {
  std::string base_url;        // no slash at the end
  std::optional<OAuth> oauth;  // absent: a bearer token from the secret "token"
  std::uint64_t max_bytes = 0;
  std::uint64_t warn_bytes = 0;  // sizes above are told; 0: none
  bool is_managed = true;        // assets made from a URI
  bool is_metadata_only = false;
  bool has_expires = false, has_asset_id = false;  // templates, rendered for each item
  Metadata metadata;
  std::string join = ", ";
  std::string ingest_key = "ingestKey", attempt_key = "ingestAttempt";  // either may be empty
  std::string query_by_metadata;  // path with {key} and {value}, or empty
  bool has_typed_part = true;     // the form's metadata part says that it is JSON
  std::string patch_type = "application/json";
  std::optional<Poll> poll;
  Names names;
  std::int64_t answer_timeout_ms = 600'000;
  std::string lifecycle_to, lifecycle_expires;
  bool is_purging = false;
  bool leaves_unpermitted = true;  // lifecycle.if_not_permitted: leave
};

Parsed<Config> parse_config(std::string_view json);

}  // namespace ingot::managedassets
