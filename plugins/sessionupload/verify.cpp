// VERIFY: the asset as GET shows it: its name, status, folder and, where told, its size
// (sessionupload.md 1.2 names no digest).
#include <ingot/kit/call.hpp>
#include <ingot/kit/drift.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/sessionupload/requests.hpp"
#include "plugins/sessionupload/replies.hpp"
#include "plugins/sessionupload/sessionupload.hpp"

namespace ingot::sessionupload {
namespace {

// What the asset was when the item ended; empty when the run left it to others.
std::string status_of(const Item& item) {
  const auto meta = Json::parse(item.meta);
  const std::string lifecycle = meta ? (*meta)["lifecycle"].text() : "";
  if (lifecycle == "archived") return "Archived";
  if (lifecycle == "available") return "Available";
  return lifecycle.empty() && meta ? (*meta)["status"].text() : std::string();
}

bool is_moved(const Item& item) {
  const auto meta = Json::parse(item.meta);
  return meta && (*meta)["lifecycle"].text() == "moved";
}

task<> verify_one(Batch& batch, const Config& config, const Item& item) {
  if (item.remote_id.empty()) {
    batch.skipped(item, "asset", "the run has no id of an asset");
    co_return;
  }
  const Api api(config);
  const Answer answer = co_await ask(batch, api.asset(item.remote_id).for_item(item));
  Drift drift;
  if (answer.verdict() == Verdict::gone) {
    drift.missing("asset " + item.remote_id, answer.judgement.why);
    drift.end(batch, item);
    co_return;
  }
  const auto asset = read_asset(answer.ok() ? answer.reply.body : "");
  if (!asset) {
    const Judgement why = answer.ok() ? unreadable(asset.problem()) : answer.judgement;
    end_item(batch, item, ending_of(why, "read asset " + item.remote_id), item.remote_id);
    co_return;
  }
  if (!asset->id.empty()) drift.compare("id", item.remote_id, asset->id);
  drift.compare("status", status_of(item), asset->status);
  if (const auto target = read_target(item, config)) {
    // An asset that was there before keeps its own name.
    if (!asset->name.empty()) drift.compare("name", target->display_name, asset->name);
    if (is_moved(item)) drift.compare("folder", target->move_to, asset->parent_id);
  }
  drift.compare_size(item.size, asset->size);
  drift.end(batch, item);
}

}  // namespace

task<> SessionUpload::verify(Batch& batch) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await verify_one(batch, config_, items[index]);
  });
}

}  // namespace ingot::sessionupload
