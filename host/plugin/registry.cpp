#include "host/plugin/registry.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "host/base/text.hpp"
#include "host/plugin/file_trust.hpp"
#include "host/plugin/version.hpp"

namespace ingot::plugin {

namespace fs = std::filesystem;

static Error about(const fs::path& path, const Error& error) {
  return Error{error.kind, "plugin " + printable(path.string()) + " " + error.message};
}

static Installed inspect(const fs::path& path) {
  Installed found{path, std::nullopt, std::nullopt, std::nullopt};
  auto manifest = read_installed(path);
  if (!manifest) {
    found.refusal = about(path, manifest.error());
    return found;
  }
  found.manifest = *std::move(manifest);
  if (const Status speaks = check_abi(*found.manifest); !speaks)
    found.refusal = about(path, speaks.error());
  if (const Status trusted = check_writers(path); !trusted)
    found.refusal = about(path, trusted.error());
  return found;
}

static std::vector<Installed> read_folder(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> paths;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end;
       it.increment(failure)) {
    std::error_code ignored;
    if (it->path().extension() == ".so" && !it->is_directory(ignored)) paths.push_back(it->path());
  }
  std::vector<Installed> found;
  if (failure && failure != std::errc::no_such_file_or_directory) {
    found.push_back({folder, std::nullopt,
                     Error{ErrorKind::refused, "plugin folder " + printable(folder.string()) +
                                                   " cannot be read: " + failure.message()},
                     std::nullopt});
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) found.push_back(inspect(path));
  return found;
}

std::vector<fs::path> plugin_folders(const fs::path& program, std::string_view plugin_path) {
  std::vector<fs::path> folders;
  while (!plugin_path.empty()) {
    const std::size_t end = plugin_path.find(':');
    // An empty entry is a slip of the pen, not the current folder.
    if (end != 0) folders.emplace_back(plugin_path.substr(0, end));
    plugin_path.remove_prefix(end == std::string_view::npos ? plugin_path.size() : end + 1);
  }
  folders.push_back((program.parent_path() / "../lib/ingot/plugins").lexically_normal());
  return folders;
}

std::vector<Installed> Registry::list() const {
  std::vector<Installed> all;
  std::map<std::string, fs::path> first;
  for (const auto& folder : folders_) {
    for (auto& entry : read_folder(folder)) {
      if (entry.manifest) {
        const auto [known, is_new] = first.try_emplace(entry.manifest->name, entry.path);
        if (!is_new) entry.shadowed_by = known->second;
      }
      all.push_back(std::move(entry));
    }
  }
  return all;
}

// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
static std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({replaced, cost[i - 1][j] + 1, cost[i][j - 1] + 1});
      const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (is_swap) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

static std::string suggestion(std::string_view wanted, const std::vector<Installed>& all) {
  const std::string* nearest = nullptr;
  std::size_t least = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  std::string names;
  for (const auto& entry : all) {
    if (!entry.manifest || entry.shadowed_by) continue;
    names += (names.empty() ? "" : ", ") + entry.manifest->name;
    const std::size_t here = wanted.size() > 64 ? least : distance(wanted, entry.manifest->name);
    if (here >= least) continue;
    least = here;
    nearest = &entry.manifest->name;
  }
  if (nearest != nullptr) return "; did you mean `" + *nearest + "`?";
  if (!names.empty()) return "; installed: " + names;
  return "; no plugin is installed";
}

// A file that looks as if it were the wanted plugin, yet could not even be read as one.
static const Installed* broken_file(std::string_view wanted, const std::vector<Installed>& all) {
  for (const auto& entry : all) {
    if (!entry.manifest && entry.path.stem() == "ingot-" + std::string(wanted)) return &entry;
  }
  return nullptr;
}

static Error missing(std::string_view wanted, const std::vector<Installed>& all,
                     const std::vector<fs::path>& folders) {
  if (const Installed* broken = broken_file(wanted, all)) return *broken->refusal;
  std::string message =
      "plugin `" + printable(wanted) + "` is not installed" + suggestion(wanted, all);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    message += (i == 0 ? " (looked in " : ", ") + printable(folders[i].string());
  }
  if (!folders.empty()) message += ")";
  return Error{ErrorKind::not_found, std::move(message)};
}

// Says where a version that would do is hidden, if one is.
static Status check_version(const Installed& found, const VersionConstraint& constraint,
                            const std::vector<Installed>& all) {
  if (constraint.allows(found.manifest->version)) return {};
  std::string message =
      "plugin " + found.manifest->name + " " + found.manifest->version.to_string() + " (" +
      printable(found.path.string()) + ") does not satisfy version `" + constraint.text() + "`";
  for (const auto& other : all) {
    if (other.shadowed_by != found.path || !constraint.allows(other.manifest->version)) continue;
    message += "; " + other.manifest->version.to_string() + " in " +
               printable(other.path.parent_path().string()) + " would, but its folder comes later";
    break;
  }
  return Error{ErrorKind::refused, std::move(message)};
}

static bool is_path(std::string_view name) {
  return name.find('/') != std::string_view::npos || name.ends_with(".so");
}

Result<Installed> Registry::look_up(std::string_view name_or_path,
                                    std::string_view constraint) const {
  INGOT_TRY(const VersionConstraint wanted, VersionConstraint::parse(constraint));
  std::vector<Installed> all;
  if (is_path(name_or_path)) {
    all.push_back(inspect(fs::path(name_or_path)));
  } else {
    all = list();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Installed& entry) {
      return entry.manifest &&
             (entry.manifest->name == name_or_path || entry.manifest->id == name_or_path);
    });
    if (found == all.end()) return missing(name_or_path, all, folders_);
    std::rotate(all.begin(), found, found + 1);
  }
  const Installed& found = all.front();
  if (found.refusal) return *found.refusal;
  INGOT_CHECK(check_version(found, wanted, all));
  return found;
}

Result<Library> Registry::find(std::string_view name_or_path, std::string_view constraint) const {
  INGOT_TRY(const Installed found, look_up(name_or_path, constraint));
  return Library::load(found.path, options_);
}

}  // namespace ingot::plugin
