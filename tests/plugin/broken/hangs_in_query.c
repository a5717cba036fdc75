#include "plain.h"

#include <unistd.h>

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  (void)host_abi;
  for (;;) pause();
}
