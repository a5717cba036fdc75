#include "host/cli/retry_rules.hpp"

#include "host/base/text.hpp"

namespace ingot::cli {

using ledger::Item;
using ledger::ItemKind;
using ledger::ItemState;
using ledger::ReviveItem;

// An item's message must not grow with every try.
static constexpr std::size_t kHistoryBytes = 600;

bool is_meant(const Item& item, const RetryWish& wish) {
  switch (item.state) {
    case ItemState::failed:
    case ItemState::auth:
    case ItemState::source_changed:
    case ItemState::unreadable: return wish.has_failed;
    case ItemState::rejected:
    case ItemState::conflict: return wish.has_rejected;
    case ItemState::unknown: return wish.has_unknown;
    default: return false;
  }
}

// A transfer that fails and leaves something at the vendor goes by way of ABORT, which forgets the id or says
// "left_behind". So the id of any other failed item is that of a whole asset, and what failed was LIFECYCLE.
static bool is_whole_at_vendor(const Item& item, const RetryRules& rules) {
  const bool is_judged = item.state != ItemState::conflict && item.state != ItemState::unknown;
  return is_judged && !item.remote_id.empty() && item.code != "left_behind" && rules.can_abort && rules.has_lifecycle;
}

bool wants_source(const Item& item, const RetryRules& rules) {
  return item.kind == ItemKind::file && !is_whole_at_vendor(item, rules);
}

static std::string history_of(const Item& item, std::int64_t now_ms) {
  std::string text = "another try since " + iso8601(now_ms) + "; before: " + std::string(to_string(item.state));
  if (!item.code.empty()) text += ": " + item.code;
  if (!item.message.empty()) text += ": " + item.message;
  if (!item.remote_id.empty()) text += " (asset " + item.remote_id + ")";
  if (text.size() <= kHistoryBytes) return text;
  std::size_t end = kHistoryBytes;
  // Not within a character of UTF-8.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

static std::optional<std::string> reason_to_stay(const Item& item, const RetryRules& rules) {
  if (item.state == ItemState::unreadable && item.kind == ItemKind::plain) {
    return "it is a row of a table: correct the table, then run the job again";
  }
  if (item.remote_id.empty() || is_whole_at_vendor(item, rules)) return std::nullopt;
  const std::string asset = "asset " + item.remote_id;
  const bool is_open = item.state == ItemState::conflict || item.state == ItemState::unknown;
  if (is_open && item.code != "left_behind") {
    if (!rules.has_lifecycle) return std::nullopt;
    return asset + " is at the vendor, whole or in part: look at it there";
  }
  if (!rules.can_abort) return asset + " may be at the vendor in part, and the plugin cannot remove it";
  return std::nullopt;
}

RetryVerdict judge_retry(const Item& item, const RetryRules& rules, const std::optional<SourceNow>& now) {
  if (auto reason = reason_to_stay(item, rules)) return *std::move(reason);
  ReviveItem revive{};
  revive.seq = item.seq;
  revive.message = history_of(item, rules.now_ms);
  if (is_whole_at_vendor(item, rules)) {
    revive.state = ItemState::transferred;
    return revive;
  }
  if (now) {
    if (const auto* missing = std::get_if<std::string>(&*now)) return *missing;
    const auto& source = std::get<ReviveItem::Source>(*now);
    if (rules.now_ms - source.mtime_ns / 1'000'000 < rules.stable_for_ms) return "it is still being written to";
    revive.source = source;
  }
  const bool is_open = item.state == ItemState::conflict || item.state == ItemState::unknown;
  if (!item.remote_id.empty() && (!is_open || item.code == "left_behind")) {
    // What is there in part goes first: the next try must not leave a second one beside it.
    revive.state = ItemState::orphaned;
    revive.final_state = ItemState::pending;
    return revive;
  }
  revive.state = ItemState::pending;
  // An id given to TRANSFER is an asset to be replaced, and that is not what was asked for.
  revive.remote_id = "";
  // What the plugin kept for its next try is of the same bytes only.
  const bool is_same = !revive.source || (revive.source->size == item.size && revive.source->mtime_ns == item.mtime_ns);
  if (item.state != ItemState::failed || !is_same) revive.meta = "";
  return revive;
}

}  // namespace ingot::cli
