/* c-put: one PUT for each file, with its MD5. A plugin with nothing but ingot/plugin.h.
 *
 * A PUT of the same bytes may be repeated, so nothing has to be remembered over a restart: what had
 * ended comes back marked, the rest is sent again. Threads: a session keeps its state to itself. */
#include <ingot/plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "record.h"

enum state { WAITING, SENT, ENDED };

typedef struct item {
  char* path; /* behind the base URL, percent-encoded */
  uint64_t size;
  enum state state;
} item;

struct ingot_session {
  const ingot_host* host;
  char* base_url; /* with one slash at its end, so that no path can change the host */
  draft out;
  item* items;
  uint32_t n_items, next, n_sent, width;
  int has_begun, is_cancelled;
};

/* ---- what an answer means ---------------------------------------------------------------------
 */

typedef struct verdict {
  uint32_t result; /* INGOT_IT_* */
  const char* code;
} verdict;

static verdict verdict_of_status(uint32_t status) {
  if (status >= 200 && status < 300) return (verdict){INGOT_IT_DONE, ""};
  if (status == 401 || status == 403) return (verdict){INGOT_IT_AUTH, "auth"};
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    return (verdict){INGOT_IT_RETRYABLE, "unavailable"};
  return (verdict){INGOT_IT_REJECTED, "refused"};
}

static verdict verdict_of(uint32_t outcome, uint32_t status) {
  switch (outcome) {
    case INGOT_OUT_RESPONSE:
      return verdict_of_status(status);
    case INGOT_OUT_SOURCE_CHANGED:
      return (verdict){INGOT_IT_SOURCE_CHANGED, "source"};
    case INGOT_OUT_DENIED:
      return (verdict){INGOT_IT_REJECTED, "denied"};
    case INGOT_OUT_CANCELLED:
      return (verdict){INGOT_IT_RETRYABLE, "cancelled"};
    case INGOT_OUT_MISMATCH:
      return (verdict){INGOT_IT_RETRYABLE, "etag"};
    default:
      return (verdict){INGOT_IT_RETRYABLE, "unavailable"}; /* a PUT may be repeated */
  }
}

/* Seconds of a Retry-After as milliseconds, an hour at most; 0 for a date or garbage: the host then
 * has a pause of its own. */
static int64_t pause_of(const char* text, uint32_t len) {
  int64_t seconds = 0;
  for (uint32_t i = 0; i < len; ++i) {
    if (text[i] < '0' || text[i] > '9') return 0;
    if (seconds < 3600) seconds = 10 * seconds + (text[i] - '0');
  }
  return (seconds < 3600 ? seconds : 3600) * 1000;
}

/* ---- what is asked of the host ----------------------------------------------------------------
 */

static int32_t end_item(ingot_session* self, uint32_t idx, verdict end, const char* message,
                        int64_t pause_ms) {
  self->items[idx].state = ENDED;
  ingot_ac_item head = {.h = {.type = INGOT_AC_ITEM, .id = (UINT64_C(1) << 32) + idx},
                        .item = idx,
                        .result = end.result,
                        .retry_after_ms = pause_ms};
  draft_begin(&self->out, sizeof head);
  if (end.result == INGOT_IT_DONE) {
    const char* path = self->items[idx].path;
    head.remote_id = draft_text(&self->out, path, strlen(path));
  } else {
    head.code = draft_text(&self->out, end.code, strlen(end.code));
    head.message = draft_text(&self->out, message, strlen(message));
  }
  return draft_emit(&self->out, self->host, &head, sizeof head);
}

static int32_t send_item(ingot_session* self, uint32_t idx) {
  draft* out = &self->out;
  item* it = &self->items[idx];
  ingot_ac_http head = {.h = {.type = INGOT_AC_HTTP,
                              .flags = INGOT_F_IDEMPOTENT | INGOT_F_VERIFY_ETAG,
                              .id = (uint64_t)idx + 1},
                        .n_url = 2,
                        .n_headers = 1,
                        .n_body = 1,
                        .n_items = 1};
  draft_begin(out, sizeof head);
  head.method = draft_text(out, "PUT", 3);
  ingot_seg url[2] = {{.kind = INGOT_SEG_LIT}, {.kind = INGOT_SEG_LIT}};
  url[0].lit = draft_text(out, self->base_url, strlen(self->base_url));
  url[1].lit = draft_text(out, it->path, strlen(it->path));
  head.url = draft_array(out, url, sizeof url);
  ingot_seg md5 = {.kind = INGOT_SEG_DIGEST, .ref = UINT32_MAX};
  md5.lit = draft_text(out, "md5/base64", 10);
  ingot_header header = {.name = draft_text(out, "Content-MD5", 11)};
  header.value = draft_array(out, &md5, sizeof md5);
  head.headers = draft_array(out, &header, sizeof header);
  const ingot_seg file = {.kind = INGOT_SEG_FILE, .ref = idx, .off = 0, .len = it->size};
  head.body = draft_array(out, &file, sizeof file);
  head.items = draft_array(out, &idx, sizeof idx);
  it->state = SENT;
  ++self->n_sent;
  return draft_emit(out, self->host, &head, sizeof head);
}

static int32_t send_more(ingot_session* self) {
  int32_t code = INGOT_OK;
  while (code == INGOT_OK && self->n_sent < self->width && self->next < self->n_items) {
    const uint32_t idx = self->next++;
    if (self->items[idx].state == WAITING) code = send_item(self, idx);
  }
  return code;
}

/* ---- what is told ------------------------------------------------------------------------------
 */

/* A key as a path: '/' and what RFC 3986 leaves unreserved stay, so no byte of a file's name means
 * anything to a URL or a log. NULL when memory runs out. */
static char* path_of(const char* key, uint32_t len) {
  static const char hex[] = "0123456789ABCDEF";
  char *path = malloc(3 * (size_t)len + 1), *at = path;
  if (path == NULL) return NULL;
  for (uint32_t i = 0; i < len; ++i) {
    const unsigned char c = (unsigned char)key[i];
    const int is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~' ||
                         c == '/';
    if (is_plain) {
      *at++ = (char)c;
    } else {
      *at++ = '%';
      *at++ = hex[c >> 4];
      *at++ = hex[c & 15];
    }
  }
  *at = '\0';
  return path;
}

static int32_t on_begin(ingot_session* self, const ingot_rec* record) {
  ingot_ev_begin begin;
  if (self->has_begun) return INGOT_E_STATE;
  if (record->size < sizeof begin) return INGOT_E_RECORD;
  memcpy(&begin, record, sizeof begin);
  if (begin.op != INGOT_OP_TRANSFER) return INGOT_E_UNSUPPORTED;
  const char* items = span_bytes(record, begin.items);
  /* A newer host may have appended fields to its items: the stride tells. */
  const size_t stride = begin.n_items == 0 ? 0 : begin.items.len / begin.n_items;
  if (items == NULL || (begin.n_items > 0 && stride < sizeof(ingot_item))) return INGOT_E_RECORD;
  self->has_begun = 1;
  self->width = begin.max_outstanding == 0 ? 1 : begin.max_outstanding;
  self->items = calloc(begin.n_items == 0 ? 1 : begin.n_items, sizeof *self->items);
  if (self->items == NULL) return INGOT_E_INTERNAL;
  for (uint32_t i = 0; i < begin.n_items; ++i) {
    ingot_item raw;
    memcpy(&raw, items + i * stride, sizeof raw);
    const char* key = span_bytes(record, raw.key);
    if (key == NULL || raw.idx != i) return INGOT_E_RECORD;
    self->items[i].path = path_of(key, raw.key.len);
    if (self->items[i].path == NULL) return INGOT_E_INTERNAL;
    self->n_items = i + 1;
    self->items[i].size = raw.size;
    if (raw.flags & INGOT_ITEM_ENDED) self->items[i].state = ENDED;
  }
  return INGOT_OK;
}

static int64_t asked_pause(const ingot_rec* record, const ingot_ev_http* answer) {
  const char* headers = span_bytes(record, answer->headers);
  const size_t stride = answer->n_headers == 0 ? 0 : answer->headers.len / answer->n_headers;
  if (headers == NULL || stride < sizeof(ingot_header)) return 0;
  for (uint32_t i = 0; i < answer->n_headers; ++i) {
    ingot_header header;
    memcpy(&header, headers + i * stride, sizeof header);
    const char *name = span_bytes(record, header.name), *value = span_bytes(record, header.value);
    if (name == NULL || value == NULL || header.name.len != 11) continue;
    if (memcmp(name, "retry-after", 11) == 0) return pause_of(value, header.value.len);
  }
  return 0;
}

static int32_t on_answer(ingot_session* self, const ingot_rec* record) {
  ingot_ev_http answer;
  if (record->size < sizeof answer) return INGOT_E_RECORD;
  memcpy(&answer, record, sizeof answer);
  const uint64_t idx = answer.h.id - 1;
  /* Delivered again, or of an earlier life: the item goes its way without it. */
  if (idx >= self->n_items || self->items[idx].state != SENT) return INGOT_OK;
  --self->n_sent;
  char message[200] = "put: no answer";
  const char* detail = span_bytes(record, answer.detail);
  if (answer.outcome == INGOT_OUT_RESPONSE) {
    snprintf(message, sizeof message, "put: HTTP %u", (unsigned)answer.status);
  } else if (detail != NULL && answer.detail.len > 0 && answer.detail.len < 180) {
    /* Only whole: half a character would not be UTF-8. */
    snprintf(message, sizeof message, "put: %.*s", (int)answer.detail.len, detail);
  }
  const verdict end = verdict_of(answer.outcome, answer.status);
  const int64_t pause_ms = end.result == INGOT_IT_RETRYABLE ? asked_pause(record, &answer) : 0;
  return end_item(self, (uint32_t)idx, end, message, pause_ms);
}

/* What is on its way ends with its answer, which comes. */
static int32_t on_cancel(ingot_session* self) {
  int32_t code = INGOT_OK;
  self->is_cancelled = 1;
  for (uint32_t i = 0; i < self->n_items && code == INGOT_OK; ++i) {
    if (self->items[i].state == WAITING)
      code = end_item(self, i, verdict_of(INGOT_OUT_CANCELLED, 0), "put: the run was stopped", 0);
  }
  return code;
}

static int32_t on_event(ingot_session* self, const ingot_rec* record) {
  if (record->type == INGOT_EV_BEGIN) return on_begin(self, record);
  if (!self->has_begun) return INGOT_E_STATE;
  if (record->type == INGOT_EV_HTTP) return on_answer(self, record);
  if (record->type == INGOT_EV_CANCEL) return on_cancel(self);
  if (record->type == INGOT_EV_TIMER || record->type == INGOT_EV_DIGEST) return INGOT_OK;
  return record->flags & INGOT_F_CRITICAL ? INGOT_E_UNSUPPORTED : INGOT_OK;
}

/* ---- the table ----------------------------------------------------------------------------------
 */

static void close_session(ingot_session* self) {
  if (self == NULL) return;
  for (uint32_t i = 0; i < self->n_items; ++i) free(self->items[i].path);
  free(self->items);
  free(self->base_url);
  draft_free(&self->out);
  free(self);
}

static void tell_why(ingot_session* self, const char* text) {
  ingot_ac_note head = {
      .h = {.type = INGOT_AC_NOTE, .id = 1}, .level = INGOT_NOTE_WARN, .item = UINT32_MAX};
  draft_begin(&self->out, sizeof head);
  head.text = draft_text(&self->out, text, strlen(text));
  draft_emit(&self->out, self->host, &head, sizeof head);
}

static int32_t open_session(const ingot_host* host, const void* config, size_t len,
                            ingot_session** out) {
  if (out == NULL) return INGOT_E_STATE;
  *out = NULL;
  if (host == NULL || (config == NULL && len > 0)) return INGOT_E_STATE;
  ingot_session* self = calloc(1, sizeof *self);
  if (self == NULL) return INGOT_E_INTERNAL;
  self->host = host;
  self->base_url = config_text(config, len, "base_url");
  if (self->base_url == NULL || self->base_url[0] == '\0') {
    tell_why(self, "config: base_url: expected the address of the store");
    close_session(self);
    return INGOT_E_CONFIG;
  }
  size_t end = strlen(self->base_url); /* its buffer is larger: it held all of the config */
  while (end > 0 && self->base_url[end - 1] == '/') --end;
  strcpy(self->base_url + end, "/");
  *out = self;
  return INGOT_OK;
}

static int32_t step(ingot_session* self, int64_t now_ms, const void* events, size_t len) {
  (void)now_ms;
  if (self == NULL || (events == NULL && len > 0)) return INGOT_E_STATE;
  const unsigned char* rest = events;
  int32_t code = INGOT_OK;
  while (code == INGOT_OK && len > 0) {
    const ingot_rec* record = next_record(&rest, &len);
    code = record == NULL ? INGOT_E_RECORD : on_event(self, record);
  }
  if (code == INGOT_OK && !self->is_cancelled) code = send_more(self);
  return code;
}

static const void* extension(const char* id) {
  (void)id;
  return NULL;
}

INGOT_EXPORT const ingot_plugin* ingot_plugin_query(uint32_t host_abi) {
  static const ingot_plugin table = {sizeof(ingot_plugin),
                                     INGOT_ABI_VERSION,
                                     "dev.ingot.examples.c-put",
                                     "1.0.0",
                                     &open_session,
                                     &step,
                                     &close_session,
                                     &extension};
  return (host_abi >> 16) == (INGOT_ABI_VERSION >> 16) && host_abi >= INGOT_ABI_VERSION ? &table
                                                                                        : NULL;
}
