// `ingot retry --failed [RUN]`: gives items that ended badly another try, in the run they belong to.
#include <cstring>
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/config_json.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/retry_rules.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/root_folder.hpp"

namespace ingot::cli {

namespace {

using ledger::Item;

// One transaction; a kill between two leaves some items revived, and the rest for the next call.
constexpr std::size_t kItemsAtOnce = 1000;

RetryWish wish_of(const Arguments& arguments) {
  return {arguments.has("failed"), arguments.has("rejected"), arguments.has("unknown")};
}

// Runs of the same job that began after this one: what they have brought must not be brought again.
class LaterRuns {
 public:
  LaterRuns(const StateFolder& state, const run::RunFacts& facts) {
    for (const std::string& id : state.runs()) {
      if (id <= facts.run_id) break;  // newest first
      auto ledger = ledger::Ledger::open_read_only(state.ledger(id));
      if (!ledger) continue;
      const auto later = run::load_facts(**ledger);
      if (later && later->job == facts.job) runs_.push_back({id, *std::move(ledger)});
    }
  }

  // The run that has brought the item, or has it under way.
  Result<std::optional<std::string>> with(const std::string& key) {
    for (auto& [id, ledger] : runs_) {
      INGOT_TRY(const auto item, ledger->find(key));
      const bool is_there = item && (item->state == ledger::ItemState::done || ledger::is_in_batch(item->state) ||
                                     item->state == ledger::ItemState::transferred);
      if (is_there) return std::optional(id);
    }
    return std::optional<std::string>();
  }

 private:
  std::vector<std::pair<std::string, std::unique_ptr<ledger::Ledger>>> runs_;
};

SourceNow look_at(const io::RootFolder& root, const Item& item) {
  const std::string& path = item.path.empty() ? item.key : item.path;
  const auto looked = root.look(path);
  if (looked.error_number != 0) return std::string("its file cannot be read: ") + std::strerror(looked.error_number);
  if (S_ISDIR(looked.facts.st_mode)) return std::string("it is a folder: what is in it now belongs to a new run");
  if (!S_ISREG(looked.facts.st_mode)) return std::string("it is not a regular file");
  const auto opened = root.open_below(path, 0);
  if (opened.error_number != 0) return std::string("its file cannot be read: ") + std::strerror(opened.error_number);
  return ledger::ReviveItem::Source{
      .size = static_cast<std::uint64_t>(looked.facts.st_size),
      .mtime_ns = std::int64_t{looked.facts.st_mtim.tv_sec} * 1'000'000'000 + looked.facts.st_mtim.tv_nsec,
      .inode = looked.facts.st_ino};
}

// Carries the rules over a run's items.
class Reviver {
 public:
  struct Counts {
    std::size_t revived = 0, stayed = 0, unknown = 0;
  };
  Reviver(RunExecution& execution, RetryWish wish, RetryRules rules, const io::RootFolder& root)
      : execution_(execution), wish_(wish), rules_(rules), root_(root), later_(execution.state, execution.facts) {}

  Result<Counts> revive() {
    INGOT_CHECK(execution_.ledger->each_item([this](const Item& item) { return take(item); }));
    INGOT_CHECK(flush(ledger::Durability::disk));
    return counts_;
  }

 private:
  Status take(const Item& item) {
    if (!is_meant(item, wish_)) return {};
    INGOT_TRY(const auto later, later_.with(item.key));
    if (later) return stay(item, "run " + *later + " has it");
    std::optional<SourceNow> now;
    if (wants_source(item, rules_)) now = look_at(root_, item);
    auto verdict = judge_retry(item, rules_, now);
    if (const auto* reason = std::get_if<std::string>(&verdict)) return stay(item, *reason);
    // Whoever asks about the run from here on must not hear of the end it had.
    if (counts_.revived == 0) {
      revived_.push_back(ledger::SetFact{"end", ""});
      revived_.push_back(ledger::SetFact{"end_message", ""});
      revived_.push_back(ledger::SetFact{"exit_code", "0"});
    }
    ++counts_.revived;
    if (item.state == ledger::ItemState::unknown) ++counts_.unknown;
    revived_.push_back(std::get<ledger::ReviveItem>(std::move(verdict)));
    return revived_.size() < kItemsAtOnce ? Status() : flush(ledger::Durability::process);
  }

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
  const RetryRules rules_;
  const io::RootFolder& root_;
  LaterRuns later_;
  ledger::Transaction revived_;
  Counts counts_;
};

Result<Reviver::Counts> revive_items(RunExecution& execution, RetryWish wish) {
  const job::Job& job = execution.loaded.job;
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(job, execution.loaded.manifest, config, {}));
  SystemClock clock;
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::take));
  INGOT_TRY(const auto root, io::RootFolder::open(source.root, source.symlinks));
  const RetryRules rules{.has_lifecycle = settings.pipeline.outcome.has_lifecycle,
                         .can_abort = settings.pipeline.outcome.can_abort,
                         .now_ms = clock.wall_ms(),
                         .stable_for_ms = job.folder ? job.folder->stable_for.count() : 0};
  Reviver reviver(execution, wish, rules, root);
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
