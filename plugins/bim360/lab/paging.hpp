// Pages of a list behind an opaque cursorState: a position that only the lab can make, bound to the
// filters it was made for. Pure.
#pragma once

#include <cstdint>
#include <string>

#include <ingot/lab/audit.hpp>

#include "plugins/bim360/lab/bim360_options.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

struct Page {
  std::size_t limit = 25;  // what was asked for
  std::size_t offset = 0;
  std::size_t holds = 25;  // at most; less than `limit` where the lab makes short pages
};

// Reads limit (1..200, 25 where absent) and cursorState. A cursor nobody made here, or made for
// other filters, is a 400 and a violation: forged_cursor, cursor_with_other_filters.
Answer<Page> read_page(const Call& call, const Bim360Options& options, AuditLog& audit);

// {limit, offset, totalResults, and cursorState and nextUrl if more follows}. `path` is that of
// nextUrl.
Json pagination_json(const Call& call, const Page& page, std::size_t total,
                     const Bim360Options& options, const std::string& path);

}  // namespace ingot::lab::bim360
