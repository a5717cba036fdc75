// SessionShape: what a session was begun with, as far as its actions are judged by it: the
// operation, and for each item its size and whether it may still end. A value; no thread rule.
#pragma once

#include <cstdint>
#include <vector>

#include <ingot/plugin.h>

namespace ingot::plugin {

struct ShapeItem {
  std::uint64_t size = 0;
  bool has_bytes = true;          // false: a URI or a record; nothing of it can be sent or digested
  bool has_ended = false;         // by an ITEM or RESULT of this session
  bool has_ended_before = false;  // in an earlier life of this session
};

struct SessionShape {
  std::uint32_t op = 0;  // INGOT_OP_*
  std::vector<ShapeItem> items;

  // LOGIN, DISCOVER and ESTIMATE end no items but themselves, with a RESULT.
  bool is_item_operation() const {
    return op != INGOT_OP_LOGIN && op != INGOT_OP_DISCOVER && op != INGOT_OP_ESTIMATE;
  }
};

}  // namespace ingot::plugin
