#include "plugins/managedassets/lab/header_field.hpp"

#include <algorithm>

namespace ingot::lab::managedassets {

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_media_type(std::string_view field, std::string_view type) {
  return lower_case(trimmed(field.substr(0, field.find(';')))) == type;
}

}  // namespace ingot::lab::managedassets
