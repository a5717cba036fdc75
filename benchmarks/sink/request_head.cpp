#include "benchmarks/sink/request_head.hpp"

#include <algorithm>
#include <charconv>

namespace ingot::sink {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool is_checksum(std::string_view name) {
  constexpr std::string_view kPrefix = "x-amz-checksum-";
  return name.size() > kPrefix.size() && same_name(name.substr(0, kPrefix.size()), kPrefix);
}

void take_header(std::string_view name, std::string_view value, RequestHead& head) {
  if (same_name(name, "content-length")) head.length = number(value);
  if (same_name(name, "x-amz-decoded-content-length")) head.payload = number(value);
  if (same_name(name, "content-md5")) head.content_md5 = value;
  if (same_name(name, "x-amz-content-sha256")) head.has_sha256 = value.size() == 64;
  if (same_name(name, "transfer-encoding")) head.is_chunked = true;
  if (same_name(name, "expect")) head.expects_continue = true;
  if (same_name(name, "connection")) head.is_last = same_name(value, "close");
  if (is_checksum(name) || (same_name(name, "x-amz-trailer") && is_checksum(value)))
    head.has_checksum = true;
}

}  // namespace

std::optional<std::string_view> RequestHead::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    const auto equals = one.find('=');
    if (one.substr(0, equals) != name) continue;
    return equals == one.npos ? std::string_view() : one.substr(equals + 1);
  }
  return std::nullopt;
}

std::optional<RequestHead> parse_request_head(std::string_view text) {
  const std::string_view line = text.substr(0, text.find("\r\n"));
  const auto target = line.find(' ');
  const auto version = line.rfind(' ');
  if (target == line.npos || version == target || line.substr(version + 1) != "HTTP/1.1")
    return std::nullopt;
  RequestHead head;
  head.method = line.substr(0, target);
  const std::string_view url = line.substr(target + 1, version - target - 1);
  const auto question = url.find('?');
  head.path = url.substr(0, question);
  if (question != url.npos) head.query = url.substr(question + 1);
  text.remove_prefix(line.size() + 2);
  for (auto end = text.find("\r\n"); end != 0 && end != text.npos; end = text.find("\r\n")) {
    const std::string_view field = text.substr(0, end);
    const auto colon = field.find(':');
    if (colon == field.npos) return std::nullopt;
    take_header(field.substr(0, colon), trimmed(field.substr(colon + 1)), head);
    text.remove_prefix(end + 2);
  }
  if (head.payload == 0) head.payload = head.length;
  return head;
}

}  // namespace ingot::sink
