#include "tests/plugin/broken/plain.h"

#include <sys/socket.h>

__attribute__((constructor)) static void connect_early(void) {
  if (socket(AF_INET, SOCK_STREAM, 0) < 0) abort();
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  return &table;
}
