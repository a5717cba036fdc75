#include <ingot/kit/drift.hpp>

#include <ingot/kit/json.hpp>

namespace ingot::kit {

void Drift::compare(const std::string& what, const std::string& expected,
                    const std::string& found) {
  if (!expected.empty() && expected != found) differences_.emplace_back(what, expected, found);
}

void Drift::compare_size(std::uint64_t expected, const std::optional<std::int64_t>& found) {
  if (found) compare("size", std::to_string(expected), std::to_string(*found));
}

void Drift::missing(const std::string& expected, const std::string& why) {
  differences_.emplace_back("missing", expected, why);
}

void Drift::end(Batch& batch, const Item& item) const {
  if (is_empty()) return batch.done(item, item.remote_id);
  std::string message, rows;
  for (const Difference& each : differences_) {
    message += (message.empty() ? "" : "; ") + each.what + ": expected " + each.expected +
               ", found " + (each.found.empty() ? "nothing" : each.found);
    rows += rows.empty() ? "[" : ",";
    rows += ObjectText()
                .text("what", each.what)
                .text("expected", each.expected)
                .text("found", each.found)
                .str();
  }
  batch.conflict(item, differences_.front().what, message, item.remote_id,
                 ObjectText().raw("differs", rows + "]").str());
}

}  // namespace ingot::kit
