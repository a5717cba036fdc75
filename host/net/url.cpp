#include "host/net/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "host/base/text.hpp"

namespace ingot::net {
namespace {

Error invalid(std::string message) {
  return Error{ErrorKind::invalid, "url: " + std::move(message)};
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

bool is_address(int family, const std::string& text) {
  std::array<unsigned char, 16> parsed{};
  return inet_pton(family, text.c_str(), parsed.data()) == 1;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

// Spaces and controls would split the request line; everything else travels as given.
bool breaks_request_line(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F;
}

Result<std::uint16_t> parse_port(std::string_view text, Scheme scheme) {
  if (text.empty()) return static_cast<std::uint16_t>(scheme == Scheme::http ? 80 : 443);
  unsigned port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535) {
    return invalid("port is not a number from 1 to 65535");
  }
  return static_cast<std::uint16_t>(port);
}

struct HostAndPort {
  std::string_view host;
  std::string_view port;
  bool is_bracketed = false;
};

Result<HostAndPort> split_authority(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return invalid("address has no closing bracket");
    const auto rest = authority.substr(end + 1);
    if (!rest.empty() && rest[0] != ':') return invalid("text after the address in brackets");
    return HostAndPort{authority.substr(1, end - 1), rest.empty() ? rest : rest.substr(1), true};
  }
  const auto colon = authority.find(':');
  if (colon == std::string_view::npos) return HostAndPort{authority, {}, false};
  return HostAndPort{authority.substr(0, colon), authority.substr(colon + 1), false};
}

Result<std::string> parse_host(const HostAndPort& parts) {
  if (parts.host.empty()) return invalid("no host");
  std::string host = lower(parts.host);
  if (parts.is_bracketed) {
    if (!is_address(AF_INET6, host)) return invalid("not an IPv6 address in brackets");
    return host;
  }
  if (host.size() > 253) return invalid("host is longer than 253 characters");
  if (!std::all_of(host.begin(), host.end(), is_host_character)) {
    return invalid("host `" + printable(host) + "` has characters that no host name has");
  }
  return host;
}

}  // namespace

std::string Url::origin() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  return std::string(scheme == Scheme::http ? "http://" : "https://") +
         (is_v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

bool Url::is_ip_literal() const {
  return is_address(AF_INET, host) || is_address(AF_INET6, host);
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  const auto scheme_end = text.find("://");
  const std::string scheme = lower(text.substr(0, std::min<std::size_t>(scheme_end, 6)));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return invalid("must start with http:// or https://");
  }
  url.scheme = scheme == "http" ? Scheme::http : Scheme::https;
  const std::string_view rest = text.substr(scheme_end + 3);
  if (std::any_of(rest.begin(), rest.end(), breaks_request_line)) {
    return invalid("holds a space or a control character; it must be percent-encoded");
  }
  if (rest.find('#') != std::string_view::npos) {
    return invalid("holds a fragment; a # that belongs to a name must be written %23");
  }
  const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) {
    return invalid("holds a user name or password; credentials do not belong into a URL");
  }
  INGOT_TRY(const HostAndPort parts, split_authority(authority));
  INGOT_TRY(url.host, parse_host(parts));
  INGOT_TRY(url.port, parse_port(parts.port, url.scheme));
  url.authority = authority;
  url.target = rest.substr(authority_end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

}  // namespace ingot::net
