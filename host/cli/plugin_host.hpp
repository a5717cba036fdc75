// PluginHost: how a plugin is hosted: in this process, or confined in one of its own. Those installed with the program are
// trusted as the program is; others are not, unless a job says so.
#pragma once

#include <memory>
#include <string>

#include "host/job/job.hpp"
#include "host/plugin/registry.hpp"
#include "host/plugin/session.hpp"

namespace ingot::cli {

enum class Hosting { here, process };

// Where a plugin runs that nobody has said anything about.
Hosting usual_hosting(const plugin::Registry& registry, const plugin::Installed& installed);
// "in ingot's process", "in a process of its own, under seccomp and Landlock 7".
std::string hosting_text(Hosting hosting);
// What is missing on this machine for full isolation, and what that means; empty when nothing is.
std::string isolation_gap();

struct HostedPlugin {
  plugin::Manifest manifest;
  std::unique_ptr<plugin::Vendor> vendor;
  Hosting hosting = Hosting::here;
};

// Loads the plugin that look_up() found, or starts its process. Errors begin with the plugin. Forks: before threads.
Result<HostedPlugin> host_plugin(const plugin::Registry& registry, const plugin::Installed& installed,
                                 job::Isolation wish);

}  // namespace ingot::cli
