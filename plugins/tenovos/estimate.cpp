// ESTIMATE: what tenovos.cpp and transfer.cpp ask for when every answer is good.
#include <ingot/kit/json.hpp>

#include "plugins/tenovos/item_plan.hpp"
#include "plugins/tenovos/tenovos.hpp"

namespace ingot::tenovos {
namespace {

// The user and the template; how many vocabularies follow is the template's to say.
constexpr std::int64_t kDiscoverReads = 2;

std::int64_t transfer_of(const Config& config, const Context& context, const Item& item) {
  const auto plan = plan_item(config, context, item);
  if (!plan || plan->mode != Mode::upload) return 1;
  // Told the size of a file, Tenovos answers an upload that has to be completed (tenovos.md 2.5); a
  // tenant that answers a single URL needs one call less.
  const std::int64_t look = config.post_check == PostCheck::none ? 0 : 1;
  return 2 + look;
}

}  // namespace

task<> Tenovos::estimate(Batch& batch) {
  const Context context = read_context(batch.context());
  std::int64_t transfer = 0;
  bool has_parts = false;
  for (const Item& item : batch.items()) {
    transfer += transfer_of(config_, context, item);
    has_parts = has_parts || item.has_bytes;
  }
  ObjectText counts;
  counts.number("login", 1).number("discover", kDiscoverReads).number("transfer", transfer);
  counts.number("each_part", has_parts ? 1 : 0);
  batch.estimated(counts.str());
  co_return;
}

}  // namespace ingot::tenovos
