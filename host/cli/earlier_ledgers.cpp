#include "host/cli/earlier_ledgers.hpp"

#include "host/run/run_facts.hpp"

namespace ingot::cli {

// Older ones are history, and a descriptor each.
static constexpr std::size_t kMostRuns = 200;

EarlierLedgers EarlierLedgers::open(const StateFolder& state, const job::Job& job,
                                    const std::string& run_id) {
  EarlierLedgers earlier;
  if (job.plan.if_exists == job::IfExists::ignore) return earlier;
  for (const std::string& id : state.runs()) {
    if (!run_id.empty() && id >= run_id) continue;
    if (earlier.runs_.size() == kMostRuns) break;
    auto ledger = ledger::Ledger::open_read_only(state.ledger(id));
    if (!ledger) continue;
    const auto facts = run::load_facts(**ledger);
    if (!facts || facts->job != job.name) continue;
    earlier.runs_.push_back(Past{id, *std::move(ledger)});
  }
  return earlier;
}

Result<std::optional<run::EarlierItem>> EarlierLedgers::find(std::string_view key) {
  for (Past& past : runs_) {
    INGOT_TRY(const auto item, past.ledger->find(key));
    const bool is_there = item && !item->remote_id.empty() &&
                          (item->state == ledger::ItemState::done ||
                           item->state == ledger::ItemState::transferred);
    if (is_there) {
      return std::optional(run::EarlierItem{past.run_id, item->remote_id, item->meta, item->row, item->size,
                                            item->mtime_ns, item->sha256});
    }
  }
  return std::optional<run::EarlierItem>();
}

}  // namespace ingot::cli
