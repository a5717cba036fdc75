// VERIFY: the asset as GET shows it: that it is alive, its ETag, expiry and, where told, its size.
// No answer is documented (managedassets.md 2.2), so what it does not show is not compared.
#include <ingot/kit/drift.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/managedassets/managedassets.hpp"
#include "plugins/managedassets/workbench.hpp"

namespace ingot::managedassets {
namespace {

std::string remembered(const Item& item, const std::string& member) {
  const auto meta = Json::parse(item.meta);
  return meta ? (*meta)[member].text() : std::string();
}

task<> verify_one(Workbench& bench, const Item& item) {
  if (item.remote_id.empty()) {
    bench.batch.skipped(item, "asset", "the run has no id of an asset");
    co_return;
  }
  const Look look = co_await bench.look(item, item.remote_id, Visibility::living);
  const std::string lifecycle = remembered(item, "lifecycle");
  const bool is_to_be_gone = lifecycle == "deleted" || lifecycle == "purged";
  Drift drift;
  if (look.is_gone() || is_to_be_gone) {
    if (look.is_gone() && !is_to_be_gone)
      drift.missing("asset " + item.remote_id, look.judgement.why);
    if (!look.is_gone() && look.asset) drift.compare("lifecycle", lifecycle, "there");
    const bool is_known = look.is_gone() || look.asset.has_value();
    if (is_known) {
      drift.end(bench.batch, item);
      co_return;
    }
  }
  if (!look.asset) {
    end_item(bench.batch, item, ending_of(look.judgement, "read asset " + item.remote_id),
             item.remote_id);
    co_return;
  }
  const Asset& asset = *look.asset;
  if (!asset.etag.empty()) drift.compare("etag", remembered(item, "etag"), asset.etag);
  if (asset.says_expiry) {
    drift.compare("expires_on", remembered(item, "expires_on"),
                  asset.expires_on.empty() ? "never" : asset.expires_on);
  }
  if (item.has_bytes) drift.compare_size(item.size, asset.size);
  drift.end(bench.batch, item);
}

}  // namespace

task<> ManagedAssets::verify(Batch& batch) {
  Workbench bench(batch, config_);
  co_await bench.each_open([&](const Item& item) { return verify_one(bench, item); });
}

}  // namespace ingot::managedassets
