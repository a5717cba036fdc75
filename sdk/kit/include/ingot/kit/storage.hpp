// What the object store behind pre-signed upload URLs says: when a URL ends, what an XML error means,
// what an ETag is. S3 rules (cross_vendor.md 3.1). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::kit {

// The last moment at which a request with this URL should leave, on our clock, or empty when the
// URL does not tell. `received_ms`: when we got it. A store whose clock disagrees with ours is
// believed about the length of the life, not about its end.
std::optional<std::int64_t> url_deadline(const std::string& url, std::int64_t received_ms);

enum class StoreError {
  url_expired,  // ask for a new URL, send the part again
  upload_gone,  // the multipart upload is no longer there
  bad_bytes,    // what arrived is not what was announced: send the part again
  refused,      // too big, too small, no such bucket: sending again does not help
  not_storage   // not an answer of an object store
};
StoreError judge_store_error(std::uint32_t status, std::string_view body);

// The ETag as a completion wants it: without W/ and quotes; empty when there is none.
std::string bare_etag(std::string_view header);

// 32 hex digits as the base64 of the 16 bytes they stand for (RFC 1864); empty for anything else.
std::string md5_base64(std::string_view hex);

}  // namespace ingot::kit
