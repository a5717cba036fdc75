#include "host/job/base_url.hpp"

#include <algorithm>

#include "host/job/literal.hpp"

namespace ingot::job {
namespace {

Error invalid(std::string_view text, std::string_view why) {
  // Text before an @ may hold a password and is not repeated.
  const bool may_show = text.find('@') == std::string_view::npos;
  const std::string shown =
      may_show ? std::string(text.substr(0, 80)) : "…" + std::string(text.substr(text.rfind('@')));
  return Error{ErrorKind::invalid, "`" + shown + "` is not a usable URL: " + std::string(why)};
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

bool is_address_character(char c) {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return result;
}

bool is_port(std::string_view text) {
  const auto number = parse_integer(text);
  return number && *number >= 1 && *number <= 65535;
}

// Splits "host:port" or "[v6]:port"; the port may be missing, with its colon.
bool split_authority(std::string_view authority, std::string& host) {
  const bool is_v6 = authority.starts_with('[');
  const std::size_t end =
      is_v6 ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos) return false;
  host = lowered(authority.substr(is_v6 ? 1 : 0, end - (is_v6 ? 1 : 0)));
  std::string_view rest = authority.substr(is_v6 ? end + 1 : end);
  if (!rest.empty() && (rest[0] != ':' || !is_port(rest.substr(1)))) return false;
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), is_v6 ? is_address_character : is_host_character);
}

}  // namespace

bool BaseUrl::is_loopback() const {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

Result<BaseUrl> parse_base_url(std::string_view text) {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
  };
  if (!std::all_of(text.begin(), text.end(), is_plain))
    return invalid(text, "spaces and characters outside ASCII must be encoded");
  const std::size_t scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos)
    return invalid(text, "it must begin with https:// or http://");
  const std::string_view scheme = text.substr(0, scheme_end);
  if (scheme != "https" && scheme != "http")
    return invalid(text, "it must begin with https:// or http://");
  const std::string_view rest = text.substr(scheme_end + 3);
  if (rest.find_first_of("?#") != std::string_view::npos)
    return invalid(text, "no query and no fragment belong here");
  const std::string_view authority = rest.substr(0, rest.find('/'));
  if (authority.find('@') != std::string_view::npos)
    return invalid(text, "no user name or password belongs here");
  BaseUrl url;
  if (!split_authority(authority, url.host)) return invalid(text, "the host or port is wrong");
  url.is_encrypted = scheme == "https";
  url.text = std::string(text);
  while (url.text.ends_with('/')) url.text.pop_back();
  return url;
}

}  // namespace ingot::job
