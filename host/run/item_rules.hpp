// ItemRules: the host's own validation and part planning of one item, before any plugin sees it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "host/base/result.hpp"
#include "host/io/source_file.hpp"
#include "host/plan/part_plan.hpp"

namespace ingot::run {

enum class NameRule { any, portable };

struct ItemRules {
  std::uint64_t size_min = 0, size_max = UINT64_MAX;
  NameRule names = NameRule::any;
  plan::PartLimits limits;
  std::optional<std::uint64_t> part_size;  // the job's wish
};

// Why an item is refused before anything is sent; code names the rule.
struct Refusal {
  std::string code, message;
};

// Nothing = fine.
std::optional<Refusal> refusal_of(const io::SourceFile& file, const ItemRules& rules);

// Names that every common file system and vendor takes: no characters <>:"|?*\ or controls, no trailing dot or space,
// no device names of Windows, no component above 255 bytes.
std::optional<std::string> why_not_portable(std::string_view key);

}  // namespace ingot::run
