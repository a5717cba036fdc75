#include "host/cli/offline_scan.hpp"

#include "host/cli/run_settings.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/files.hpp"
#include "host/run/digested_source.hpp"
#include "host/run/offline_check.hpp"

namespace ingot::cli {

namespace {

// Do items go on to LIFECYCLE after their transfer?
enum class Lifecycle { none, follows };

// Adds up what the plugin says sessions cost, batched as a run batches them.
class Requests {
 public:
  Requests(const run::OfflineCheck& check, std::size_t batch_items, const std::string& context,
           Lifecycle lifecycle)
      : check_(check), batch_items_(batch_items), context_(context), lifecycle_(lifecycle) {}

  Status add(std::vector<transfer::SessionItem> sent) {
    if (sent.empty() || !is_told_) return {};
    INGOT_TRY(const auto counts, check_.estimate(sent, context_));
    is_told_ = counts.has_value();
    if (!counts) return {};
    sum_ += counts->transfer;
    each_part_ = std::max(each_part_, counts->each_part);
    if (lifecycle_ == Lifecycle::none) return {};
    for (auto& item : sent) {
      promoted_.push_back(std::move(item));
      if (promoted_.size() == batch_items_) INGOT_CHECK(promote());
    }
    return {};
  }

  Status finish(OfflineTotals& totals) {
    if (totals.items > 0) INGOT_CHECK(promote());
    INGOT_TRY(const auto counts, check_.estimate({}, context_));
    if (!counts || !is_told_) return {};
    totals.requests = sum_ + counts->login + counts->discover;
    totals.requests_each_part = each_part_;
    return {};
  }

 private:
  Status promote() {
    if (promoted_.empty()) return {};
    INGOT_TRY(const auto counts, check_.estimate(promoted_, context_));
    promoted_.clear();
    if (counts) sum_ += counts->lifecycle;
    return {};
  }

  const run::OfflineCheck& check_;
  const std::size_t batch_items_;
  const std::string& context_;
  const Lifecycle lifecycle_;
  std::vector<transfer::SessionItem> promoted_;
  std::uint64_t sum_ = 0, each_part_ = 0;
  bool is_told_ = true;
};

class Judge final : public run::ItemSink {
 public:
  Judge(const run::OfflineCheck& check, const run::FeedOptions& feed,
        const OfflineListener& listener, const std::string& context, Lifecycle lifecycle)
      : check_(check),
        feed_(feed),
        listener_(listener),
        context_(context),
        requests_(check, feed.batch_items, context, lifecycle) {}

  Status take(std::vector<ledger::Item> items) override {
    for (ledger::Item& item : items) {
      if (item.state == ledger::ItemState::unreadable) {
        ++totals_.unreadable;
        listener_.problem(item.key, item.code, item.message);
        INGOT_CHECK(tell({item, nullptr, nullptr, 0}));
        continue;
      }
      if (feed_.is_full(waiting_.size(), waiting_bytes_)) INGOT_CHECK(judge());
      waiting_bytes_ += item.size;
      waiting_.push_back(std::move(item));
    }
    return {};
  }

  Status judge() {
    if (waiting_.empty()) return {};
    INGOT_TRY(std::vector<run::CheckedItem> checked, check_.check(waiting_, context_));
    std::vector<transfer::SessionItem> sent;
    const std::uint64_t batch = totals_.sessions + 1;
    for (std::size_t i = 0; i < checked.size(); ++i) {
      run::CheckedItem& one = checked[i];
      if (one.refusal) {
        refused(one);
        INGOT_CHECK(tell({waiting_[i], nullptr, &*one.refusal, 0}));
        continue;
      }
      totals_.sessions = batch;
      ++totals_.items;
      totals_.bytes += one.item.file.size;
      totals_.parts += one.item.n_parts;
      totals_.largest_parts = std::max<std::uint64_t>(totals_.largest_parts, one.item.n_parts);
      INGOT_CHECK(tell({waiting_[i], &one.item, nullptr, batch}));
      sent.push_back(std::move(one.item));
    }
    if (listener_.counts_requests) INGOT_CHECK(requests_.add(std::move(sent)));
    waiting_.clear();
    waiting_bytes_ = 0;
    return {};
  }

  Result<OfflineTotals> finish() {
    INGOT_CHECK(judge());
    if (listener_.counts_requests) INGOT_CHECK(requests_.finish(totals_));
    return totals_;
  }

 private:
  void refused(const run::CheckedItem& one) {
    const bool is_passed_over = one.refusal->state == ledger::ItemState::skipped;
    if (is_passed_over && one.refusal->code == run::kExists) {
      ++totals_.skipped;
      return;
    }
    ++(is_passed_over ? totals_.set_aside : totals_.refused);
    listener_.problem(one.item.key, one.refusal->code, one.refusal->message);
  }

  Status tell(const JudgedItem& judged) const {
    return listener_.judged ? listener_.judged(judged) : Status();
  }

  const run::OfflineCheck& check_;
  const run::FeedOptions& feed_;
  const OfflineListener& listener_;
  const std::string& context_;
  Requests requests_;
  std::vector<ledger::Item> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  OfflineTotals totals_;
};

}  // namespace

Result<OfflineTotals> scan_offline(LoadedJob& loaded, run::EarlierRuns& earlier,
                                   const OfflineListener& listener, const std::string& context) {
  SystemClock clock;
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(loaded.job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(loaded.job, loaded.manifest, config, {}));
  const JobDescriber describer(loaded.job);
  const run::OfflineCheck check({clock, *loaded.vendor, describer, &earlier},
                                settings.pipeline.rules, loaded.job.vendor.config_json);
  const Lifecycle lifecycle =
      settings.pipeline.outcome.has_lifecycle ? Lifecycle::follows : Lifecycle::none;
  Judge judge(check, settings.pipeline.feed, listener, context, lifecycle);
  INGOT_TRY(const auto source, set_up_source(loaded.job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  io::DiskFiles files(std::move(root));
  const auto digested = run::digested_source(*source.source, earlier, files);
  auto& walked = compares_digests(loaded.job) ? *digested : *source.source;
  auto counts = walked.walk(judge, std::stop_token());
  if (!counts) return counts.error().within("scan");
  INGOT_TRY(OfflineTotals totals, judge.finish());
  totals.excluded = counts->excluded;
  totals.symlinks_skipped = counts->symlinks_skipped;
  return totals;
}

}  // namespace ingot::cli
