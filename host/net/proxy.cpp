#include "host/net/proxy.hpp"

#include <arpa/inet.h>

#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <sstream>
#include <string_view>

namespace ingot::net {
namespace {

struct Address {
  int family = AF_UNSPEC;  // AF_UNSPEC: not an address
  std::array<unsigned char, 16> bytes{};
  std::span<const unsigned char> used() const {
    return std::span(bytes).first(family == AF_INET ? 4 : 16);
  }
};

Address parse_address(const std::string& text) {
  Address address;
  for (const int family : {AF_INET, AF_INET6}) {
    if (inet_pton(family, text.c_str(), address.bytes.data()) == 1) {
      address.family = family;
      return address;
    }
  }
  return address;
}

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const Address address = parse_address(host);
  if (address.family == AF_INET) return address.bytes[0] == 127;
  return address.family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(address.bytes.data());
}

bool is_in_network(const Address& address, const Address& network, unsigned bits) {
  if (address.family == AF_UNSPEC || address.family != network.family) return false;
  const auto all = address.used();
  if (bits > all.size() * 8) return false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const unsigned here =
        std::min<unsigned>(8, bits - std::min<unsigned>(bits, static_cast<unsigned>(i) * 8));
    const auto mask = static_cast<unsigned char>(0xFF00u >> here);
    if ((all[i] & mask) != (network.bytes[i] & mask)) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// One no_proxy entry against an origin; a name also stands for all names below it.
bool exempts(std::string entry, const Url& origin) {
  if (entry == "*") return true;
  const Address address = parse_address(origin.host);
  if (const auto slash = entry.find('/'); slash != std::string::npos) {
    unsigned bits = 0;
    const char* const end = entry.data() + entry.size();
    const auto read = std::from_chars(entry.data() + slash + 1, end, bits);
    if (read.ec != std::errc() || read.ptr != end) return false;
    return is_in_network(address, parse_address(entry.substr(0, slash)), bits);
  }
  const bool is_bare_address =
      parse_address(entry).family != AF_UNSPEC;  // its colons are not a port's
  if (const auto colon = entry.rfind(':');
      !is_bare_address && colon != std::string::npos && !entry.ends_with(']')) {
    if (entry.substr(colon + 1) != std::to_string(origin.port)) return false;
    entry.resize(colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  const Address exempt = parse_address(entry);
  if (exempt.family != AF_UNSPEC) {
    return is_in_network(address, exempt, exempt.family == AF_INET ? 32 : 128);
  }
  if (entry.starts_with('.')) entry.erase(0, 1);
  return !entry.empty() && (origin.host == entry || origin.host.ends_with("." + entry));
}

bool is_exempt(std::string_view list, const Url& origin) {
  if (is_loopback(origin.host)) return true;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    const std::string entry = lower(trim(list.substr(0, comma)));
    if (!entry.empty() && exempts(entry, origin)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

Result<std::string> decoded(std::string_view text, const char* variable) {
  std::string plain;
  try {
    Poco::URI::decode(std::string(text), plain);
  } catch (const Poco::Exception&) {
    return Error{ErrorKind::invalid,
                 std::string(variable) + ": user or password is badly percent-encoded"};
  }
  return plain;
}

Result<std::string> basic_authorization(std::string_view userinfo, const char* variable) {
  INGOT_TRY(std::string plain, decoded(userinfo, variable));
  if (plain.find(':') == std::string::npos) plain += ':';
  std::ostringstream out;
  Poco::Base64Encoder encoder(out);
  encoder.rdbuf()->setLineLength(0);
  encoder << plain;
  encoder.close();
  return "Basic " + out.str();
}

Result<Proxy> parse_proxy(std::string_view setting, const char* variable) {
  std::string text(trim(setting));
  if (text.find("://") == std::string::npos) text.insert(0, "http://");
  if (!lower(text.substr(0, 7)).starts_with("http://")) {
    return Error{ErrorKind::invalid,
                 std::string(variable) + ": only http:// proxies are supported"};
  }
  Proxy proxy;
  std::string place = text.substr(7);
  place.resize(std::min(place.find('/'), place.size()));
  if (const auto at = place.rfind('@'); at != std::string::npos) {
    INGOT_TRY(proxy.authorization,
              basic_authorization(std::string_view(place).substr(0, at), variable));
    place.erase(0, at + 1);
  }
  auto url = parse_url("http://" + place);
  if (!url) return url.error().within(variable);
  proxy.host = url->host;
  proxy.port = url->port;
  return proxy;
}

}  // namespace

Result<std::optional<Proxy>> proxy_for(const ProxySettings& settings, const Url& origin) {
  const bool is_plain = origin.scheme == Scheme::http;
  const std::string& setting = is_plain ? settings.http_proxy : settings.https_proxy;
  if (trim(setting).empty() || is_exempt(settings.no_proxy, origin)) return std::optional<Proxy>();
  INGOT_TRY(Proxy proxy, parse_proxy(setting, is_plain ? "http_proxy" : "https_proxy"));
  return std::optional<Proxy>(std::move(proxy));
}

}  // namespace ingot::net
