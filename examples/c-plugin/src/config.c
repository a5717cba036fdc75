#include "config.h"

#include <stdlib.h>
#include <string.h>

typedef struct reader {
  const char *at, *end;
} reader;

static void skip_space(reader* in) {
  while (in->at < in->end && strchr(" \t\r\n", *in->at) != NULL && *in->at != '\0') ++in->at;
}

static int take(reader* in, char c) {
  skip_space(in);
  if (in->at == in->end || *in->at != c) return 0;
  ++in->at;
  return 1;
}

/* What stands behind a backslash, -1 for what this reader does not take. */
static int escaped(reader* in) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (in->at == in->end) return -1;
  const char name = *in->at++;
  const char* known = name == '\0' ? NULL : strchr(names, name);
  if (known != NULL) return values[known - names];
  if (name != 'u' || in->end - in->at < 4 || in->at[0] != '0' || in->at[1] != '0') return -1;
  char digits[3] = {in->at[2], in->at[3], '\0'}, *end = digits;
  const long value = strtol(digits, &end, 16);
  in->at += 4;
  return *end == '\0' && value > 0 && value < 0x80 ? (int)value : -1;
}

/* Behind the opening quote; into `out` unless that is NULL. The number of characters, or -1. */
static long take_text(reader* in, char* out) {
  long length = 0;
  while (in->at < in->end) {
    int c = (unsigned char)*in->at++;
    if (c == '"') return length;
    if (c == '\\') {
      c = escaped(in);
      if (c < 0 && out != NULL) return -1;
    } else if (out != NULL && c >= 0x80) {
      return -1;
    }
    if (out != NULL) out[length] = (char)c;
    ++length;
  }
  return -1;
}

/* Any value; what is nested is skipped by counting brackets outside of texts. */
static int skip_value(reader* in) {
  int depth = 0;
  skip_space(in);
  while (in->at < in->end) {
    const char c = *in->at;
    if (depth == 0 && (c == ',' || c == '}')) return 1;
    ++in->at;
    if (c == '"' && take_text(in, NULL) < 0) return 0;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return 0;
}

char* config_text(const char* json, size_t len, const char* name) {
  reader in = {json, json + len};
  char* text = malloc(2 * len + 2); /* a name and a value, neither longer than the JSON */
  if (text == NULL || !take(&in, '{')) goto none;
  char* const value = text + len + 1;
  while (take(&in, '"')) {
    const long n = take_text(&in, text);
    if (n < 0 || !take(&in, ':')) break;
    text[n] = '\0';
    if (strcmp(text, name) == 0) {
      const long length = take(&in, '"') ? take_text(&in, value) : -1;
      if (length < 0) break;
      memmove(text, value, (size_t)length);
      text[length] = '\0';
      return text;
    }
    if (!skip_value(&in) || !take(&in, ',')) break;
  }
none:
  free(text);
  return NULL;
}
