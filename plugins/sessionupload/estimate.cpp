// ESTIMATE: what operations.cpp, upload.cpp and lifecycle.cpp ask for when every answer is good.
#include <ingot/kit/json.hpp>
#include <ingot/kit/names.hpp>

#include "plugins/sessionupload/sessionupload.hpp"

namespace ingot::sessionupload {
namespace {

// Start and complete; that the asset has become available is polled.
constexpr std::int64_t kEachItem = 2;
// To the store, and its confirmation to the vendor.
constexpr std::int64_t kEachPart = 2;

}  // namespace

task<> SessionUpload::estimate(Batch& batch) {
  const auto items = static_cast<std::int64_t>(batch.items().size());
  // A look, and the call; availability alone is only polled for.
  const std::int64_t lifecycle = config_.lifecycle_to == "available" ? 0 : 2;
  ObjectText counts;
  counts.number("login", config_.has_login ? 1 : 0);
  counts.number("discover", is_uuid(config_.parent_id) ? 2 : 1);
  counts.number("transfer", kEachItem * items).number("each_part", items > 0 ? kEachPart : 0);
  counts.number("lifecycle", lifecycle * items);
  batch.estimated(counts.str());
  co_return;
}

}  // namespace ingot::sessionupload
