// End: the ways an item, or a whole session, can end; Ending: the words that go with one. Thread
// rule: value.
#pragma once

#include <cstdint>
#include <string_view>

#include <ingot/plugin.h>

namespace ingot::inline sdk_v1 {

enum class End : std::uint32_t {
  done = INGOT_IT_DONE,
  skipped = INGOT_IT_SKIPPED,
  retryable = INGOT_IT_RETRYABLE,
  rejected = INGOT_IT_REJECTED,
  auth = INGOT_IT_AUTH,
  conflict = INGOT_IT_CONFLICT,
  unknown = INGOT_IT_UNKNOWN,
  source_changed = INGOT_IT_SOURCE_CHANGED
};

namespace detail {
struct Ending {
  Ending() = default;
  std::string_view remote_id, code, message, meta;
  std::int64_t retry_after_ms = 0;
};
}  // namespace detail

}  // namespace ingot::inline sdk_v1
