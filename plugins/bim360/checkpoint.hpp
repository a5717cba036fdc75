// Checkpoint: what a TRANSFER must not forget when the host dies: groups whose creation may be
// under way, assets that rows have got, uploads that were opened. Small: nothing per part, no URLs.
// A value.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::bim360 {

// Items that are created by one call. `number` is the call's, so that its answer is found after a
// restart.
struct CreationGroup {
  std::uint32_t number = 0;
  std::int64_t since_ms = 0;  // when it was first sent; 0 = not yet
  std::uint32_t reposts = 0;  // how often its items were sent again after an answer was lost
  std::vector<std::uint32_t> items;
};

struct PlacedAsset {
  std::string id;
  bool is_ours = false;  // created by this session, so ABORT may delete it
};

struct OpenUpload {
  std::string key;          // uploadKey; empty: none opened yet in this round
  std::uint32_t round = 0;  // uploads of the item so far
};

struct Checkpoint {
  static constexpr std::uint32_t kSchema = 1;

  std::uint32_t next_group = 1;
  std::size_t writes = 0;  // creation calls so far
  std::deque<CreationGroup> queue;
  std::map<std::uint32_t, PlacedAsset> assets;  // by item
  std::map<std::uint32_t, OpenUpload> uploads;  // by item

  std::string to_json() const;
  // A new one when the text is none of ours.
  static Checkpoint read(std::string_view json, std::uint32_t schema);
};

}  // namespace ingot::bim360
