#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  table.abi = host_abi + 1;
  return &table;
}
