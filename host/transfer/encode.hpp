// Encode: how a secret is written where a request wants it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "host/plugin/actions.hpp"

namespace ingot::transfer {

// raw: as it is; json: escaped for the inside of a JSON string; form: percent-encoded (RFC 3986 unreserved stays);
// base64: with padding.
std::string encoded(std::string_view value, plugin::Encoding encoding);

}  // namespace ingot::transfer
