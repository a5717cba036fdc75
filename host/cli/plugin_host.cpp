#include "host/cli/plugin_host.hpp"

#include "host/base/text.hpp"
#include "host/cli/program_path.hpp"
#include "host/hosting/child_vendor.hpp"
#include "host/hosting/landlock.hpp"

namespace ingot::cli {

namespace fs = std::filesystem;

Hosting usual_hosting(const plugin::Registry& registry, const plugin::Installed& installed) {
  // The last folder is the one beside the program.
  std::error_code missing;
  const fs::path own = fs::weakly_canonical(registry.folders().back(), missing);
  const fs::path folder = fs::weakly_canonical(installed.path, missing).parent_path();
  return !missing && own == folder ? Hosting::here : Hosting::process;
}

std::string hosting_text(Hosting hosting) {
  if (hosting == Hosting::here) return "in ingot's process";
  const unsigned abi = hosting::landlock_abi();
  return "in a process of its own, under seccomp" + (abi == 0 ? std::string() : " and Landlock " + std::to_string(abi));
}

std::string isolation_gap() {
  if (hosting::landlock_abi() > 0) return {};
  return "this kernel has no Landlock (Linux 5.13 and newer, `lsm=landlock,...`): an isolated plugin is confined by seccomp "
         "alone, and its code can read files of this user until it is loaded";
}

static Result<HostedPlugin> host_here(const plugin::Installed& installed) {
  INGOT_TRY(auto library, plugin::Library::load(installed.path));
  plugin::Manifest manifest = library.manifest();
  return HostedPlugin{std::move(manifest), plugin::library_vendor(std::move(library)), Hosting::here};
}

static Result<HostedPlugin> host_in_process(const plugin::Installed& installed) {
  const auto about = [&](const Error& error) {
    return Error{error.kind, "plugin " + printable(installed.path.string()) + " " + error.message};
  };
  auto image = hosting::PluginImage::read(installed.path);
  if (!image) return about(image.error());
  // Of the bytes that are going to be loaded, not of the file, which may be another by now.
  auto manifest = plugin::read_installed(image->path());
  if (!manifest) return about(manifest.error());
  if (manifest->sha256 != installed.manifest->sha256)
    return about(Error{ErrorKind::refused, "has changed since it was looked up; try again"});
  if (const Status speaks = plugin::check_abi(*manifest); !speaks) return about(speaks.error());
  if (const Status exports = plugin::check_exports(image->path()); !exports) return about(exports.error());
  hosting::ChildOptions options;
  options.program = libexec_folder() / "ingot-plugin-child";
  auto vendor = hosting::ChildVendor::start(*std::move(image), *manifest, std::move(options));
  if (!vendor) return about(vendor.error());
  return HostedPlugin{*std::move(manifest), *std::move(vendor), Hosting::process};
}

Result<HostedPlugin> host_plugin(const plugin::Registry& registry, const plugin::Installed& installed,
                                 job::Isolation wish) {
  const bool is_isolated = wish == job::Isolation::process ||
                           (wish == job::Isolation::automatic && usual_hosting(registry, installed) == Hosting::process);
  return is_isolated ? host_in_process(installed) : host_here(installed);
}

}  // namespace ingot::cli
