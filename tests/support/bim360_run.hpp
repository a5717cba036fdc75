// Simulated runs against BIM 360's emulator.
#pragma once

#include <string>

#include "plugins/bim360/lab/bim360_emulator.hpp"
#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct Bim360Setup : SimSetup {
  lab::Bim360Options bim360;
  std::string config_extra;  // more members of vendor.config, with a leading comma
  bool has_final_status = false;
};

SimVendor bim360_vendor(const Bim360Setup& setup);

}  // namespace ingot::test
