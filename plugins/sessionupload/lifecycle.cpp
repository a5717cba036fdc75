// LIFECYCLE: available, archived (POST .../archive) or moved into a folder (POST .../move). A
// refusal because the user may not is an outcome of the item, as the job wants it.
#include <functional>

#include <ingot/kit/call.hpp>

#include "plugins/sessionupload/probe.hpp"
#include "plugins/sessionupload/sessionupload.hpp"
#include "plugins/sessionupload/upload.hpp"

namespace ingot::sessionupload {
namespace {

constexpr unsigned kMostCalls = 3;

struct Goal {
  explicit Goal(Request r) : request(std::move(r)) {}
  Request request;
  Call call = Call::archive;
  // Under way or there: nothing is to be sent.
  std::function<bool(const Asset&)> is_begun, is_reached;
};

Goal archived(const Api& api, const Item& item) {
  Goal goal(api.asset_call(item.remote_id, "archive"));
  goal.is_reached = [](const Asset& asset) { return asset.status == "Archived"; };
  goal.is_begun = [](const Asset& asset) {
    return asset.status.starts_with("Archiv") || asset.status == "PendingArchive";
  };
  return goal;
}

Goal moved(const Api& api, const Item& item, const std::string& folder) {
  Goal goal(api.asset_call(item.remote_id, "move", move_body(item.remote_id, folder)));
  goal.call = Call::move;
  goal.is_reached = [folder](const Asset& asset) {
    return asset.parent_id == folder && asset.status != "Moving";
  };
  goal.is_begun = [folder](const Asset& asset) {
    return asset.parent_id == folder || asset.status == "Moving";
  };
  return goal;
}

// What was attached to the item before stays, with the lifecycle added.
void finish(Batch& batch, const Item& item, const std::string& state, const std::string& reason) {
  ObjectText meta;
  meta.rest_of(item.meta, {"lifecycle", "reason"}).text("lifecycle", state);
  batch.done(item, item.remote_id, meta.text_if("reason", reason).str());
}

void end_badly(Batch& batch, const Config& config, const Item& item, const Judgement& judgement) {
  const bool is_policy = judgement.verdict == Verdict::forbidden;
  if (is_policy && !config.must_be_permitted)
    return finish(batch, item, "left as it was", judgement.why);
  if (is_policy) {
    return batch.rejected(item, "lifecycle", "lifecycle: not permitted: " + judgement.why,
                          item.remote_id);
  }
  end_item(batch, item, ending_of(judgement, "lifecycle of asset " + item.remote_id),
           item.remote_id);
}

task<> await_goal(Batch& batch, const Config& config, const Item& item,
                  std::function<bool(const Asset&)> is_reached) {
  const Watched watched = co_await watch(batch, config, item, item.remote_id, is_reached);
  if (watched.end == WatchEnd::reached) {
    finish(batch, item, config.lifecycle_to, "");
  } else if (watched.end == WatchEnd::failed) {
    end_item(batch, item, watched.ending, item.remote_id);
  } else {
    batch.retry(
        item, std::chrono::milliseconds(0), "lifecycle",
        "lifecycle: not " + config.lifecycle_to + " yet, the asset is " + watched.asset.status,
        item.remote_id);
  }
}

task<> reach(Batch& batch, const Config& config, const Item& item, Goal goal) {
  const Api api(config);
  goal.request.for_item(item);
  std::uint32_t used = 0;
  Judgement last;
  for (unsigned tries = 0; tries < kMostCalls + batch.restarts(); ++tries) {
    // Read before anything is sent or repeated: it may have been done.
    const Answer answer = co_await ask(batch, api.asset(item.remote_id).for_item(item));
    const auto asset = read_asset(answer.ok() ? answer.reply.body : "");
    last = answer.ok() ? unreadable(asset.problem()) : answer.judgement;
    if (!asset) break;
    if (goal.is_begun(*asset)) {
      co_await await_goal(batch, config, item, goal.is_reached);
      co_return;
    }
    const Change change =
        co_await kit::change(batch, goal.request, tag_of(goal.call, item.idx, 0, 0, used));
    used += change.attempts;
    last = change.answer.judgement;
    if (change.answer.ok()) {
      co_await await_goal(batch, config, item, goal.is_reached);
      co_return;
    }
    const bool is_lost = last.verdict == Verdict::lost || last.verdict == Verdict::cancelled;
    if (!is_lost || batch.cancelled()) break;
    co_await batch.wait(pause_before(tries + 1, last));
  }
  end_badly(batch, config, item, last);
}

task<> settle(Batch& batch, const Config& config, const Item& item) {
  const Api api(config);
  const auto target = read_target(item, config);
  const std::string folder = target ? target->move_to : std::string();
  if (item.remote_id.empty()) {
    batch.rejected(item, "asset", "the item has no complete asset");
  } else if (config.lifecycle_to == "archived") {
    co_await reach(batch, config, item, archived(api, item));
  } else if (config.lifecycle_to == "available") {
    co_await await_goal(batch, config, item,
                        [](const Asset& asset) { return asset.is_available(); });
  } else if (folder.empty()) {
    batch.rejected(item, "move_to", target ? "move_to: missing" : target.problem(), item.remote_id);
  } else {
    co_await reach(batch, config, item, moved(api, item, folder));
  }
}

}  // namespace

task<> SessionUpload::lifecycle(Batch& batch) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await settle(batch, config_, items[index]);
  });
}

}  // namespace ingot::sessionupload
