// RequestHead: the few facts of an HTTP/1.1 request head that decide what the sink does. Not a
// general parser: what it does not need it skips, and it trusts its clients not to attack it.
// Pure functions and values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::sink {

struct RequestHead {
  std::string method, path;   // path: as sent, without the query
  std::string query;          // as sent, without the question mark
  std::uint64_t length = 0;   // of the body on the wire
  std::uint64_t payload = 0;  // without aws-chunked framing; else the same as length
  std::string content_md5;    // base64, or empty
  bool has_sha256 = false;    // x-amz-content-sha256 is a digest, not a word
  bool has_checksum = false;  // x-amz-checksum-* as header or announced trailer
  bool is_chunked = false;    // Transfer-Encoding, which S3 does not take either
  bool expects_continue = false, is_last = false;

  // Value of a query parameter, undecoded; empty for one without a value, nullopt for none.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// `text` ends with the empty line. nullopt: no HTTP/1.1 request.
std::optional<RequestHead> parse_request_head(std::string_view text);

}  // namespace ingot::sink
