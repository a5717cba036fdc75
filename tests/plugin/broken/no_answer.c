#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  (void)host_abi;
  return NULL;
}
