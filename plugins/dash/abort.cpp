#include <ingot/kit/verdict.hpp>

// ABORT: removes assets that this run created and did not finish. Dash has no call to cancel an
// upload (dash.md G13), so the asset goes, and only while nobody has moved it out of STAGED.
#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/requests.hpp"

namespace ingot::dash {
namespace {

task<> remove(Batch& batch, const Api& api, const Item& item) {
  if (item.remote_id.empty()) {
    batch.skipped(item, "nothing", "no asset was created");
    co_return;
  }
  const std::string path = "/assets/" + percent_encoded(item.remote_id);
  const Reply reply = co_await batch.send(api.read("GET", path).for_item(item));
  Judgement judgement = judge(reply, batch.now_ms());
  if (judgement.verdict == Verdict::gone) {
    batch.done(item, item.remote_id);
    co_return;
  }
  if (judgement.verdict == Verdict::ok) {
    const auto asset = read_asset(reply.body, "");
    if (asset && asset->state != "STAGED") {
      batch.skipped(item, "state",
                    "the asset is " + asset->state + " by now, so it was not deleted",
                    item.remote_id);
      co_return;
    }
    if (!asset) judgement = unreadable(asset.problem());
  }
  if (judgement.verdict == Verdict::ok) {
    const Reply deleted = co_await batch.send(api.settle("DELETE", path, "").for_item(item));
    judgement = judge(deleted, batch.now_ms());
  }
  const bool is_gone = judgement.verdict == Verdict::ok || judgement.verdict == Verdict::gone;
  if (is_gone) {
    batch.done(item, item.remote_id);
  } else {
    end_item(batch, item, ending_of(judgement, "delete asset " + item.remote_id), item.remote_id);
  }
}

}  // namespace

task<> abort(Batch& batch, const Config& config) {
  const Api api(config);
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await remove(batch, api, items[index]);
  });
}

}  // namespace ingot::dash
