#include "plain.h"

int a_function_of_nobody(void);

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  return a_function_of_nobody() == (int)host_abi ? &table : NULL;
}
