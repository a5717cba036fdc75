// Checkpoint: what a TRANSFER must know after a restart beside the answers the host keeps: which
// creations are open, and which asset and upload each item got. Never a URL, never a line per part.
// A value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::dash {

// One POST that creates assets, from before it is sent until every item of it is accounted for.
struct Creation {
  std::uint32_t number = 0;   // of the call, for its tag
  std::int64_t since_ms = 0;  // the first attempt to create these items; nothing of ours is older
  std::uint32_t tries = 1;
  std::string job_id;  // empty until the answer came
  std::vector<std::uint32_t> items;
};

struct Placed {
  std::string asset_id,
      upload_id;  // upload empty: the asset was found or handed back, and needs a new one
  std::uint32_t upload = 0;  // which upload of the item this is, for tags
};

struct Checkpoint {
  static constexpr std::uint32_t kSchema = 1;

  std::uint32_t next_creation = 0;
  // Does Dash list the file of an asset before its upload is complete? Looked up once per session,
  // so that a listed file can be believed, or not, after a completion got no answer. Empty: not
  // known.
  std::optional<bool> lists_early;
  std::vector<Creation> creations;
  std::map<std::uint32_t, Placed> placed;  // by item index

  std::string to_json() const;
  // An empty or foreign state reads as a fresh start; `schema` is the one stored with it.
  static Checkpoint read(std::string_view json, std::uint32_t schema);
};

}  // namespace ingot::dash
