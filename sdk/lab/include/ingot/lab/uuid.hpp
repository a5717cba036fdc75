// Identifiers that look random and are the same in every run with the same seed. Not for secrets.
// Threads: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ingot::lab {

// A version-4-shaped UUID, a pure function of its arguments.
std::string make_uuid(std::uint64_t seed, std::string_view kind, std::uint64_t number);

}  // namespace ingot::lab
