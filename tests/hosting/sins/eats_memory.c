#include "tests/plugin/broken/plain.h"

static int32_t step_sinning(ingot_session* session, int64_t now_ms, const void* events, size_t len) {
  for (size_t i = 0; i < 4096; i++) {
    char* piece = malloc((size_t)16 << 20);
    if (piece == NULL) return INGOT_E_INTERNAL;
    memset(piece, 1, (size_t)16 << 20);
  }
  return plain_step(session, now_ms, events, len);
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = step_sinning;
  return &table;
}
