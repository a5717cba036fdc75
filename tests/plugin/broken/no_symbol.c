#include "plain.h"

/* A table, and nobody who answers it. */
extern const ingot_plugin plain_table;
const ingot_plugin plain_table = PLAIN_TABLE;
