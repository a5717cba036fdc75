#include "host/cli/live_retry.hpp"

#include <algorithm>
#include <iterator>

#include "host/cli/revival.hpp"

namespace ingot::cli {

Result<run::RevivalAnswer> LiveRetry::retry(const std::vector<std::int64_t>& seqs, const std::stop_token& stop) {
  // Selected by hand is meant, whatever it ended as.
  static constexpr RetryWish kAny{.has_failed = true, .has_rejected = true, .has_unknown = true};
  INGOT_TRY(auto rules, Revival::of(parts_.loaded.job, parts_.loaded.manifest, parts_.state, parts_.facts, parts_.clock));
  INGOT_TRY(const auto ledger, ledger::Ledger::open_read_only(parts_.state.ledger(parts_.facts.run_id)));
  run::RevivalDesk::Wish wish;
  run::RevivalAnswer refused;
  for (const std::int64_t seq : seqs) {
    INGOT_TRY(const auto item, ledger->item(seq));
    if (!item || !is_meant(*item, kAny)) {
      refused.refused.emplace_back(seq, item ? "it is " + std::string(to_string(item->state)) : "there is no such item");
      continue;
    }
    INGOT_TRY(auto verdict, rules.judge(*item));
    if (auto* reason = std::get_if<std::string>(&verdict)) {
      refused.refused.emplace_back(seq, std::move(*reason));
    } else {
      wish.push_back(std::get<ledger::ReviveItem>(std::move(verdict)));
    }
  }
  if (wish.empty()) return refused;
  INGOT_TRY(auto answer, parts_.desk.ask(std::move(wish), stop));
  std::move(refused.refused.begin(), refused.refused.end(), std::back_inserter(answer.refused));
  std::sort(answer.refused.begin(), answer.refused.end());
  return answer;
}

}  // namespace ingot::cli
