// Checkpoint: what a TRANSFER must know after a restart beside the answers the host keeps: when the
// creation of each item began, what it left, and how the file was cut. Never a URL, never a line
// per part. A value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "plugins/tenovos/replies.hpp"
#include "plugins/tenovos/requests.hpp"

namespace ingot::tenovos {

struct Placed {
  std::uint32_t round = 0;    // which creation for this item, for tags
  std::int64_t since_ms = 0;  // before its first request; 0: not begun
  Asset asset;                // object_id empty: not created yet
  Cut cut;                    // count 0: no upload URLs were ever had
};

struct Checkpoint {
  static constexpr std::uint32_t kSchema = 1;
  std::map<std::uint32_t, Placed> items;  // by index

  std::string to_json() const;
  // An empty or foreign state reads as a fresh start.
  static Checkpoint read(std::string_view json, std::uint32_t schema);
};

}  // namespace ingot::tenovos
