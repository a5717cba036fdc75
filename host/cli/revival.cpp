#include "host/cli/revival.hpp"

#include <cstring>

#include "host/cli/config_json.hpp"
#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"

namespace ingot::cli {

using ledger::Item;

std::vector<Revival::LaterRun> Revival::later_runs(const StateFolder& state, const run::RunFacts& facts) {
  std::vector<LaterRun> runs;
  for (const std::string& id : state.runs()) {
    if (id <= facts.run_id) break;  // newest first
    auto ledger = ledger::Ledger::open_read_only(state.ledger(id));
    if (!ledger) continue;
    const auto later = run::load_facts(**ledger);
    if (later && later->job == facts.job) runs.push_back({id, *std::move(ledger)});
  }
  return runs;
}

// The run that has brought the item, or has it under way.
Result<std::optional<std::string>> Revival::later_run_with(const std::string& key) {
  for (auto& [id, ledger] : later_) {
    INGOT_TRY(const auto item, ledger->find(key));
    const bool is_there = item && (item->state == ledger::ItemState::done || ledger::is_in_batch(item->state) ||
                                   item->state == ledger::ItemState::transferred);
    if (is_there) return std::optional(id);
  }
  return std::optional<std::string>();
}

static SourceNow look_at(const io::RootFolder& root, const Item& item) {
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

Result<Revival> Revival::of(const job::Job& job, const plugin::Manifest& manifest, const StateFolder& state,
                            const run::RunFacts& facts, Clock& clock) {
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(job, manifest, config, {}));
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  const RetryRules rules{.has_lifecycle = settings.pipeline.outcome.has_lifecycle,
                         .can_abort = settings.pipeline.outcome.can_abort,
                         .now_ms = clock.wall_ms(),
                         .stable_for_ms = job.folder ? job.folder->stable_for.count() : 0};
  return Revival(rules, std::move(root), later_runs(state, facts));
}

Result<RetryVerdict> Revival::judge(const Item& item) {
  INGOT_TRY(const auto later, later_run_with(item.key));
  if (later) return RetryVerdict("run " + *later + " has it");
  std::optional<SourceNow> now;
  if (wants_source(item, rules_)) now = look_at(root_, item);
  return judge_retry(item, rules_, now);
}

ledger::Transaction without_end() {
  return {ledger::SetFact{"end", ""}, ledger::SetFact{"end_message", ""}, ledger::SetFact{"exit_code", "0"}};
}

ledger::Transaction revived(const ledger::ReviveItem& revival, std::int64_t now_ms) {
  return {ledger::AddHistory{{revival.seq, now_ms, "retry", true, revival.message}}, revival};
}

}  // namespace ingot::cli
