/* plain.h - a complete, well-behaved plugin in plain C: every item of a session is done at once.
 * The broken plugins beside it are this one with a single fault each. */
#ifndef INGOT_TESTS_PLAIN_H
#define INGOT_TESTS_PLAIN_H

#include <ingot/plugin.h>
#include <stdlib.h>
#include <string.h>

#ifndef PLAIN_ID
#define PLAIN_ID "test.plain"
#endif
#ifndef PLAIN_VERSION
#define PLAIN_VERSION "1.0.0"
#endif

struct ingot_session {
  const ingot_host* host;
};

static inline int32_t plain_open(const ingot_host* host, const void* config, size_t len,
                                 ingot_session** out) {
  (void)config;
  (void)len;
  *out = malloc(sizeof **out);
  if (*out == NULL) return INGOT_E_INTERNAL;
  (*out)->host = host;
  return INGOT_OK;
}

static inline int32_t plain_done(const ingot_session* session, uint32_t item) {
  ingot_ac_item end;
  memset(&end, 0, sizeof end);
  end.h.size = sizeof end;
  end.h.type = INGOT_AC_ITEM;
  end.h.id = item + 1u;
  end.item = item;
  end.result = INGOT_IT_DONE;
  return session->host->emit(session->host, &end, sizeof end);
}

static inline int32_t plain_step(ingot_session* session, int64_t now_ms, const void* events,
                                 size_t len) {
  const ingot_ev_begin* begin = events;
  (void)now_ms;
  if (len < sizeof *begin || begin->h.type != INGOT_EV_BEGIN) return INGOT_OK;
  for (uint32_t i = 0; i < begin->n_items; i++) {
    const int32_t answer = plain_done(session, i);
    if (answer != INGOT_OK) return answer;
  }
  return INGOT_OK;
}

static inline void plain_close(ingot_session* session) {
  free(session);
}

static inline const void* plain_extension(const char* id) {
  (void)id;
  return NULL;
}

#define PLAIN_TABLE                                                                           \
  {                                                                                           \
    sizeof(ingot_plugin), INGOT_ABI_VERSION, PLAIN_ID, PLAIN_VERSION, plain_open, plain_step, \
        plain_close, plain_extension                                                          \
  }

#endif
