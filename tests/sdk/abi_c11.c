/* plugin.h as a C11 compiler reads it: the frozen layout, and a whole plugin written without the
 * C++ layer. Linked into the layout test, which runs the plugin. */
#include <ingot/plugin.h>

#include <stdlib.h>
#include <string.h>

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type);
#define AT(type, member, offset) \
  _Static_assert(offsetof(type, member) == (offset), "offset of " #type "." #member);
#define VALUE(name, number) _Static_assert((name) == (number), "value of " #name);
#include "tests/sdk/frozen_layout.inc"

struct ingot_session {
  const ingot_host* host;
};

static int32_t c_open(const ingot_host* host, const void* config, size_t len, ingot_session** out) {
  (void)config;
  (void)len;
  *out = (ingot_session*)malloc(sizeof(**out));
  if (*out == NULL) return INGOT_E_INTERNAL;
  (*out)->host = host;
  return INGOT_OK;
}

/* Ends whatever it is begun with at once. */
static int32_t c_step(ingot_session* session, int64_t now_ms, const void* events, size_t len) {
  ingot_rec first;
  ingot_ac_result result;
  (void)now_ms;
  if (len < sizeof(first)) return INGOT_E_RECORD;
  memcpy(&first, events, sizeof(first));
  if (first.type != INGOT_EV_BEGIN) return INGOT_E_STATE;
  memset(&result, 0, sizeof(result));
  result.h.size = sizeof(result);
  result.h.type = INGOT_AC_RESULT;
  result.h.id = 1;
  result.result = INGOT_IT_SKIPPED;
  return session->host->emit(session->host, &result, sizeof(result));
}

static void c_close(ingot_session* session) {
  free(session);
}
static const void* c_extension(const char* id) {
  (void)id;
  return NULL;
}

const ingot_plugin* plain_c_plugin(void);
const ingot_plugin* plain_c_plugin(void) {
  static const ingot_plugin table = {
      sizeof(ingot_plugin), INGOT_ABI_VERSION, "c.plain", "1.0.0", c_open, c_step, c_close,
      c_extension};
  return &table;
}
