#include "http_head.hpp"

#include <algorithm>
#include <charconv>

namespace ingot::lab {

namespace {

bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != kMarks.npos;
  });
}

bool is_target(std::string_view text) {
  return text.starts_with('/') && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7F && c != '#';
         });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<HeadRefusal> read_request_line(std::string_view line, HttpHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == line.npos || first == last)
    return HeadRefusal{400, "the request line has no three words"};
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(head.method)) return HeadRefusal{400, "the method is no token"};
  if (!is_target(head.target)) return HeadRefusal{400, "the target is not a path of visible ASCII"};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return HeadRefusal{505, "HTTP/1.1 only"};
  head.is_http_1_0 = version == "HTTP/1.0";
  return std::nullopt;
}

std::optional<HeadRefusal> read_field(std::string_view line, HttpHead& head) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) {
    return HeadRefusal{400, "a header field has no proper name"};
  }
  const std::string_view value = trimmed(line.substr(colon + 1));
  const bool is_clean = std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  });
  if (!is_clean) return HeadRefusal{400, "a header value has control characters"};
  head.headers.add(std::string(line.substr(0, colon)), std::string(value));
  return std::nullopt;
}

// Length and framing: contradictions are how requests are smuggled, so they are refused.
std::optional<HeadRefusal> read_framing(HttpHead& head) {
  for (const auto& [name, value] : head.headers) {
    if (!Headers{{name, ""}}.has("Content-Length")) continue;
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
    const bool is_number = error == std::errc{} && end == value.data() + value.size();
    if (!is_number || (head.content_length && *head.content_length != length)) {
      return HeadRefusal{400, "Content-Length is no number, or two of them differ"};
    }
    head.content_length = length;
  }
  head.is_chunked = head.headers.has("Transfer-Encoding");
  if (head.is_chunked && head.content_length) {
    return HeadRefusal{400, "both Content-Length and Transfer-Encoding"};
  }
  if (!head.is_http_1_0 && !head.headers.has("Host")) return HeadRefusal{400, "no Host header"};
  return std::nullopt;
}

}  // namespace

ParsedHead parse_head(std::string_view text) {
  ParsedHead parsed;
  bool is_first = true;
  while (!parsed.refusal) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    if (line.empty() || end == text.npos) break;
    text.remove_prefix(end + 2);
    parsed.refusal =
        is_first ? read_request_line(line, parsed.head) : read_field(line, parsed.head);
    is_first = false;
  }
  if (is_first) parsed.refusal = HeadRefusal{400, "an empty request line"};
  if (!parsed.refusal) parsed.refusal = read_framing(parsed.head);
  return parsed;
}

std::string render_head(const Reply& reply, std::string_view date, std::string_view connection) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  out.append(reason_of(reply.status)).append("\r\n");
  for (const auto& [name, value] : reply.headers) {
    out.append(name).append(": ").append(value).append("\r\n");
  }
  out.append("Date: ").append(date).append("\r\nServer: ingot-lab\r\n");
  if (reply.status != 204) out += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  out.append("Connection: ").append(connection).append("\r\n\r\n");
  return out;
}

}  // namespace ingot::lab
