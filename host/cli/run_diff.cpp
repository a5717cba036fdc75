#include "host/cli/run_diff.hpp"

namespace ingot::cli {

using ledger::Item;

std::vector<std::string> different_fields(const Item& before, const Item& after) {
  std::vector<std::string> fields;
  if (before.state != after.state) fields.emplace_back("outcome");
  if (before.remote_id != after.remote_id) fields.emplace_back("remote_id");
  if (before.size != after.size) fields.emplace_back("size");
  const bool has_digests = !before.sha256.empty() && !after.sha256.empty();
  if (has_digests && before.sha256 != after.sha256) fields.emplace_back("sha256");
  return fields;
}

Result<DiffCounts> diff_ledgers(ledger::Ledger& before, ledger::Ledger& after,
                                const std::function<void(const ItemDifference&)>& tell) {
  DiffCounts counts;
  INGOT_CHECK(before.each_item([&](const Item& item) -> Status {
    INGOT_TRY(auto other, after.find(item.key));
    if (!other) {
      ++counts.only_before;
      tell({item.key, item, std::nullopt, {}});
      return {};
    }
    auto fields = different_fields(item, *other);
    ++(fields.empty() ? counts.same : counts.different);
    if (!fields.empty()) tell({item.key, item, std::move(other), std::move(fields)});
    return {};
  }));
  INGOT_CHECK(after.each_item([&](const Item& item) -> Status {
    INGOT_TRY(const auto other, before.find(item.key));
    if (other) return {};
    ++counts.only_after;
    tell({item.key, std::nullopt, item, {}});
    return {};
  }));
  return counts;
}

}  // namespace ingot::cli
