#include "plain.h"

INGOT_EXPORT int helper(void);
int helper(void) {
  return 1;
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  return &table;
}
