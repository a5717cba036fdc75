#include "host/run/outcome.hpp"

#include <algorithm>
#include <cmath>

#include <ingot/plugin.h>

namespace ingot::run {

using ledger::ItemState;
using ledger::UpdateItem;

static UpdateItem update_of(const transfer::SessionItem& item, const plugin::ItemAction& end,
                            ItemState state) {
  UpdateItem update{};
  update.seq = item.seq;
  update.state = state;
  update.code = end.code;
  update.message = end.message;
  if (!end.remote_id.empty()) update.remote_id = end.remote_id;
  if (!end.meta.empty()) update.meta = end.meta;
  return update;
}

static std::int64_t retry_time(const plugin::ItemAction& end, const OutcomePolicy& policy,
                               std::uint32_t tries, std::int64_t now_ms, double jitter) {
  const double ceiling = std::min(static_cast<double>(policy.retry_longest_ms),
                                  static_cast<double>(policy.retry_first_ms) *
                                      std::pow(2.0, std::min(tries, 30u)));
  const auto own = static_cast<std::int64_t>(ceiling * (0.5 + jitter / 2));
  const std::int64_t asked = std::min(end.retry_after_ms, policy.retry_longest_ms);
  return now_ms + std::max<std::int64_t>({own, asked, 1});
}

static ItemState failure_state(std::uint32_t result) {
  switch (result) {
    case INGOT_IT_REJECTED: return ItemState::rejected;
    case INGOT_IT_CONFLICT: return ItemState::conflict;
    case INGOT_IT_UNKNOWN: return ItemState::unknown;
    case INGOT_IT_SOURCE_CHANGED: return ItemState::source_changed;
    case INGOT_IT_SKIPPED: return ItemState::skipped;
    default: return ItemState::failed;
  }
}

// A failed transfer that left something remote goes by way of ABORT; `then` is what it is afterwards.
static void set_aside(UpdateItem& update, const plugin::ItemAction& end, const OutcomePolicy& policy,
                      ItemState then) {
  update.state = then;
  if (end.remote_id.empty() || !policy.can_abort) return;
  update.state = ItemState::orphaned;
  update.final_state = then;
}

static UpdateItem after_transfer(const transfer::SessionItem& item, const plugin::ItemAction& end,
                                 const OutcomePolicy& policy, std::int64_t now_ms, double jitter) {
  UpdateItem update = update_of(item, end, ItemState::failed);
  switch (end.result) {
    case INGOT_IT_DONE:
      update.state = policy.has_lifecycle ? ItemState::transferred : ItemState::done;
      break;
    case INGOT_IT_RETRYABLE:
      update.tries = item.tries + 1;
      if (item.tries + 1 >= policy.tries) {
        set_aside(update, end, policy, ItemState::failed);
      } else {
        set_aside(update, end, policy, ItemState::pending);
        update.not_before_ms = retry_time(end, policy, item.tries, now_ms, jitter);
      }
      break;
    case INGOT_IT_AUTH:
      // The run stops; with new credentials this item is simply due again.
      set_aside(update, end, policy, ItemState::pending);
      update.not_before_ms = 1;
      break;
    case INGOT_IT_UNKNOWN:
    case INGOT_IT_CONFLICT:
    case INGOT_IT_SKIPPED:
      // What is there may be somebody's; it is reported and never deleted.
      update.state = failure_state(end.result);
      break;
    default:
      set_aside(update, end, policy, failure_state(end.result));
      break;
  }
  return update;
}

static UpdateItem after_lifecycle(const transfer::SessionItem& item, const plugin::ItemAction& end,
                                  const OutcomePolicy& policy) {
  UpdateItem update = update_of(item, end, ItemState::done);
  switch (end.result) {
    case INGOT_IT_DONE:
    case INGOT_IT_SKIPPED: break;
    case INGOT_IT_AUTH: update.state = ItemState::transferred; break;
    case INGOT_IT_RETRYABLE:
      update.tries = item.tries + 1;
      update.state = item.tries + 1 >= 2 * policy.tries ? ItemState::failed : ItemState::transferred;
      break;
    default: update.state = failure_state(end.result); break;
  }
  return update;
}

static UpdateItem after_abort(const transfer::SessionItem& item, ItemState final_state,
                              const plugin::ItemAction& end) {
  UpdateItem update{};
  update.seq = item.seq;
  update.state = final_state;
  if (end.result == INGOT_IT_DONE || end.result == INGOT_IT_SKIPPED) {
    update.remote_id = "";
    update.meta = "";
    if (final_state == ItemState::pending) update.not_before_ms = 1;
    return update;
  }
  // Trying the item again now could leave a second one beside what could not be removed.
  if (final_state == ItemState::pending) update.state = ItemState::failed;
  update.code = "left_behind";
  update.message = "asset " + item.remote_id + " is incomplete and could not be removed: " + end.message;
  return update;
}

UpdateItem outcome_of(std::uint32_t op, const transfer::SessionItem& item,
                      std::optional<ItemState> final_state, const plugin::ItemAction& end,
                      const OutcomePolicy& policy, std::int64_t now_ms, double jitter) {
  UpdateItem update{};
  if (op == INGOT_OP_LIFECYCLE) {
    update = after_lifecycle(item, end, policy);
  } else if (op == INGOT_OP_ABORT) {
    update = after_abort(item, final_state.value_or(ItemState::failed), end);
  } else {
    update = after_transfer(item, end, policy, now_ms, jitter);
  }
  if (ledger::is_ended(update.state)) update.ended_ms = now_ms;
  return update;
}

}  // namespace ingot::run
