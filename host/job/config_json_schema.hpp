// What a plugin declares, as JSON Schema for a job file: secrets become references, literals with
// units their spelling, keys the host sets vanish. Pure.
#pragma once

#include "host/job/config_schema.hpp"
#include "host/job/json_object.hpp"

namespace ingot::job::schema {

// For the mapping below `vendor.config`.
JsonObject config_object(const ConfigSchema& schema);

}  // namespace ingot::job::schema
