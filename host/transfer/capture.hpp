// Capture: takes the secrets a LOGIN asked for out of an answer and masks them in it. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/net/http.hpp"
#include "host/plugin/actions.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::transfer {

// Name and value for every capture that the answer has ("/json/pointer" of the body or "h:Header-Name"). The answer
// then reads "${s:NAME}" where the value stood. An absent value is no capture and no error.
std::vector<std::pair<std::string, secrets::Secret>> capture_secrets(
    const std::vector<plugin::Capture>& captures, net::Response& response);

}  // namespace ingot::transfer
