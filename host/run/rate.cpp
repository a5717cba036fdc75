#include "host/run/rate.hpp"

#include <algorithm>

namespace ingot::run {

static std::uint64_t less(std::uint64_t a, std::uint64_t b) { return a - std::min(a, b); }

void RateMeter::add(const Progress& progress) {
  // Another life of the run counts from its own start.
  if (!moments_.empty() && progress.elapsed_ms < moments_.back().elapsed_ms) moments_.clear();
  moments_.push_back({.elapsed_ms = progress.elapsed_ms,
                      .bytes_sent = progress.bytes_sent,
                      .ended = progress.ended(),
                      .bytes_left = less(progress.found_bytes, progress.settled_bytes()),
                      .items_left = less(progress.found, progress.ended()),
                      .is_scan_complete = progress.is_scan_complete});
  while (moments_.size() > 2 && progress.elapsed_ms - moments_.front().elapsed_ms > kWindowMs) moments_.pop_front();
}

Rate RateMeter::rate() const {
  Rate rate;
  if (moments_.size() < 2) return rate;
  const Moment &before = moments_.front(), &now = moments_.back();
  const auto apart = static_cast<double>(now.elapsed_ms - before.elapsed_ms) / 1000;
  if (apart <= 0) return rate;
  rate.bytes_per_second = static_cast<double>(less(now.bytes_sent, before.bytes_sent)) / apart;
  rate.items_per_second = static_cast<double>(less(now.ended, before.ended)) / apart;
  if (!now.is_scan_complete || (rate.bytes_per_second < 1 && rate.items_per_second <= 0)) return rate;
  // Of large files the bytes decide, of small ones their number: whichever takes longer. Files that all end together
  // say nothing by their number before they do.
  const double by_bytes = rate.bytes_per_second < 1 ? 0 : static_cast<double>(now.bytes_left) / rate.bytes_per_second;
  const double by_items =
      rate.items_per_second <= 0 ? 0 : static_cast<double>(now.items_left) / rate.items_per_second;
  rate.eta_ms = static_cast<std::int64_t>(std::max(by_bytes, by_items) * 1000);
  return rate;
}

}  // namespace ingot::run
