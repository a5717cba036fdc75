// DashRun: a simulated run against Dash's emulator.
#pragma once

#include <string>

#include "plugins/dash/lab/dash_emulator.hpp"
#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct DashSetup : SimSetup {
  lab::DashOptions dash;
  std::string config_extra;  // more members of vendor.config, with a leading comma
  std::string lifecycle;     // "" = no lifecycle
  bool uses_oauth = false;
};

SimVendor dash_vendor(const DashSetup& setup);

class DashRun : public SimRun {
 public:
  explicit DashRun(const DashSetup& setup) : SimRun(dash_vendor(setup), setup) {}
  lab::DashEmulator& dash() { return static_cast<lab::DashEmulator&>(lab()); }
};

}  // namespace ingot::test
