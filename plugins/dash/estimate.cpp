// ESTIMATE: what transfer.cpp, discover.cpp and lifecycle.cpp ask for when every answer is good.
#include <ingot/kit/json.hpp>

#include "plugins/dash/creator.hpp"
#include "plugins/dash/operations.hpp"

namespace ingot::dash {
namespace {

// The current user, the fields, the folder field.
constexpr std::int64_t kDiscoverReads = 3;

std::int64_t windows(std::int64_t parts, std::int64_t window) {
  return parts <= 0 ? 0 : (parts + window - 1) / window;
}

std::int64_t transfer_of(const Item& item, const Config& config) {
  const auto window = static_cast<std::int64_t>(config.url_window);
  const std::int64_t parts = item.n_parts;
  // The creation brings the first window. An asset of an earlier run is looked at, its file as
  // well.
  const std::int64_t urls =
      item.remote_id.empty() ? windows(parts - window, window) : 2 + windows(parts, window);
  const auto settings = read_item_settings(item.fields, config.folder);
  const std::int64_t metadata = settings && !settings->fields.empty() ? 1 : 0;
  return urls + parts + 1 + metadata;
}

// A look and the call; what follows are polls.
std::int64_t lifecycle_of(const Config& config) {
  const bool is_called = config.lifecycle_to != "staged" && config.lifecycle_call &&
                         config.lifecycle_call->states.contains(config.lifecycle_to);
  return is_called ? 2 : 0;
}

}  // namespace

task<> estimate(Batch& batch, const Config& config) {
  std::vector<const Item*> fresh;
  std::int64_t transfer = 0;
  for (const Item& item : batch.items()) {
    if (item.remote_id.empty()) fresh.push_back(&item);
    transfer += transfer_of(item, config);
  }
  // Each session learns once how Dash lists files.
  if (!batch.items().empty()) ++transfer;
  transfer += static_cast<std::int64_t>(waves_of(fresh, config.batch_size).size());
  ObjectText counts;
  counts.number("login", config.oauth ? 1 : 0).number("discover", kDiscoverReads);
  counts.number("transfer", transfer);
  counts.number("lifecycle",
                lifecycle_of(config) * static_cast<std::int64_t>(batch.items().size()));
  batch.estimated(counts.str());
  co_return;
}

}  // namespace ingot::dash
