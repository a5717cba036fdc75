#include "host/run/part_wishes.hpp"

#include <sstream>

#include "host/plan/part_plan.hpp"

namespace ingot::run {

PartWishes PartWishes::parse(std::string_view text) {
  PartWishes wishes;
  std::istringstream lines{std::string(text)};
  for (Entry entry; lines >> entry.from >> entry.part_size >> entry.in_flight;) {
    if (entry.part_size > 0 && entry.in_flight > 0) wishes.entries_.push_back(entry);
  }
  return wishes;
}

std::string PartWishes::text() const {
  std::string text;
  for (const Entry& entry : entries_) {
    text += std::to_string(entry.from) + " " + std::to_string(entry.part_size) + " " +
            std::to_string(entry.in_flight) + "\n";
  }
  return text;
}

std::optional<plan::PartWish> PartWishes::of(std::int64_t batch) const {
  std::optional<plan::PartWish> wish;
  for (const Entry& entry : entries_) {
    if (entry.from <= batch) wish = plan::PartWish{entry.part_size, entry.in_flight, {}};
  }
  return wish;
}

bool PartWishes::follow(std::int64_t batch, const std::optional<plan::PartWish>& measured) {
  if (!measured || entries_.size() >= kMost) return false;
  const std::uint64_t last = entries_.empty() ? plan::kAutoPartSize : entries_.back().part_size;
  const bool is_other = measured->part_size >= 2 * last || measured->part_size <= last / 4;
  if (!is_other) return false;
  entries_.push_back({batch, measured->part_size, measured->in_flight});
  return true;
}

}  // namespace ingot::run
