// Simulated runs against the emulator of the upload-session vendor.
#pragma once

#include <string>

#include "plugins/sessionupload/lab/sessionupload_emulator.hpp"
#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct SessionUploadSetup : SimSetup {
  lab::SessionUploadOptions vendor;
  std::string config_extra;  // more members of vendor.config, with a leading comma
  std::string lifecycle;     // "" = no lifecycle
  // Every item overwrites a placeholder that is there before the run, by its id.
  bool fills_placeholder = false;
};

SimVendor sessionupload_vendor(const SessionUploadSetup& setup);

}  // namespace ingot::test
