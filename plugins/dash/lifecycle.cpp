// LIFECYCLE: STAGED to approval or live through the call the job maps. A refusal by policy (the
// user's uploads need approval, dash.md 1.6) is an outcome of the item, not an error.
#include <algorithm>

#include <ingot/kit/json.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/requests.hpp"
#include "plugins/dash/kit.hpp"
#include "plugins/dash/tags.hpp"

namespace ingot::dash {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kMostCalls = 4;

// One item on its way to its state.
class Promotion {
 public:
  Promotion(Batch& batch, const Config& config, const Item& item)
      : batch_(batch),
        config_(config),
        api_(config),
        item_(item),
        path_("/assets/" + percent_encoded(item.remote_id)) {}

  task<> run();

 private:
  // The asset as it is; empty when the item has ended because it cannot be read.
  enum class Purpose { look, poll };
  task<std::optional<Asset>> read(Purpose purpose);
  task<> call();
  task<> await_target();
  bool is_there(const Asset& asset);
  bool is_refused(const Asset& asset) const;
  void finish(const std::string& state, const std::string& reason);
  void refuse(const std::string& reason);
  const std::string& target() const {
    return config_.lifecycle_call->states.at(config_.lifecycle_to);
  }

  Batch& batch_;
  const Config& config_;
  const Api api_;
  const Item& item_;
  const std::string path_;
};

task<> Promotion::run() {
  if (item_.remote_id.empty()) {
    batch_.rejected(item_, "asset", "the item has no asset to promote");
    co_return;
  }
  if (config_.lifecycle_to == "staged") {
    finish("STAGED", "");
    co_return;
  }
  if (!config_.lifecycle_call) {
    finish("awaiting promotion", "no lifecycle_call is configured");
    co_return;
  }
  if (!config_.lifecycle_call->states.contains(config_.lifecycle_to)) {
    batch_.rejected(item_, "lifecycle",
                    "lifecycle_call.states has no `" + config_.lifecycle_to + "`", item_.remote_id);
    co_return;
  }
  const auto asset = co_await read(Purpose::look);
  if (!asset || is_there(*asset)) co_return;
  if (is_refused(*asset)) {
    refuse("the user of the token may not do this; an approver has to");
    co_return;
  }
  // A call of an earlier life that was answered well is not made again.
  for (std::uint32_t tries = 0;
       const Reply* earlier = batch_.prior(tag_of(Call::lifecycle, item_.idx, 0, 0, tries));
       ++tries) {
    if (!earlier->ok()) continue;
    co_await await_target();
    co_return;
  }
  co_await call();
}

task<std::optional<Asset>> Promotion::read(Purpose purpose) {
  Request request = api_.read("GET", path_);
  request.for_item(item_);
  if (purpose == Purpose::poll) request.poll();
  const Reply reply = co_await batch_.send(std::move(request));
  Judgement judgement = judge(reply, batch_.now_ms());
  if (judgement.verdict == Verdict::ok) {
    const auto asset = read_asset(reply.body, "");
    if (asset) co_return *asset;
    judgement = unreadable(asset.problem());
  }
  end_item(batch_, item_, ending_of(judgement, "read asset " + item_.remote_id), item_.remote_id);
  co_return std::nullopt;
}

// Ends the item if its asset has reached the target, or the approval that the target has to pass.
bool Promotion::is_there(const Asset& asset) {
  if (asset.state == target()) {
    finish(asset.state, "");
    return true;
  }
  const auto approval = config_.lifecycle_call->states.find("approval");
  if (approval == config_.lifecycle_call->states.end() || asset.state != approval->second)
    return false;
  refuse("the asset waits for approval");
  return true;
}

bool Promotion::is_refused(const Asset& asset) const {
  const auto& needed = config_.lifecycle_call->permitted_actions;
  const auto action = needed.find(config_.lifecycle_to);
  if (action == needed.end() || !asset.permitted_actions) return false;
  const auto& permitted = *asset.permitted_actions;
  return std::find(permitted.begin(), permitted.end(), action->second) == permitted.end();
}

task<> Promotion::call() {
  const LifecycleCall& mapped = *config_.lifecycle_call;
  const std::string path = fill_path(mapped.path, item_.remote_id, target());
  const std::string body = fill_body(mapped.body, item_.remote_id, target());
  std::uint32_t attempt = 0;
  while (batch_.prior(tag_of(Call::lifecycle, item_.idx, 0, 0, attempt)) != nullptr) ++attempt;
  for (std::uint32_t tries = 1;; ++tries, ++attempt) {
    const std::uint64_t tag = tag_of(Call::lifecycle, item_.idx, 0, 0, attempt);
    const Reply reply =
        co_await batch_.send(api_.change(mapped.method, path, body, tag).for_item(item_));
    if (reply.ok()) {
      co_await await_target();
      co_return;
    }
    const Judgement judgement = judge(reply, batch_.now_ms());
    const bool is_policy =
        reply.outcome == Outcome::response && mapped.refused_statuses.contains(reply.status);
    if (is_policy) {
      refuse(judgement.why);
      co_return;
    }
    const bool is_lost =
        judgement.verdict == Verdict::lost || judgement.verdict == Verdict::cancelled;
    const bool may_repeat =
        is_lost || judgement.verdict == Verdict::busy || judgement.verdict == Verdict::not_sent;
    if (!may_repeat || tries >= kMostCalls || batch_.cancelled()) {
      end_item(batch_, item_, ending_of(judgement, "promote asset"), item_.remote_id);
      co_return;
    }
    co_await batch_.wait(pause_before(tries, judgement));
    if (!is_lost) continue;
    // Read before anything is repeated: the call may have been done.
    const auto asset = co_await read(Purpose::look);
    if (!asset || is_there(*asset)) co_return;
  }
}

// The call was accepted; Dash may still be at it.
task<> Promotion::await_target() {
  const std::int64_t deadline = batch_.now_ms() + config_.poll_timeout_ms;
  std::int64_t every = config_.poll_every_ms;
  for (;;) {
    const auto asset = co_await read(Purpose::poll);
    if (!asset || is_there(*asset)) co_return;
    if (batch_.now_ms() >= deadline || batch_.cancelled()) {
      batch_.retry(item_, milliseconds(0), "lifecycle",
                   "promote asset: accepted, but the asset is still " + asset->state,
                   item_.remote_id);
      co_return;
    }
    co_await batch_.wait(milliseconds(std::min(every, deadline - batch_.now_ms())));
    every = std::min(every + every / 2, config_.poll_every_ms * 10);
  }
}

void Promotion::refuse(const std::string& reason) {
  if (config_.if_not_permitted == IfNotPermitted::fail) {
    return batch_.rejected(item_, "lifecycle", "promote asset: not permitted: " + reason,
                           item_.remote_id);
  }
  finish("awaiting promotion", reason);
}

// What was attached to the item before stays, with the lifecycle added.
void Promotion::finish(const std::string& state, const std::string& reason) {
  ObjectText meta;
  meta.rest_of(item_.meta, {"lifecycle", "reason"}).text("lifecycle", state);
  batch_.done(item_, item_.remote_id, meta.text_if("reason", reason).str());
}

task<> promote(Batch& batch, const Config& config, const Item& item) {
  Promotion promotion(batch, config, item);
  co_await promotion.run();
}

}  // namespace

task<> lifecycle(Batch& batch, const Config& config) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await promote(batch, config, items[index]);
  });
}

}  // namespace ingot::dash
