#include "tests/plugin/broken/plain.h"

#include <fcntl.h>

/* Reading is possible while libraries are loaded, but not of anything else. */
__attribute__((constructor)) static void read_early(void) {
  if (open("/etc/passwd", O_RDONLY) >= 0) exit(9);
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  return &table;
}
