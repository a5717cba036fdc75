// Simulated runs against the emulator of the managed-assets service.
#pragma once

#include <string>

#include "plugins/managedassets/lab/managedassets_emulator.hpp"
#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct ManagedAssetsSetup : SimSetup {
  lab::ManagedAssetsOptions service;
  std::string config_extra;  // more members of vendor.config, with a leading comma
  std::string lifecycle;     // "" = no lifecycle
  // Assets can be found by their metadata; otherwise a lost creation cannot be looked for.
  bool has_query = true;
};

SimVendor managedassets_vendor(const ManagedAssetsSetup& setup);

}  // namespace ingot::test
