// Simulated runs against Tenovos' emulator.
#pragma once

#include <string>

#include "plugins/tenovos/lab/tenovos_emulator.hpp"
#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct TenovosSetup : SimSetup {
  TenovosSetup() { tenovos.part_bytes = 1000; }
  lab::TenovosOptions tenovos;  // small parts
  std::string config_extra;     // more members of vendor.config, with a leading comma
  // Every item becomes a version of an asset "original.txt" that is there before the run.
  bool makes_versions = false;
};

SimVendor tenovos_vendor(const TenovosSetup& setup);

}  // namespace ingot::test
