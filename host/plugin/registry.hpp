// Registry: which plugins are installed. Lists them from their manifests without running a line of
// them, and loads one by name or path. Immutable after construction; list() may be called from any
// thread, find() as Library::load.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugin/library.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::plugin {

// One *.so of a plugin folder. It can be used exactly when there is no refusal; then it has a
// manifest.
struct Installed {
  std::filesystem::path path;
  std::optional<Manifest> manifest;  // also of a plugin that speaks another ABI
  std::optional<Error> refusal;      // a sentence that begins with the plugin's path
  std::optional<std::filesystem::path>
      shadowed_by;  // the one that find() takes instead for this name
};

// The folders to look in, in order: those of `plugin_path` (separated by colons, so that a person
// may put one in front of what is installed), then <folder of the program>/../lib/ingot/plugins.
std::vector<std::filesystem::path> plugin_folders(const std::filesystem::path& program,
                                                  std::string_view plugin_path);

class Registry {
 public:
  explicit Registry(std::vector<std::filesystem::path> folders, LoadOptions options = {})
      : folders_(std::move(folders)), options_(options) {}

  // By folder, then by file name. A folder that is not there has no plugins; one that cannot be
  // read is a refusal.
  std::vector<Installed> list() const;

  // The manifest of a plugin, by its name ("dash"), its id ("app.dash") or a path (anything with a
  // slash or ending in
  // ".so"), if its version satisfies `constraint`. Nothing is loaded. not_found: with a suggestion.
  Result<Installed> look_up(std::string_view name_or_path, std::string_view constraint = {}) const;
  // The same, loaded.
  Result<Library> find(std::string_view name_or_path, std::string_view constraint = {}) const;

  const std::vector<std::filesystem::path>& folders() const { return folders_; }

 private:
  const std::vector<std::filesystem::path> folders_;
  const LoadOptions options_;
};

}  // namespace ingot::plugin
