#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = NULL;
  return &table;
}
