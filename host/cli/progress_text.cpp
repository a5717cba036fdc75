#include "host/cli/progress_text.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::cli {

using ledger::ItemState;

// Bytes of items that need no more sending.
static std::uint64_t settled_bytes(const run::Progress& progress) {
  std::uint64_t sum = progress.bytes_in(ItemState::transferred) + progress.bytes_in(ItemState::promoting);
  for (auto i = static_cast<std::size_t>(ItemState::done); i < progress.bytes.size(); ++i) {
    sum += progress.bytes[i];
  }
  return sum;
}

Rate rate_between(const run::Progress& before, const run::Progress& now) {
  Rate rate;
  const std::int64_t apart_ms = now.elapsed_ms - before.elapsed_ms;
  if (apart_ms <= 0) return rate;
  rate.bytes_per_second = static_cast<double>(now.bytes_sent - before.bytes_sent) * 1000.0 /
                          static_cast<double>(apart_ms);
  const std::uint64_t left = now.found_bytes - std::min(now.found_bytes, settled_bytes(now));
  if (rate.bytes_per_second > 1 && now.is_scan_complete) {
    rate.eta_ms = static_cast<std::int64_t>(static_cast<double>(left) / rate.bytes_per_second * 1000);
  }
  return rate;
}

static std::string funnel(const run::Progress& progress) {
  const std::uint64_t in_upload = progress.in(ItemState::active);
  const std::uint64_t in_lifecycle = progress.in(ItemState::transferred) + progress.in(ItemState::promoting);
  std::string text = "scan " + std::to_string(progress.found) + (progress.is_scan_complete ? "" : "+") +
                     " > upload " + std::to_string(in_upload);
  if (in_lifecycle > 0) text += " > lifecycle " + std::to_string(in_lifecycle);
  text += " > done " + std::to_string(progress.in(ItemState::done));
  if (progress.in(ItemState::skipped) > 0) text += ", skipped " + std::to_string(progress.in(ItemState::skipped));
  if (progress.failed() > 0) text += ", failed " + std::to_string(progress.failed());
  return text;
}

static std::string pace(const run::Progress& progress, const Rate& rate) {
  std::string text = human_bytes(static_cast<std::uint64_t>(rate.bytes_per_second)) + "/s";
  text += "  in flight " + std::to_string(progress.in_flight);
  if (progress.uploads > 0) text += ", up to " + std::to_string(progress.uploads) + " with bytes";
  if (progress.resends > 0) text += "  retries " + std::to_string(progress.resends);
  if (progress.throttled > 0) text += "  throttled " + std::to_string(progress.throttled);
  if (rate.eta_ms >= 0) text += "  left " + human_duration(std::chrono::milliseconds(rate.eta_ms));
  return text;
}

static unsigned percent_of(const run::Progress& progress) {
  if (progress.found == 0) return 0;
  // Files of no bytes count too: half by bytes, half by items would be odd to explain, so items decide without bytes.
  const std::uint64_t part = progress.found_bytes > 0 ? settled_bytes(progress) : progress.ended();
  const std::uint64_t whole = progress.found_bytes > 0 ? progress.found_bytes : progress.found;
  return static_cast<unsigned>(static_cast<double>(part) * 100.0 / static_cast<double>(whole));
}

std::vector<std::string> progress_block(const run::Progress& progress, const Rate& rate,
                                        std::size_t columns) {
  const unsigned percent = percent_of(progress);
  const std::size_t width = std::clamp<std::size_t>(columns / 3, 10, 40);
  const std::size_t filled = width * percent / 100;
  const std::string bar = "[" + std::string(filled, '#') + std::string(width - filled, '-') + "] " +
                          std::to_string(percent) + "%  " + human_bytes(settled_bytes(progress)) + " of " +
                          human_bytes(progress.found_bytes);
  std::vector<std::string> lines = {funnel(progress), bar, pace(progress, rate) + "  (" + progress.reason + ")"};
  for (auto& line : lines) {
    if (line.size() >= columns) line.resize(columns - 1);
  }
  return lines;
}

std::string progress_line(const run::Progress& progress, const Rate& rate) {
  return funnel(progress) + "; " + std::to_string(percent_of(progress)) + "% of " +
         human_bytes(progress.found_bytes) + "; " + pace(progress, rate) + "; " + progress.reason;
}

}  // namespace ingot::cli
