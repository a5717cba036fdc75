#include "host/io/globs.hpp"

#include <algorithm>

namespace ingot::io {

static Result<std::vector<Glob>> compile_all(const std::vector<std::string>& patterns) {
  std::vector<Glob> globs;
  for (const std::string& pattern : patterns) {
    INGOT_TRY(Glob glob, Glob::compile(pattern));
    globs.push_back(std::move(glob));
  }
  return globs;
}

Result<Globs> Globs::compile(const std::vector<std::string>& include,
                             const std::vector<std::string>& exclude) {
  Globs globs;
  auto includes = compile_all(include);
  if (!includes) return includes.error().within("include");
  auto excludes = compile_all(exclude);
  if (!excludes) return excludes.error().within("exclude");
  globs.include_ = *std::move(includes);
  globs.exclude_ = *std::move(excludes);
  return globs;
}

bool Globs::excludes(std::string_view path) const {
  return std::any_of(exclude_.begin(), exclude_.end(),
                     [path](const Glob& glob) { return glob.matches(path); });
}

bool Globs::takes_file(std::string_view path) const {
  if (excludes(path)) return false;
  return include_.empty() || std::any_of(include_.begin(), include_.end(),
                                         [path](const Glob& glob) { return glob.matches(path); });
}

bool Globs::enters_folder(std::string_view path) const {
  if (excludes(path)) return false;
  const bool is_covered = std::any_of(exclude_.begin(), exclude_.end(),
                                      [path](const Glob& glob) { return glob.covers(path); });
  if (is_covered) return false;
  return include_.empty() ||
         std::any_of(include_.begin(), include_.end(),
                     [path](const Glob& glob) { return glob.may_match_below(path); });
}

bool Globs::takes_path(std::string_view path) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (!enters_folder(path.substr(0, slash))) return false;
  }
  return takes_file(path);
}

}  // namespace ingot::io
