// UUIDs of a session's own entropy: ids a plugin may choose, the same after a restart. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace ingot::kit {

// Version 4 in form. Different for different `index` of one session.
std::string uuid_of(std::span<const std::uint8_t, 32> entropy, std::uint32_t index);

}  // namespace ingot::kit
