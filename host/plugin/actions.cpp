#include "host/plugin/actions.hpp"

#include <array>

#include <ingot/plugin.h>

namespace ingot::plugin {

bool is_idempotent(const HttpAction& action) {
  return (action.flags & INGOT_F_IDEMPOTENT) != 0;
}

bool is_journaled(const HttpAction& action) {
  return (action.flags & INGOT_F_JOURNAL) != 0 || !is_idempotent(action);
}

bool has_exact_headers(const HttpAction& action) {
  return (action.flags & INGOT_F_EXACT_HEADERS) != 0;
}

bool is_sensitive(const HttpAction& action) {
  return (action.flags & INGOT_F_SENSITIVE) != 0;
}

bool verifies_etag(const HttpAction& action) {
  return (action.flags & INGOT_F_VERIFY_ETAG) != 0;
}

bool is_poll(const HttpAction& action) {
  return (action.flags & INGOT_F_POLL) != 0;
}

std::uint64_t file_bytes(const HttpAction& action) {
  std::uint64_t sum = 0;
  for (const auto& segment : action.body) {
    if (segment.kind == SegmentKind::file) sum += segment.len;
  }
  return sum;
}

std::uint64_t awaited_id(const Action& action) {
  if (const auto* http = std::get_if<HttpAction>(&action)) return http->id;
  if (const auto* wait = std::get_if<WaitAction>(&action)) return wait->id;
  if (const auto* digest = std::get_if<DigestAction>(&action)) return digest->id;
  return 0;
}

std::string_view name_of(const Action& action) {
  static constexpr std::array<std::string_view, std::variant_size_v<Action>> kNames = {
      "http", "wait", "digest", "state", "item", "note", "abandon", "result", "unknown"};
  return kNames[action.index()];
}

}  // namespace ingot::plugin
