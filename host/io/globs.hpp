// Globs: the include and exclude patterns of a scan and what they say about files and folders. An
// exclude beats an include. Not a file walk. Immutable value; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/glob.hpp"

namespace ingot::io {

class Globs {
 public:
  // Takes every file.
  Globs() = default;
  // No include patterns = every file. Errors as in Glob::compile, with "include" or "exclude" in
  // front.
  static Result<Globs> compile(const std::vector<std::string>& include,
                               const std::vector<std::string>& exclude);

  // Is this file wanted? Asks about the file itself only: its folders must have been entered.
  bool takes_file(std::string_view path) const;
  // Must this folder be read? False when an exclude names it or covers it, or no include can match
  // below it.
  bool enters_folder(std::string_view path) const;
  // Both for a path from elsewhere (a list, a manifest): the file is wanted and so is every folder
  // on its way.
  bool takes_path(std::string_view path) const;

 private:
  bool excludes(std::string_view path) const;

  std::vector<Glob> include_;
  std::vector<Glob> exclude_;
};

}  // namespace ingot::io
