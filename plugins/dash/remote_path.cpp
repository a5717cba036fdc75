// Path rules of dash.md 1.9; the length limits are ours, as none are published.
#include "plugins/dash/remote_path.hpp"

#include <algorithm>

namespace ingot::dash {
namespace {

// An S3 key, where the bytes end up, has at most 1024 bytes; a name of one file system at most 255.
constexpr std::size_t kLongestPath = 1024;
constexpr std::size_t kLongestName = 255;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

bool has_dots_segment(std::string_view path) {
  while (!path.empty()) {
    const auto slash = path.find('/');
    const auto segment = path.substr(0, slash);
    if (segment == "." || segment == "..") return true;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return false;
}

}  // namespace

std::string remote_path(std::string_view folder, std::string_view name) {
  std::string path = "/";
  for (const char c : folder) {
    if (c != '/' || path.back() != '/') path += c;
  }
  if (path.back() != '/') path += '/';
  return path += name;
}

std::string path_problem(std::string_view folder, std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name == "." || name == "..") return "the name is a path, not a name";
  if (name.find_first_of("/\\") != std::string_view::npos)
    return "the name contains a slash or a backslash";
  if (has_control(name)) return "the name contains a control character";
  if (name.size() > kLongestName) return "the name is longer than 255 bytes";
  if (folder.find('\\') != std::string_view::npos) {
    return "the folder contains a backslash, which a folder of Dash cannot have";
  }
  if (has_control(folder)) return "the folder contains a control character";
  if (has_dots_segment(folder)) return "the folder contains `.` or `..`";
  if (remote_path(folder, name).size() > kLongestPath)
    return "folder and name together exceed 1024 bytes";
  return {};
}

}  // namespace ingot::dash
