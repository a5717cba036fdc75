// PluginFacts: what of a manifest the job loader needs. Pure.
#pragma once

#include "host/job/plugin_info.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::cli {

job::PluginInfo plugin_facts(const plugin::Manifest& manifest);

}  // namespace ingot::cli
