// `ingot retry --failed [RUN]`: gives items that ended badly another try, in the run they belong to.
#include <algorithm>
#include <iostream>
#include <iterator>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/revival.hpp"
#include "host/cli/run_opening.hpp"

namespace ingot::cli {

namespace {

using ledger::Item;

// One transaction; a kill between two leaves some items revived, and the rest for the next call.
constexpr std::size_t kMutationsAtOnce = 2000;

RetryWish wish_of(const Arguments& arguments) {
  return {arguments.has("failed"), arguments.has("rejected"), arguments.has("unknown")};
}

// Carries the rules over a run's items.
class Reviver {
 public:
  struct Counts {
    std::size_t revived = 0, stayed = 0, unknown = 0;
  };
  Reviver(RunExecution& execution, RetryWish wish, Revival& rules, Clock& clock)
      : execution_(execution), wish_(wish), rules_(rules), clock_(clock) {}

  Result<Counts> revive() {
    INGOT_CHECK(execution_.ledger->each_item([this](const Item& item) { return take(item); }));
    INGOT_CHECK(flush(ledger::Durability::disk));
    return counts_;
  }

 private:
  Status take(const Item& item) {
    if (!is_meant(item, wish_)) return {};
    INGOT_TRY(const auto verdict, rules_.judge(item));
    if (const auto* reason = std::get_if<std::string>(&verdict)) return stay(item, *reason);
    if (counts_.revived == 0) add(without_end());
    ++counts_.revived;
    if (item.state == ledger::ItemState::unknown) ++counts_.unknown;
    add(revived(std::get<ledger::ReviveItem>(verdict), clock_.wall_ms()));
    return revived_.size() < kMutationsAtOnce ? Status() : flush(ledger::Durability::process);
  }

  void add(ledger::Transaction more) { std::move(more.begin(), more.end(), std::back_inserter(revived_)); }

  Status stay(const Item& item, const std::string& why) {
    ++counts_.stayed;
    execution_.terminal.write(Level::warn, printable(item.key) + ": stays " + std::string(to_string(item.state)) +
                                               ": " + printable(why));
    return {};
  }

  Status flush(ledger::Durability durability) {
    INGOT_CHECK(execution_.ledger->apply(revived_, durability));
    revived_.clear();
    return {};
  }

  RunExecution& execution_;
  const RetryWish wish_;
  Revival& rules_;
  Clock& clock_;
  ledger::Transaction revived_;
  Counts counts_;
};

Result<Reviver::Counts> revive_items(RunExecution& execution, RetryWish wish) {
  SystemClock clock;
  INGOT_TRY(auto rules, Revival::of(execution.loaded.job, execution.loaded.manifest, execution.state, execution.facts, clock));
  Reviver reviver(execution, wish, rules, clock);
  return reviver.revive();
}

// Nothing when the run shall go on.
std::optional<int> prepare(RunExecution& execution, RetryWish wish) {
  const auto before = run::load_outcome(*execution.ledger);
  if (!before) return fail(before.error(), kUnavailable);
  const auto counts = revive_items(execution, wish);
  if (!counts) {
    const bool is_job = counts.error().kind == ErrorKind::invalid || counts.error().kind == ErrorKind::not_found;
    return fail(counts.error(), is_job ? kJobInvalid : kUnavailable);
  }
  if (counts->unknown > 0) {
    execution.terminal.write(Level::warn, std::to_string(counts->unknown) +
                                              " items of unknown outcome are sent again: those that did reach the "
                                              "vendor will be there twice; look for them by name");
  }
  execution.terminal.write(Level::info, std::to_string(counts->revived) + " items get another try, " +
                                            std::to_string(counts->stayed) + " stay as they are");
  // A finished run without anything new to do has its end already; a stopped one goes on with what is left.
  if (counts->revived > 0 || before->end != "finished") return std::nullopt;
  if (execution.prints_json) {
    std::cout << "{\"run\":" << json_string(execution.facts.run_id) << ",\"end\":" << json_string(before->end)
              << ",\"exit_code\":" << before->exit_code << "}\n";
  }
  return before->exit_code;
}

}  // namespace

int retry_run(const Arguments& arguments) {
  const RetryWish wish = wish_of(arguments);
  if (!wish.has_failed && !wish.has_rejected && !wish.has_unknown) {
    return fail(Error{ErrorKind::invalid, "say what to retry: --failed, --rejected or --unknown"}, kUsage);
  }
  return continue_run(arguments, [wish](RunExecution& execution) { return prepare(execution, wish); });
}

}  // namespace ingot::cli
