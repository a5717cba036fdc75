// LIFECYCLE: `expiry` adds to an asset's life, which must not happen twice; `restored` brings an
// expired or deleted asset back; `deleted` removes it with all its versions.
#include <algorithm>

#include <ingot/kit/duration.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/managedassets/draft.hpp"
#include "plugins/managedassets/managedassets.hpp"
#include "plugins/managedassets/workbench.hpp"

namespace ingot::managedassets {
namespace {

constexpr std::int64_t kRounding = 2000;  // ms; services cut dates to seconds
constexpr unsigned kMostRestores = 4;

// Did the expiry move by what was sent?
Evidence expiry_evidence(const std::string& sent, const Asset& before, const Asset& now) {
  if (sent == kNever && now.says_expiry && now.expires_on.empty()) return Evidence::applied;
  if (!now.expires_on.empty() && now.expires_on == before.expires_on) return Evidence::absent;
  const auto duration = parse_duration(sent);
  if (!duration || !before.expires_ms || !now.expires_ms) return Evidence::unclear;
  const std::int64_t moved = *now.expires_ms - *before.expires_ms;
  const bool is_ours =
      moved >= duration->least_ms - kRounding && moved <= duration->most_ms + kRounding;
  return is_ours ? Evidence::applied : Evidence::unclear;
}

class Lifecycle {
 public:
  Lifecycle(Workbench& bench, const Item& item) : bench_(bench), item_(item), id_(item.remote_id) {}

  task<> run() {
    if (!is_usable_id(id_)) {
      bench_.batch.rejected(item_, "asset", "the item has no asset");
      co_return;
    }
    if (bench_.config.lifecycle_to == "expiry") {
      co_await extend();
    } else if (bench_.config.lifecycle_to == "restored") {
      co_await restore();
    } else if (bench_.config.lifecycle_to == "deleted") {
      co_await remove();
    } else {
      bench_.batch.rejected(item_, "lifecycle",
                            "`" + bench_.config.lifecycle_to + "` is no state of an asset", id_);
    }
  }

 private:
  task<> extend();
  task<> restore();
  task<> remove();

  void finish(const Asset& asset, const std::string& state) {
    bench_.batch.done(item_, id_, meta_text(asset, item_.meta, std::nullopt, state));
  }
  // A refusal because of missing permission is an outcome if the job says so.
  void fail(const Ending& ending) {
    if (ending.code != "permission") return end_item(bench_.batch, item_, ending, id_);
    if (!bench_.config.leaves_unpermitted)
      return bench_.batch.rejected(item_, "lifecycle", ending.message, id_);
    bench_.batch.done(
        item_, id_, meta_text(Asset(), item_.meta, std::nullopt, "not permitted", ending.message));
  }

  Workbench& bench_;
  const Item& item_;
  const std::string id_;
};

task<> Lifecycle::extend() {
  const std::string sent = bench_.config.lifecycle_expires;
  Edit edit(id_, Call::expiry, "extend asset " + id_);
  edit.request = [this, sent](const std::string& etag) {
    return bench_.api.patch(id_, ObjectText().text("expires", sent).str(), etag);
  };
  edit.evidence = [sent](const Asset& before, const Asset& now) {
    return expiry_evidence(sent, before, now);
  };
  edit.is_needless = [](const Asset& now) { return now.says_expiry && now.expires_on.empty(); };
  const Edited edited = co_await bench_.edit(item_, std::move(edit));
  if (!edited.failure) co_return finish(edited.asset, "expiry");
  Ending ending = *edited.failure;
  if (ending.code == "gone")
    ending.message += "; it does not exist, or it has expired or was deleted: restore it first";
  fail(ending);
}

// The call extends an asset that is alive, so one that is alive is left alone.
task<> Lifecycle::restore() {
  const std::string what = "restore asset " + id_;
  std::uint32_t attempts = 0;
  Judgement last;
  for (unsigned round = 0; round < kMostRestores; ++round) {
    Look now = co_await bench_.look(item_, id_, Visibility::living);
    const bool is_alive =
        now.asset && !(now.asset->expires_ms && *now.asset->expires_ms <= bench_.batch.now_ms());
    if (is_alive) co_return finish(*now.asset, "restored");
    if (now.is_gone()) now = co_await bench_.look(item_, id_, Visibility::deleted_too);
    if (!now.asset) co_return fail(ending_of(now.judgement, what));
    Request request = bench_.api.restore(id_, bench_.config.lifecycle_expires);
    request.for_item(item_);
    const kit::Change made = co_await kit::change(bench_.batch, std::move(request),
                                                  tag_of(Call::restore, item_.idx) + attempts);
    attempts += made.attempts;
    last = made.answer.judgement;
    if (made.answer.ok()) {
      const auto asset = read_changed(made.answer.reply, *now.asset, bench_.config.names);
      if (asset) co_return finish(*asset, "restored");
      last = unreadable(asset.problem());
    }
    const bool is_lost = last.verdict == Verdict::lost;
    if (!is_lost || bench_.batch.cancelled()) co_return fail(ending_of(last, what));
    co_await bench_.batch.wait(pause_before(round + 1, last));  // then the next look tells
  }
  fail(ending_of(last, what));
}

task<> Lifecycle::remove() {
  const Removal how = bench_.config.is_purging ? Removal::purge : Removal::soft;
  const std::optional<Ending> failure = co_await bench_.remove(item_, id_, how);
  if (failure) co_return fail(*failure);
  finish(Asset(), bench_.config.is_purging ? "purged" : "deleted");
}

}  // namespace

task<> ManagedAssets::lifecycle(Batch& batch) {
  Workbench bench(batch, config_);
  co_await bench.each_open([&](const Item& item) -> task<> {
    Lifecycle lifecycle(bench, item);
    co_await lifecycle.run();
  });
}

}  // namespace ingot::managedassets
