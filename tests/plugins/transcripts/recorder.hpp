// Makes the run of a scenario and takes down the session it is about. Runs with equal scenarios
// record equal texts. One thread.
#pragma once

#include <memory>
#include <string>

#include "host/plugin/session.hpp"
#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

struct Recorded {
  std::string text;     // of the transcript; empty when no session suits the scenario
  std::string problem;  // why none does, with what was recorded instead; else empty
};
Recorded record(const Scenario& scenario);

// The plugin of the scenario, with nobody watching.
std::unique_ptr<plugin::Vendor> fresh_vendor(const Scenario& scenario);

}  // namespace ingot::test
