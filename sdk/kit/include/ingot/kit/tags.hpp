// Tags: the ids under which the host remembers answers over a restart. One layout for all calls of
// a plugin, so that none can be taken for another. Pure.
#pragma once

#include <cstdint>

namespace ingot::kit {

// `call`: 1..127, an enum of the plugin; `subject`: item index, or number of the call; `round`:
// which upload of the item (a new one starts over); `part` from 1, or 0; `attempt` from 0. Attempts of one call
// have consecutive tags.
template <class Call>
constexpr std::uint64_t tag_of(Call call, std::uint32_t subject, std::uint32_t round = 0,
                               std::uint32_t part = 0, std::uint32_t attempt = 0) {
  return static_cast<std::uint64_t>(call) << 56 | std::uint64_t{subject & 0xFFFFu} << 40 |
         std::uint64_t{round & 0xFFu} << 32 | std::uint64_t{part & 0xFFFFu} << 16 |
         std::uint64_t{attempt & 0xFFFFu};
}

}  // namespace ingot::kit
