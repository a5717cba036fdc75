// Which calls of this plugin the host remembers over a restart.
#pragma once

#include <cstdint>

#include <ingot/kit/tags.hpp>

namespace ingot::dash {

enum class Call : std::uint64_t { create = 1, new_upload, part, complete, lifecycle };

using kit::tag_of;

}  // namespace ingot::dash
