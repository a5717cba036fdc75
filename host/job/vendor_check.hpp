// The vendor section against its plugin: availability, version, base URL, config, lifecycle, part
// size. Pure but for its arguments.
#pragma once

#include <string>

#include "host/job/diagnostic.hpp"
#include "host/job/job.hpp"
#include "host/job/load.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"
#include "host/job/values.hpp"

namespace ingot::job {

struct VendorInput {
  const Node& root;      // the whole job, profile applied
  const Values& values;  // its checked scalars
  const Scope& scope;
  const LoadContext& context;
};

// Reports every problem; the result counts only when there was none.
VendorTarget check_vendor(const VendorInput& input, Reporter& reporter);

}  // namespace ingot::job
