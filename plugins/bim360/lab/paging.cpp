#include "plugins/bim360/lab/paging.hpp"

#include <algorithm>

#include <ingot/lab/digest.hpp>

namespace ingot::lab::bim360 {

namespace {

// What a cursor is bound to: the path and every parameter but the two of paging.
std::string filters_of(const Call& call) {
  std::vector<std::string> pairs;
  for (const auto& [name, value] : call.query) {
    if (name != "limit" && name != "cursorState") pairs.push_back(name + "=" + value);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string all(call.request.route);
  for (const std::string& pair : pairs) all += "\n" + pair;
  return to_hex(digest_of(Algorithm::kMd5, all));
}

// "offset.filters.mac" in hex, so that it needs no escapes in a query.
std::string make_cursor(std::size_t offset, const std::string& filters, std::uint64_t seed) {
  const std::string text = std::to_string(offset) + "." + filters;
  const std::string mac = to_hex(hmac_sha256("cursor " + std::to_string(seed), text)).substr(0, 16);
  return to_hex(text + "." + mac);
}

Refusal malformed(const char* message) {
  return {400, "MALFORMED_REQUEST", message};
}

}  // namespace

Answer<Page> read_page(const Call& call, const Bim360Options& options, AuditLog& audit) {
  Page page;
  if (const auto limit = call.query.find("limit")) {
    const std::optional<std::int64_t> number = whole_number(*limit);
    if (!number || *number < 1 || *number > 200) {
      return malformed("limit must be a whole number from 1 to 200");
    }
    page.limit = static_cast<std::size_t>(*number);
  }
  page.holds = std::min(page.limit, options.largest_page);
  const std::optional<std::string> cursor = call.query.find("cursorState");
  if (!cursor) return page;
  const std::vector<std::string> pieces = split(from_hex(*cursor).value_or(""), '.');
  const auto offset = pieces.size() == 3 ? whole_number(pieces[0]) : std::nullopt;
  if (!offset ||
      make_cursor(static_cast<std::size_t>(*offset), pieces[1], options.seed) != *cursor) {
    audit.violate("forged_cursor", call.request.route);
    return malformed("cursorState is not one that this service made");
  }
  if (pieces[1] != filters_of(call)) {
    audit.violate("cursor_with_other_filters", call.request.route);
    return malformed("cursorState was made for other filters");
  }
  page.offset = static_cast<std::size_t>(*offset);
  return page;
}

Json pagination_json(const Call& call, const Page& page, std::size_t total,
                     const Bim360Options& options, const std::string& path) {
  Json json =
      Json::object({{"limit", page.limit}, {"offset", page.offset}, {"totalResults", total}});
  if (page.offset + page.holds >= total) return json;
  const std::string cursor = make_cursor(page.offset + page.holds, filters_of(call), options.seed);
  json.set("cursorState", cursor);
  std::string url = options.origin + path + "?cursorState=" + cursor;
  for (const auto& [name, value] : call.query) {
    if (name != "cursorState") url += "&" + percent_encode(name) + "=" + percent_encode(value);
  }
  json.set("nextUrl", url);
  return json;
}

}  // namespace ingot::lab::bim360
