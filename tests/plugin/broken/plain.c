#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  return (host_abi >> 16) == 1 ? &table : NULL;
}
