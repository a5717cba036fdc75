// LateEffect: whether a request that brought no answer may still do something at the other end, and for how long.
//
// Some stores damage an object when one of its parts arrives after the completion. So the good answer of a later attempt
// is not told to the plugin, which might complete at once, while an earlier one may still take effect. Pure.
#pragma once

#include <chrono>
#include <cstdint>

#include "host/net/http.hpp"

namespace ingot::transfer {

// What a store may still do with a request whose connection was lost once all of it had left: as long as an attempt
// waits for an answer.
inline constexpr std::chrono::seconds kLateEffect{60};

// No server takes a request for one whose last body byte has not left; one that was answered is done.
bool may_take_effect_later(const net::Answer& answer, std::uint64_t body_size);

}  // namespace ingot::transfer
