// ItemRules: the host's own validation and part planning of one item, before any plugin sees it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/result.hpp"
#include "host/ledger/item.hpp"
#include "host/plan/part_plan.hpp"

namespace ingot::run {

// What becomes of an item that an earlier run of the job has brought.
enum class IfExists { ignore, skip, new_version, replace, fail };

// What must agree with an earlier run, beside the key, for an item to be the same one.
struct Identity {
  bool size = false, mtime = false, sha256 = false, row = false;
};

// The code of an item that is refused or skipped because it is there already.
inline constexpr std::string_view kExists = "exists";

enum class NameRule { any, portable };

// Who cuts a file: this host, nobody (one part whatever the size), or the vendor's server.
enum class Cutting { host, nobody, server };

struct ItemRules {
  std::uint64_t size_min = 0, size_max = UINT64_MAX;
  NameRule names = NameRule::any;
  Cutting cutting = Cutting::host;
  IfExists if_exists = IfExists::ignore;
  std::optional<Identity> identity;  // none: size and time of a file, the row of what has no bytes
  plan::PartLimits limits;
  std::optional<std::uint64_t> part_size;  // the job's wish
};

// Why an item is not sent at all; code names the rule.
struct Refusal {
  std::string code, message;
  ledger::ItemState state = ledger::ItemState::rejected;  // or skipped
  std::string remote_id = {};                             // of a skipped one
};

// Nothing = fine.
std::optional<Refusal> refusal_of(const ledger::Item& item, const ItemRules& rules);

// Names that every common file system and vendor takes: no characters <>:"|?*\ or controls, no trailing dot or space,
// no device names of Windows, no component above 255 bytes.
std::optional<std::string> why_not_portable(std::string_view key);

}  // namespace ingot::run
