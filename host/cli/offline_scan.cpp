#include "host/cli/offline_scan.hpp"

#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/files.hpp"
#include "host/run/digested_source.hpp"
#include "host/run/offline_check.hpp"

namespace ingot::cli {

namespace {

class Judge final : public run::ItemSink {
 public:
  Judge(const run::OfflineCheck& check, std::size_t batch_items, const ProblemSink& problem,
        const std::string& context)
      : check_(check), batch_items_(batch_items), problem_(problem), context_(context) {}

  Status take(std::vector<ledger::Item> items) override {
    for (ledger::Item& item : items) {
      if (item.state == ledger::ItemState::unreadable) {
        ++totals_.unreadable;
        problem_(item.key, item.code, item.message);
        continue;
      }
      waiting_.push_back(std::move(item));
      if (waiting_.size() >= batch_items_) INGOT_CHECK(judge());
    }
    return {};
  }

  Status judge() {
    if (waiting_.empty()) return {};
    INGOT_TRY(const auto checked, check_.check(waiting_, context_));
    waiting_.clear();
    ++totals_.sessions;
    for (const auto& one : checked) {
      if (one.refusal && one.refusal->state == ledger::ItemState::skipped) {
        const bool is_there = one.refusal->code == run::kExists;
        ++(is_there ? totals_.skipped : totals_.set_aside);
        if (!is_there) problem_(one.item.key, one.refusal->code, one.refusal->message);
        continue;
      }
      if (one.refusal) {
        ++totals_.refused;
        problem_(one.item.key, one.refusal->code, one.refusal->message);
        continue;
      }
      ++totals_.items;
      totals_.bytes += one.item.file.size;
      totals_.parts += one.item.n_parts;
      totals_.largest_parts = std::max<std::uint64_t>(totals_.largest_parts, one.item.n_parts);
    }
    return {};
  }

  OfflineTotals totals() const { return totals_; }

 private:
  const run::OfflineCheck& check_;
  const std::size_t batch_items_;
  const ProblemSink& problem_;
  const std::string& context_;
  std::vector<ledger::Item> waiting_;
  OfflineTotals totals_;
};

}  // namespace

Result<OfflineTotals> scan_offline(LoadedJob& loaded, run::EarlierRuns& earlier,
                                   const ProblemSink& problem, const std::string& context) {
  SystemClock clock;
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(loaded.job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(loaded.job, loaded.manifest, config, {}));
  const JobDescriber describer(loaded.job);
  const run::OfflineCheck check({clock, *loaded.vendor, describer, &earlier}, settings.pipeline.rules,
                                loaded.job.vendor.config_json);
  Judge judge(check, settings.pipeline.feed.batch_items, problem, context);
  INGOT_TRY(const auto source, set_up_source(loaded.job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  io::DiskFiles files(std::move(root));
  const auto digested = run::digested_source(*source.source, earlier, files);
  auto& walked = compares_digests(loaded.job) ? *digested : *source.source;
  auto counts = walked.walk(judge, std::stop_token());
  if (!counts) return counts.error().within("scan");
  INGOT_CHECK(judge.judge());
  OfflineTotals totals = judge.totals();
  totals.excluded = counts->excluded;
  totals.symlinks_skipped = counts->symlinks_skipped;
  return totals;
}

}  // namespace ingot::cli
