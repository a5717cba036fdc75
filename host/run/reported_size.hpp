// ReportedSize: the size a vendor says it holds, when the plugin passed it on in an item's meta. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ingot::run {

// The integer member "size" of the JSON object; nothing when there is none.
std::optional<std::uint64_t> reported_size(const std::string& meta_json);

}  // namespace ingot::run
