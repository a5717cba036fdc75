/* Crashes in the transfer of an item whose key has "poison" in it; does all others. */
#include "tests/plugin/broken/plain.h"

static int is_poison(const ingot_ev_begin* begin, uint32_t index) {
  const char* base = (const char*)begin;
  const ingot_item* item = (const ingot_item*)(const void*)(base + begin->items.off) + index;
  for (uint32_t at = 0; at + 6 <= item->key.len; at++) {
    if (memcmp(base + item->key.off + at, "poison", 6) == 0) return 1;
  }
  return 0;
}

static int32_t step_crashing(ingot_session* session, int64_t now_ms, const void* events, size_t len) {
  const ingot_ev_begin* begin = events;
  if (len >= sizeof *begin && begin->h.type == INGOT_EV_BEGIN && begin->op == INGOT_OP_TRANSFER) {
    for (uint32_t i = 0; i < begin->n_items; i++) {
      if (is_poison(begin, i)) *(volatile int*)(uintptr_t)(now_ms % 16) = 1;
    }
  }
  return plain_step(session, now_ms, events, len);
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = step_crashing;
  return &table;
}
