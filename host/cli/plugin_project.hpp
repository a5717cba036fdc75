// PluginProject: the source tree of a new plugin, made from the installed template, a working
// plugin of a vendor called acme in which every such word becomes the new plugin's. Not a build:
// what it makes finds the SDK by itself. Blocks for the disk.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::cli {

// A plugin's name and how it is spelled where a name cannot stand. A value.
class PluginName {
 public:
  // Lower-case letters, digits and single dashes between them, a letter first; 40 at most.
  // `invalid` says which rule.
  static Result<PluginName> parse(std::string_view text);

  const std::string& text() const { return text_; }
  // "acme" -> my-dam, "acme_" -> my_dam_ (where an identifier goes on), "Acme" -> MyDam, "ACME" ->
  // MY_DAM.
  std::string follow(std::string_view text) const;

 private:
  explicit PluginName(std::string text);
  std::string text_, identifier_, type_, macro_;
};

// Makes `folder`, which must not be there yet (`conflict`), and writes the project into it. Answers
// its files, relative and sorted. not_found: no template at `pattern`, or no parent of `folder`.
// After an error nothing is left behind.
Result<std::vector<std::filesystem::path>> write_project(const std::filesystem::path& pattern,
                                                         const PluginName& name,
                                                         const std::filesystem::path& folder);

}  // namespace ingot::cli
