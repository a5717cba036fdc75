/* Asks for one request for each item and ends the item with the answer's status as its code. */
#include "tests/plugin/broken/plain.h"

static int32_t ask(const ingot_session* session, uint32_t item) {
  struct {
    ingot_ac_http head;
    char text[64];
    ingot_seg url[1];
  } action;
  memset(&action, 0, sizeof action);
  action.head.h.size = sizeof action;
  action.head.h.type = INGOT_AC_HTTP;
  action.head.h.flags = INGOT_F_IDEMPOTENT;
  action.head.h.id = item + 1u;
  action.head.n_url = 1;
  memcpy(action.text, "GET", 3);
  memcpy(action.text + 8, "http://store.test/a", 19);
  action.head.method.off = (uint32_t)((char*)action.text - (char*)&action);
  action.head.method.len = 3;
  action.url[0].kind = INGOT_SEG_LIT;
  action.url[0].lit.off = action.head.method.off + 8;
  action.url[0].lit.len = 19;
  action.head.url.off = (uint32_t)((char*)action.url - (char*)&action);
  action.head.url.len = sizeof action.url;
  return session->host->emit(session->host, &action, sizeof action);
}

static int32_t step_asking(ingot_session* session, int64_t now_ms, const void* events, size_t len) {
  const char* at = events;
  const char* end = at + len;
  (void)now_ms;
  while (at < end) {
    const ingot_rec* record = (const ingot_rec*)(const void*)at;
    int32_t answer = INGOT_OK;
    if (record->type == INGOT_EV_BEGIN) {
      const ingot_ev_begin* begin = (const ingot_ev_begin*)(const void*)record;
      for (uint32_t i = 0; i < begin->n_items && answer == INGOT_OK; i++) answer = ask(session, i);
    } else if (record->type == INGOT_EV_HTTP) {
      answer = plain_done(session, (uint32_t)record->id - 1u);
    }
    if (answer != INGOT_OK) return answer;
    at += record->size;
  }
  return INGOT_OK;
}

const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static ingot_plugin table = PLAIN_TABLE;
  (void)host_abi;
  table.step = step_asking;
  return &table;
}
