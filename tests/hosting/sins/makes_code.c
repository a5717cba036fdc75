#define _DEFAULT_SOURCE
#include <sys/mman.h>
#include "tests/plugin/broken/plain.h"

static int32_t step_sinning(ingot_session* session, int64_t now_ms, const void* events, size_t len) {
  if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
    return INGOT_E_INTERNAL;
  return plain_step(session, now_ms, events, len);
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = step_sinning;
  return &table;
}
