// Outcome: what an item becomes when a session has said how it ended. Pure; one table for all operations.
#pragma once

#include <cstdint>
#include <string>

#include "host/ledger/mutation.hpp"
#include "host/plugin/actions.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::run {

struct OutcomePolicy {
  // Sessions that may try an item: the first, and three more after whatever went wrong has had time to pass.
  std::uint32_t tries = 4;
  std::int64_t retry_first_ms = 2'000, retry_longest_ms = 300'000;
  bool has_lifecycle = false;  // the job wants LIFECYCLE after TRANSFER and the plugin can
  bool can_abort = false;      // the plugin can clean up what a failed item left behind
};

// `now_ms`: wall clock. `jitter` in [0,1). The update carries remote_id, meta, code and message as they should stand
// in the ledger; tally and digest are added by the caller.
ledger::UpdateItem outcome_of(std::uint32_t op, const transfer::SessionItem& item,
                              std::optional<ledger::ItemState> final_state,
                              const plugin::ItemAction& end, const OutcomePolicy& policy,
                              std::int64_t now_ms, double jitter);

}  // namespace ingot::run
