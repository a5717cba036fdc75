// Config: vendor.config of a job as typed values, and what it says about the wire. The host has
// checked it against the manifest; checked again is what a session could not work with. A value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/parsed.hpp>

#include "plugins/sessionupload/kit.hpp"

namespace ingot::sessionupload {

// What happens when the asset exists: erased and replaced; an upload that was begun goes on; an
// error (create-only; the API's `Cancel` never cancels anything, see its cancel route); replaced as
// an asset.
enum class Overwrite { replace, resume, create_only, asset_replace };

// What the job says about a file the vendor has already: nothing, so that `overwrite` decides; pass it
// over; refuse it. Both ask the vendor, by starting uploads create-only.
enum class IfExists { as_overwrite, skip, fail };

inline constexpr std::uint64_t kMostParts = 10'000;  // of S3, which is behind the URLs
inline constexpr std::uint64_t kMebibyte = 1 << 20;
inline constexpr std::uint64_t kSmallestChunk =
    5 * kMebibyte;  // said of anonymous uploads; S3's too
inline constexpr std::uint64_t kLargestChunk = 5 * 1024 * kMebibyte;

struct Config {
  std::string base_url;                 // no slash at the end
  std::string api_path = "/api";        // before every route
  std::string route_prefix = "/asset";  // before /upload of the calls that upload
  // Absent: a bearer token from the secret "token".
  bool has_login = false;
  std::string username, application_id;
  Overwrite overwrite = Overwrite::replace;
  IfExists if_exists = IfExists::as_overwrite;
  bool is_lower_case = false;  // spelling of the overwrite option
  bool is_bare_etag = false;   // confirm parts without the quotes of the store
  std::uint64_t chunk_size = 8 * kMebibyte;
  std::uint64_t min_size = 1;  // smaller files are refused before anything is sent
  std::string parent_id;       // as written; rendered for each item in ItemFields
  std::vector<std::string> replace_options;
  std::int64_t poll_every_ms = 2000;         // grows to ten times as much
  std::int64_t poll_timeout_ms = 3'600'000;  // an hour: transcoding of video takes long
  std::string lifecycle_to = "available";
  bool must_be_permitted = false;  // lifecycle.if_not_permitted: fail

  // The option as the API wants it.
  std::string wire_word(Overwrite overwrite) const;
};

Parsed<Config> parse_config(std::string_view json);

// The chunk size to announce for a file: the configured one, raised in whole MiB until 10 000 parts
// suffice.
std::uint64_t chunk_for(std::uint64_t size, std::uint64_t configured);

}  // namespace ingot::sessionupload
