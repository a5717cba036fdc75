#include "plain.h"

static int32_t step_malformed(ingot_session* session, int64_t now_ms, const void* events,
                              size_t len) {
  ingot_ac_note note;
  (void)now_ms;
  (void)events;
  (void)len;
  memset(&note, 0, sizeof note);
  note.h.size = sizeof note;
  note.h.type = INGOT_AC_NOTE;
  note.h.id = 1;
  note.item = UINT32_MAX;
  note.text.off = 4096;
  note.text.len = 4096;
  session->host->emit(session->host, &note, sizeof note);
  return INGOT_OK;
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = step_malformed;
  return &table;
}
