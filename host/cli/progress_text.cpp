#include "host/cli/progress_text.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::cli {

using ledger::ItemState;

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

static std::string pace(const run::Progress& progress, const run::Rate& rate) {
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
  const std::uint64_t part = progress.found_bytes > 0 ? progress.settled_bytes() : progress.ended();
  const std::uint64_t whole = progress.found_bytes > 0 ? progress.found_bytes : progress.found;
  return static_cast<unsigned>(static_cast<double>(part) * 100.0 / static_cast<double>(whole));
}

std::vector<std::string> progress_block(const run::Progress& progress, const run::Rate& rate,
                                        std::size_t columns) {
  const unsigned percent = percent_of(progress);
  const std::size_t width = std::clamp<std::size_t>(columns / 3, 10, 40);
  const std::size_t filled = width * percent / 100;
  const std::string bar = "[" + std::string(filled, '#') + std::string(width - filled, '-') + "] " +
                          std::to_string(percent) + "%  " + human_bytes(progress.settled_bytes()) + " of " +
                          human_bytes(progress.found_bytes);
  std::vector<std::string> lines = {funnel(progress), bar, pace(progress, rate) + "  (" + progress.reason + ")"};
  for (auto& line : lines) {
    if (line.size() >= columns) line.resize(columns - 1);
  }
  return lines;
}

std::string progress_line(const run::Progress& progress, const run::Rate& rate) {
  return funnel(progress) + "; " + std::to_string(percent_of(progress)) + "% of " +
         human_bytes(progress.found_bytes) + "; " + pace(progress, rate) + "; " + progress.reason;
}

}  // namespace ingot::cli
