#include "record.h"

#include <stdlib.h>
#include <string.h>

static int has_room(draft* out, size_t more) {
  if (out->is_broken) return 0;
  if (out->size + more <= out->room) return 1;
  const size_t room = 2 * (out->size + more);
  unsigned char* bytes = realloc(out->bytes, room);
  out->is_broken = bytes == NULL || room > UINT32_MAX / 2;
  if (bytes != NULL) {
    out->bytes = bytes;
    out->room = room;
  }
  return !out->is_broken;
}

static ingot_span append(draft* out, const void* bytes, size_t len) {
  ingot_span span = {0, 0};
  if (len == 0 || !has_room(out, len)) return span;
  span.off = (uint32_t)out->size;
  span.len = (uint32_t)len;
  memcpy(out->bytes + out->size, bytes, len);
  out->size += len;
  return span;
}

static void pad(draft* out) {
  static const unsigned char zeros[8] = {0};
  if (out->size % 8 != 0) append(out, zeros, 8 - out->size % 8);
}

void draft_begin(draft* out, size_t head) {
  out->size = 0;
  if (!has_room(out, head)) return;
  memset(out->bytes, 0, head);
  out->size = head;
}

ingot_span draft_text(draft* out, const char* text, size_t len) {
  return append(out, text, len);
}

ingot_span draft_array(draft* out, const void* elements, size_t bytes) {
  pad(out);
  return append(out, elements, bytes);
}

int32_t draft_emit(draft* out, const ingot_host* host, void* head, size_t len) {
  pad(out);
  if (out->is_broken) return INGOT_E_INTERNAL;
  ((ingot_rec*)head)->size = (uint32_t)out->size;
  memcpy(out->bytes, head, len);
  return host->emit(host, out->bytes, out->size);
}

void draft_free(draft* out) {
  free(out->bytes);
}

const ingot_rec* next_record(const unsigned char** rest, size_t* rest_len) {
  if (*rest_len < sizeof(ingot_rec)) return NULL;
  const ingot_rec* record = (const ingot_rec*)(const void*)*rest; /* events are 8-aligned */
  if (record->size < sizeof(ingot_rec) || record->size % 8 != 0 || record->size > *rest_len)
    return NULL;
  *rest += record->size;
  *rest_len -= record->size;
  return record;
}

const char* span_bytes(const ingot_rec* record, ingot_span span) {
  if (span.off > record->size || span.len > record->size - span.off) return NULL;
  return (const char*)record + span.off;
}
