#define PLAIN_VERSION "9.9.9"
#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  return &table;
}
