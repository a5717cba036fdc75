#include <ingot/kit/remote_path.hpp>

#include <algorithm>

namespace ingot::kit {

std::string path_problem(std::string_view path) {
  constexpr std::size_t kLongestSegment = 255, kLongestPath = 1024;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (path.size() > kLongestPath) return "longer than 1024 bytes";
  if (std::any_of(path.begin(), path.end(), is_control)) return "a control character";
  if (path.find('\\') != std::string_view::npos) return "a backslash";
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    if (segment.empty()) return "an empty name";
    if (segment == "." || segment == "..") return "`" + std::string(segment) + "`";
    if (segment.size() > kLongestSegment) return "a name longer than 255 bytes";
    start = end + 1;
  }
  return {};
}

}  // namespace ingot::kit
