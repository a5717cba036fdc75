// ESTIMATE: what operations.cpp, transfer.cpp and lifecycle.cpp ask for when every answer is good.
#include <ingot/kit/json.hpp>

#include "plugins/managedassets/draft.hpp"
#include "plugins/managedassets/managedassets.hpp"

namespace ingot::managedassets {
namespace {

// A creation; or a look at what is there, and the change unless nothing is to be changed.
std::int64_t transfer_of(const Item& item, const Draft& draft) {
  const bool is_new = draft.asset_id.empty() && item.remote_id.empty();
  if (is_new) return 1;
  return draft.content == Content::none && draft.metadata.empty() ? 1 : 2;
}

// A look, and the call unless the asset is what it is to be already.
std::int64_t lifecycle_of(const Draft& draft, const Config& config) {
  if (config.lifecycle_to == "restored") return 1;
  const bool is_needless = config.lifecycle_to == "expiry" && draft.expires == kNever;
  return is_needless ? 1 : 2;
}

}  // namespace

task<> ManagedAssets::estimate(Batch& batch) {
  std::int64_t transfer = 0, lifecycle = 0;
  for (const Item& item : batch.items()) {
    const Draft draft = draft_of(item, config_);
    transfer += transfer_of(item, draft);
    if (!config_.lifecycle_to.empty()) lifecycle += lifecycle_of(draft, config_);
  }
  ObjectText counts;
  counts.number("login", config_.oauth ? 1 : 0);
  counts.number("discover", config_.query_by_metadata.empty() ? 0 : 1);
  counts.number("transfer", transfer).number("lifecycle", lifecycle);
  batch.estimated(counts.str());
  co_return;
}

}  // namespace ingot::managedassets
