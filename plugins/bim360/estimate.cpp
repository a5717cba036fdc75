// ESTIMATE: what creation.cpp, attach.cpp and lifecycle.cpp ask for when every answer is good. How
// many pages the project's settings and a search have is the vendor's to say.
#include <ingot/kit/json.hpp>

#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/draft.hpp"
#include "plugins/bim360/settings.hpp"

namespace ingot::bim360 {
namespace {

std::int64_t groups_of(std::size_t items, std::size_t most) {
  return static_cast<std::int64_t>((items + most - 1) / most);
}

// Storage, URLs, parts, completion, the item in the folder, and its link to the asset.
std::int64_t attachment_of(const Item& item, const Config& config) {
  const std::int64_t parts = item.n_parts;
  const std::int64_t windows = (parts + config.url_window - 1) / config.url_window;
  return windows + parts + 4;
}

}  // namespace

task<> Bim360::estimate(Batch& batch) {
  const Settings settings = Settings::read(batch.context());
  std::vector<std::pair<std::uint32_t, std::size_t>> fresh;
  std::size_t changed = 0;
  std::int64_t transfer = 0;
  for (const Item& item : batch.items()) {
    const auto draft = read_draft(item, config_, settings);
    if (item.remote_id.empty()) {
      fresh.emplace_back(item.idx, draft ? draft->body.size() : 0);
    } else {
      ++changed;
    }
    if (item.has_bytes) transfer += attachment_of(item, config_);
  }
  transfer += static_cast<std::int64_t>(creation_groups(fresh, config_.batch_size).size()) +
              groups_of(changed, config_.batch_size);
  const std::int64_t lifecycle =
      config_.lifecycle_to == "created" ? 0 : groups_of(batch.items().size(), config_.batch_size);
  ObjectText counts;
  counts.number("login", config_.oauth ? 1 : 0).number("transfer", transfer);
  batch.estimated(counts.number("lifecycle", lifecycle).str());
  co_return;
}

}  // namespace ingot::bim360
