#include "plain.h"

static int32_t open_talkative(const ingot_host* host, const void* config, size_t len,
                              ingot_session** out) {
  const int32_t answer = plain_open(host, config, len, out);
  if (answer == INGOT_OK) plain_done(*out, 0);
  return answer;
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.open = open_talkative;
  return &table;
}
