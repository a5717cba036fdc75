// plugin.h as a C++11 compiler reads it: it needs nothing newer. Nothing here runs.
#include <ingot/plugin.h>

static_assert(__cplusplus < 201402L, "this file is compiled as C++11");
#define SIZE(type, bytes) static_assert(sizeof(type) == (bytes), "size of " #type);
#define AT(type, member, offset) \
  static_assert(offsetof(type, member) == (offset), "offset of " #type "." #member);
#define VALUE(name, number) static_assert((name) == (number), "value of " #name);
#include "tests/sdk/frozen_layout.inc"
