// Wire text: which characters may stand in the places of an HTTP request that a plugin fills, and
// in the names it uses. Pure predicates over untrusted bytes; thread-safe.
#pragma once

#include <string_view>

namespace ingot::plugin {

// RFC 7230 3.2.6: methods and header names. Not empty.
bool is_http_token(std::string_view text);
// A piece of a URL: UTF-8 without spaces and controls. May be empty.
bool is_url_text(std::string_view text);
// A piece of a header value: UTF-8 without controls other than tab. May be empty.
bool is_header_text(std::string_view text);
// Secrets and credentials: letters, digits, "_", "-", ".". Not empty.
bool is_plain_name(std::string_view text);
// UTF-8 without any control character. May be empty.
bool is_single_line(std::string_view text);
// RFC 6901, at least one reference token: "/access_token".
bool is_json_pointer(std::string_view text);
// Headers that frame the request or steer the connection belong to the host: a plugin that sets one
// could make two requests of one. Any case.
bool is_host_header(std::string_view name);

// "md5", "sha256", "crc32c".
bool is_known_digest(std::string_view name);
// "md5/base64": a known digest and "hex" or "base64".
bool is_digest_format(std::string_view text);

}  // namespace ingot::plugin
