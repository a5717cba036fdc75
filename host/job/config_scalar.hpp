// One scalar of vendor.config as the plugin's schema wants it in JSON. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "host/job/coerce.hpp"
#include "host/job/config_schema.hpp"
#include "host/job/node.hpp"

namespace ingot::job {

// The JSON text of the value: literals with units as integers (milliseconds, bytes), numbers as
// written, everything else a string. A quoted scalar is text wherever text is allowed.
// Precondition: neither secret nor template.
std::variant<std::string, Refusal> scalar_json(const ConfigSchema& schema, std::string_view text,
                                               ScalarStyle style);

// "text or a whole number"
std::string described_types(const ConfigSchema& schema);

}  // namespace ingot::job
