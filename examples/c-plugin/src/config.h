/* vendor.config as far as this plugin needs it: one text of a JSON object. */
#ifndef C_PUT_CONFIG_H
#define C_PUT_CONFIG_H

#include <stddef.h>

/* The text member `name` of the object, NUL-terminated, to be freed; NULL when it is not there,
 * when it has characters beyond ASCII, or when the JSON does not hold together. */
char* config_text(const char* json, size_t len, const char* name);

#endif
