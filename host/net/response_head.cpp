#include "host/net/response_head.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/text.hpp"

namespace ingot::net {
namespace {

Error malformed(std::string_view what) {
  return Error{ErrorKind::unknown_outcome, "malformed answer: " + std::string(what)};
}

bool is_token_character(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

bool is_forbidden_in_value(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
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

std::string_view next_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// HTTP/1.1 200 OK; the reason is optional and means nothing.
Result<ResponseHead> parse_status_line(std::string_view line) {
  ResponseHead head;
  const bool is_http1 = line.starts_with("HTTP/1.") && line.size() >= 12 && line[7] >= '0' &&
                        line[7] <= '9' && line[8] == ' ';
  const auto read = is_http1 ? std::from_chars(line.data() + 9, line.data() + 12, head.status)
                             : std::from_chars_result{nullptr, std::errc::invalid_argument};
  const bool is_status = read.ec == std::errc() && read.ptr == line.data() + 12 &&
                         head.status >= 100 && (line.size() == 12 || line[12] == ' ');
  if (!is_status) {
    return malformed("expected a status line of HTTP/1.x, got `" + printable(line.substr(0, 40)) +
                     "`");
  }
  head.minor_version = line[7] - '0';
  return head;
}

Result<Header> parse_field(std::string_view line) {
  const auto colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || name.empty() ||
      !std::all_of(name.begin(), name.end(), is_token_character)) {
    return malformed("a header line has no valid name");
  }
  const std::string_view value = trim(line.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), is_forbidden_in_value)) {
    return malformed("header " + lower(name) + " holds control characters");
  }
  return Header{lower(name), std::string(value)};
}

// Calls `visit` with each comma-separated piece of every header called `name`.
template <class Visit>
void each_element(const std::vector<Header>& headers, std::string_view name, Visit visit) {
  for (const Header& header : headers) {
    if (header.name != name) continue;
    std::string_view rest = header.value;
    while (true) {
      const auto comma = rest.find(',');
      visit(trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
}

// Equal repeats are one length; anything else makes the end of the body a guess.
Result<std::optional<std::uint64_t>> content_length(const std::vector<Header>& headers) {
  std::optional<std::uint64_t> length;
  bool is_bad = false;
  each_element(headers, "content-length", [&](std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    is_bad |= text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size();
    is_bad |= length && *length != value;
    length = value;
  });
  if (is_bad) return malformed("content-length is not one number");
  return length;
}

Afterwards afterwards_of(const ResponseHead& head) {
  bool says_close = false, says_keep = false;
  for (const std::string_view name : {"connection", "proxy-connection"}) {
    each_element(head.headers, name, [&](std::string_view option) {
      says_close |= lower(option) == "close";
      says_keep |= lower(option) == "keep-alive";
    });
  }
  const bool keeps = !says_close && (head.minor_version >= 1 || says_keep);
  return keeps ? Afterwards::keep : Afterwards::close;
}

}  // namespace

std::optional<std::size_t> head_length(std::string_view bytes) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos;
       end = bytes.find('\n', end + 1)) {
    if (bytes.substr(end + 1, 1) == "\n") return end + 2;
    if (bytes.substr(end + 1, 2) == "\r\n") return end + 3;
  }
  return std::nullopt;
}

Result<ResponseHead> parse_response_head(std::string_view text) {
  INGOT_TRY(ResponseHead head, parse_status_line(next_line(text)));
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' ||
        line.front() == '\t') {  // a folded line, RFC 9112 5.2: a space in its place
      if (head.headers.empty()) return malformed("the first header is folded");
      head.headers.back().value += " " + std::string(trim(line));
      continue;
    }
    INGOT_TRY(Header header, parse_field(line));
    head.headers.push_back(std::move(header));
  }
  return head;
}

Result<Framing> framing_of(const ResponseHead& head, std::string_view request_method) {
  Framing framing;
  framing.afterwards = afterwards_of(head);
  if (request_method == "HEAD" || head.is_interim() || head.status == 204 || head.status == 304)
    return framing;
  std::string encoding;
  each_element(head.headers, "transfer-encoding", [&](std::string_view coding) {
    if (!encoding.empty()) encoding += ", ";
    encoding += lower(coding);
  });
  INGOT_TRY(const auto length, content_length(head.headers));
  if (!encoding.empty()) {
    if (encoding != "chunked")
      return malformed("transfer-encoding `" + printable(encoding) + "` is not known");
    framing.end = BodyEnd::after_last_chunk;
    // Both at once is how answers are smuggled (RFC 9112 6.1): believe the chunks, never reuse the
    // connection.
    if (length) framing.afterwards = Afterwards::close;
    return framing;
  }
  if (length) {
    framing.end = BodyEnd::after_length;
    framing.length = *length;
    return framing;
  }
  framing.end = BodyEnd::at_close;
  framing.afterwards = Afterwards::close;
  return framing;
}

}  // namespace ingot::net
