// Url: the parts of an http or https URL that a connection needs, as unchanged pieces of the given
// bytes. Not a general URI parser: nothing is decoded, encoded or normalised. A value; no thread
// rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::net {

enum class Scheme { http, https };

struct Url {
  Scheme scheme = Scheme::http;
  std::string host;  // for connecting: lower case, an IPv6 literal without brackets
  std::uint16_t port = 0;
  std::string authority;  // the bytes between "//" and the path, for the Host header
  std::string target;     // the bytes from the path on; "/" put in front when the path is missing

  // "https://host:port": names the place in messages; holds no path and no query, which may be
  // secret.
  std::string origin() const;
  bool is_ip_literal() const;
};

// invalid for: another scheme, no host, userinfo, control characters, spaces, a fragment, a bad
// port, a bad address. The error names the fault but holds no more of the URL than its host.
Result<Url> parse_url(std::string_view text);

}  // namespace ingot::net
