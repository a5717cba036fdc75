#include <ingot/lab/http.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace ingot::lab {

std::size_t BodyReader::skip(std::size_t count) {
  thread_local std::array<std::byte, 256 * 1024> thrown_away;
  return read(std::span(thrown_away).first(std::min(count, thrown_away.size())));
}

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

void Headers::add(std::string name, std::string value) {
  entries_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  erase(name);
  entries_.emplace_back(std::string(name), std::move(value));
}

void Headers::erase(std::string_view name) {
  std::erase_if(entries_, [&](const Entry& entry) { return same_name(entry.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (same_name(entry.first, name)) return entry.second;
  }
  return std::nullopt;
}

std::size_t MemoryBody::read(std::span<std::byte> into) {
  const std::size_t count = std::min(into.size(), rest_.size());
  std::memcpy(into.data(), rest_.data(), count);
  rest_.remove_prefix(count);
  return count;
}

std::optional<std::string> read_all(BodyReader& body, std::size_t limit) {
  std::string all;
  std::array<std::byte, 16 * 1024> block;
  while (const std::size_t count = body.read(block)) {
    if (count > limit - all.size()) return std::nullopt;
    all.append(reinterpret_cast<const char*>(block.data()), count);
  }
  if (body.is_truncated()) return std::nullopt;
  return all;
}

std::string_view Request::raw_path() const {
  const std::string_view all = target;
  return all.substr(0, all.find('?'));
}

std::string_view Request::raw_query() const {
  const std::string_view all = target;
  const std::size_t mark = all.find('?');
  return mark == all.npos ? std::string_view{} : all.substr(mark + 1);
}

std::optional<std::vector<std::string>> Request::segments() const {
  std::vector<std::string> decoded;
  std::string_view rest = raw_path();
  if (!rest.empty() && rest.front() == '/') rest.remove_prefix(1);
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    std::optional<std::string> segment = percent_decode(rest.substr(0, slash));
    if (!segment) return std::nullopt;
    decoded.push_back(std::move(*segment));
    rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
  }
  return decoded;
}

std::optional<std::string> Request::query(std::string_view name) const {
  std::string_view rest = raw_query();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const std::size_t equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals)) != name) continue;
    return percent_decode(equals == pair.npos ? std::string_view{} : pair.substr(equals + 1));
  }
  return std::nullopt;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string_view reason_of(int status) {
  struct Reason {
    int status;
    std::string_view phrase;
  };
  static constexpr std::array kReasons{
      Reason{200, "OK"},
      Reason{201, "Created"},
      Reason{202, "Accepted"},
      Reason{204, "No Content"},
      Reason{301, "Moved Permanently"},
      Reason{302, "Found"},
      Reason{307, "Temporary Redirect"},
      Reason{308, "Permanent Redirect"},
      Reason{400, "Bad Request"},
      Reason{401, "Unauthorized"},
      Reason{403, "Forbidden"},
      Reason{404, "Not Found"},
      Reason{405, "Method Not Allowed"},
      Reason{408, "Request Timeout"},
      Reason{409, "Conflict"},
      Reason{411, "Length Required"},
      Reason{412, "Precondition Failed"},
      Reason{413, "Payload Too Large"},
      Reason{415, "Unsupported Media Type"},
      Reason{422, "Unprocessable Entity"},
      Reason{423, "Locked"},
      Reason{425, "Too Early"},
      Reason{429, "Too Many Requests"},
      Reason{431, "Request Header Fields Too Large"},
      Reason{500, "Internal Server Error"},
      Reason{501, "Not Implemented"},
      Reason{502, "Bad Gateway"},
      Reason{503, "Service Unavailable"},
      Reason{504, "Gateway Timeout"},
      Reason{505, "HTTP Version Not Supported"},
  };
  for (const Reason& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return "Unknown";
}

}  // namespace ingot::lab
