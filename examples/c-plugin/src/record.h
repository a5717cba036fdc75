/* The flat records of ingot/plugin.h: building one to emit, and reading those of a step without
 * ever leaving their bounds. */
#ifndef C_PUT_RECORD_H
#define C_PUT_RECORD_H

#include <ingot/plugin.h>

/* A record that is being built. When memory runs out every later call does nothing and draft_emit
 * answers INGOT_E_INTERNAL. Free with draft_free. */
typedef struct draft {
  unsigned char* bytes;
  size_t size, room;
  int is_broken;
} draft;

/* Begins with `head` zero bytes for the fixed part; may be called again after an emit. */
void draft_begin(draft* out, size_t head);
/* Appends to the tail; {0,0} for nothing. */
ingot_span draft_text(draft* out, const char* text, size_t len);
/* 8-aligned, as arrays must lie. */
ingot_span draft_array(draft* out, const void* elements, size_t bytes);
/* Writes the fixed part, whose size it sets, over its place and hands the record over. */
int32_t draft_emit(draft* out, const ingot_host* host, void* head, size_t len);
void draft_free(draft* out);

/* The next record of `*rest`, which is moved behind it. NULL when there is none or what is there is
 * no whole record; *rest_len then is not 0. */
const ingot_rec* next_record(const unsigned char** rest, size_t* rest_len);
/* The bytes of a span, or NULL when they do not lie inside the record. */
const char* span_bytes(const ingot_rec* record, ingot_span span);

#endif
