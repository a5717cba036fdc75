#include "plain.h"

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  /* Not the null page's first byte: checks for null pointers would end the process in their own
   * way. */
  volatile int* volatile nowhere = (volatile int*)(uintptr_t)4096;
  *nowhere = (int)host_abi;
  return NULL;
}
