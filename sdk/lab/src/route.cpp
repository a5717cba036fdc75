#include <ingot/lab/route.hpp>

namespace ingot::lab {

std::optional<std::vector<std::string>> match_route(std::string_view pattern,
                                                    const std::vector<std::string>& path) {
  std::vector<std::string> values;
  for (const std::string& segment : path) {
    if (pattern.empty()) return std::nullopt;
    pattern.remove_prefix(1);
    const std::string_view wanted = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(wanted.size());
    if (!wanted.starts_with('{')) {
      if (wanted != segment) return std::nullopt;
      continue;
    }
    const std::string_view suffix = wanted.substr(wanted.find('}') + 1);
    if (segment.size() <= suffix.size() || !segment.ends_with(suffix)) return std::nullopt;
    values.push_back(segment.substr(0, segment.size() - suffix.size()));
  }
  if (!pattern.empty()) return std::nullopt;
  return values;
}

}  // namespace ingot::lab
