#include "host/run/report_item.hpp"

#include "host/base/text.hpp"

namespace ingot::run {

using ledger::Item;
using ledger::ItemState;

bool is_failed(ItemState state) {
  return ledger::is_ended(state) && state != ItemState::done && state != ItemState::skipped;
}

std::uint32_t attempts_of(const Item& item) {
  // The ledger counts the sessions an item came back from to be tried again. It waits after such a one, and the one
  // that used the last try up is counted too; any other end is a session on top.
  const bool is_counted = item.tries > 0 && (item.state == ItemState::failed || item.state == ItemState::pending ||
                                             item.state == ItemState::orphaned || item.state == ItemState::aborting);
  if (is_counted) return item.tries;
  return item.tries + (item.requests > 0 || ledger::is_in_batch(item.state) ? 1 : 0);
}

static std::string_view advice_for_state(ItemState state) {
  switch (state) {
    case ItemState::rejected: return "mend what the message names, then `ingot retry --rejected`";
    case ItemState::failed: return "retries are used up; see the message, then `ingot retry --failed`";
    case ItemState::auth: return "renew the credentials or permissions, then resume";
    case ItemState::conflict:
      return "it is not as this run left it at the vendor: look there and decide which is right";
    case ItemState::unknown:
      return "it may or may not be at the vendor: search there by name before sending it again";
    case ItemState::source_changed:
      return "see that the file is there and nothing writes to it, then `ingot retry --failed`";
    case ItemState::unreadable: return "make the file readable, then `ingot retry --failed`";
    default: return "";
  }
}

std::string_view advice_for(const Item& item) {
  // Codes of the host that say more than the state does.
  if (item.code == "left_behind") return "delete the incomplete asset at the vendor, then `ingot retry --failed`";
  const bool is_row = item.code == "row" || item.code == "key" || item.code == "duplicate" ||
                      item.code == "row_without_file";
  if (item.state == ItemState::unreadable && is_row) return "correct the row of the table, then run the job again";
  return advice_for_state(item.state);
}

std::string report_text(std::string_view text) {
  return is_utf8(text) ? std::string(text) : printable(text);
}

}  // namespace ingot::run
