#include "plugins/bim360/lab/query.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace ingot::lab::bim360 {

std::optional<Query> Query::of(const Request& request) {
  Query query;
  for (const std::string& pair : split(request.raw_query(), '&')) {
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = percent_decode(std::string_view(pair).substr(0, equals));
    const auto value =
        percent_decode(std::string_view(pair).substr(std::min(equals + 1, pair.size())));
    if (!name || !value || query.find(*name)) return std::nullopt;
    query.pairs_.emplace_back(*name, *value);
  }
  return query;
}

std::optional<std::string> Query::find(std::string_view name) const {
  for (const auto& [known, value] : pairs_) {
    if (known == name) return value;
  }
  return std::nullopt;
}

bool Query::is_truth(std::string_view name) const {
  const std::optional<std::string> value = find(name);
  return !value || value == "true" || value == "false";
}

std::optional<std::string> Query::unknown(std::string_view allowed) const {
  const std::vector<std::string> names = split(allowed, ' ');
  for (const auto& [name, value] : pairs_) {
    const bool is_known = std::any_of(names.begin(), names.end(), [&](const std::string& known) {
      if (known.ends_with("[*]")) return name.starts_with(known.substr(0, known.size() - 2));
      return known == name;
    });
    if (!is_known) return name;
  }
  return std::nullopt;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> pieces;
  while (true) {
    const std::size_t end = text.find(at);
    pieces.emplace_back(text.substr(0, end));
    if (end == text.npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) {
    return std::nullopt;
  }
  return value;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash != (text[i] == '-')) return false;
    if (!is_dash && std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return false;
  }
  return true;
}

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace ingot::lab::bim360
