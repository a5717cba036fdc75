// VERIFY: is the asset there, in its state, with a file of this name, size and content? Dash tells
// the size and perhaps the MD5 of a file; neither is documented (dash.md 1.5), so what is missing
// in its answer is not compared.
#include <ingot/kit/call.hpp>
#include <ingot/kit/drift.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/replies.hpp"
#include "plugins/dash/requests.hpp"

namespace ingot::dash {
namespace {

// The state it ended in; empty when the run left that to others.
std::string state_of(const Item& item) {
  const auto meta = Json::parse(item.meta);
  if (!meta) return {};
  const std::string lifecycle = (*meta)["lifecycle"].text();
  if (lifecycle == "awaiting promotion") return {};
  return lifecycle.empty() ? (*meta)["state"].text() : lifecycle;
}

task<> compare_file(Batch& batch, const Api& api, const Item& item, Drift& drift) {
  const std::string path = "/assets/" + percent_encoded(item.remote_id) + "/files";
  Request request = api.read("GET", path);
  request.for_item(item);
  const Answer answer = co_await ask(batch, std::move(request));
  const auto file = read_file_facts(answer.ok() ? answer.reply.body : "", item.name);
  if (!file) co_return;  // a look that failed says nothing about the file
  if (!file->is_there) {
    drift.missing(item.name, "the asset has no file of this name");
    co_return;
  }
  drift.compare_size(item.size, file->size);
  if (file->md5.empty() || file->size != static_cast<std::int64_t>(item.size)) co_return;
  const DigestReply digest = co_await batch.digest(item, 0, item.size, "md5");
  // The file on this side may be gone or another one by now.
  if (digest.ok()) drift.compare("md5", digest.hex, file->md5);
}

task<> verify_one(Batch& batch, const Config& config, const Item& item) {
  if (item.remote_id.empty()) {
    batch.skipped(item, "asset", "the run has no id of an asset");
    co_return;
  }
  const Api api(config);
  Request request = api.read("GET", "/assets/" + percent_encoded(item.remote_id));
  request.for_item(item);
  const Answer answer = co_await ask(batch, std::move(request));
  Drift drift;
  if (answer.verdict() == Verdict::gone) {
    drift.missing("asset " + item.remote_id, answer.judgement.why);
    drift.end(batch, item);
    co_return;
  }
  const auto asset = read_asset(answer.ok() ? answer.reply.body : "", "");
  if (!asset) {
    const Judgement why = answer.ok() ? unreadable(asset.problem()) : answer.judgement;
    end_item(batch, item, ending_of(why, "read asset " + item.remote_id), item.remote_id);
    co_return;
  }
  drift.compare("id", item.remote_id, asset->id);
  drift.compare("state", state_of(item), asset->state);
  if (!asset->filename.empty()) drift.compare("name", item.name, asset->filename);
  co_await compare_file(batch, api, item, drift);
  drift.end(batch, item);
}

}  // namespace

task<> verify(Batch& batch, const Config& config) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await verify_one(batch, config, items[index]);
  });
}

}  // namespace ingot::dash
