#include "host/cli/progress_text.hpp"

#include <algorithm>
#include <utility>

#include "host/base/text.hpp"
#include "host/run/standouts.hpp"

namespace ingot::cli {

using ledger::ItemState;
using std::chrono::milliseconds;

namespace {

// Below this an item is not slow, it is being worked on.
constexpr std::int64_t kSlowMs = 2000;
constexpr std::size_t kItemsShown = 3;
// Kept free for what stands above the block.
constexpr std::size_t kRowsLeft = 4;

std::vector<StyledLine> funnel(const run::Progress& progress) {
  const std::uint64_t active = progress.in(ItemState::active);
  const std::uint64_t completing = progress.standouts ? std::min(active, progress.standouts->completing) : 0;
  const std::uint64_t in_lifecycle = progress.in(ItemState::transferred) + progress.in(ItemState::promoting);
  const std::uint64_t in_clean_up = progress.in(ItemState::orphaned) + progress.in(ItemState::aborting);
  std::vector<StyledLine> stages;
  const auto stage = [&](const std::string& name, std::uint64_t items, Colour colour) {
    stages.push_back(StyledLine(stages.empty() ? "" : "> ", Colour::dim).add(name + " " + std::to_string(items), colour));
  };
  stage("scan", progress.found, Colour::plain);
  if (!progress.is_scan_complete) stages.back().add("+");
  stage("upload", active - completing, Colour::plain);
  if (completing > 0) stage("complete", completing, Colour::plain);
  if (in_lifecycle > 0) stage("lifecycle", in_lifecycle, Colour::plain);
  if (in_clean_up > 0) stage("clean up", in_clean_up, Colour::warn);
  stage("done", progress.in(ItemState::done), Colour::good);
  const auto beside = [&](const std::string& name, std::uint64_t items, Colour colour) {
    if (items > 0) stages.push_back(StyledLine(name + " " + std::to_string(items), colour));
  };
  beside("skipped", progress.in(ItemState::skipped), Colour::plain);
  beside("failed", progress.failed(), Colour::bad);
  return stages;
}

std::string rate_text(const run::Progress& progress, const run::Rate& rate) {
  if (progress.found > 0 && progress.found_bytes == 0) {
    return std::to_string(static_cast<std::uint64_t>(rate.items_per_second)) + " items/s";
  }
  return human_bytes(static_cast<std::uint64_t>(rate.bytes_per_second)) + "/s";
}

std::vector<StyledLine> traffic(const run::Progress& progress) {
  std::vector<StyledLine> parts = {"in flight " + std::to_string(progress.in_flight)};
  if (progress.uploads > 0) parts.emplace_back("up to " + std::to_string(progress.uploads) + " with bytes");
  if (progress.resends > 0) parts.emplace_back("retries " + std::to_string(progress.resends), Colour::warn);
  if (progress.throttled > 0) parts.emplace_back("throttled " + std::to_string(progress.throttled), Colour::warn);
  return parts;
}

unsigned percent_of(const run::Progress& progress) {
  if (progress.found == 0) return 0;
  // Files of no bytes count too: half by bytes, half by items would be odd to explain, so items decide without bytes.
  const std::uint64_t part = progress.found_bytes > 0 ? progress.settled_bytes() : progress.ended();
  const std::uint64_t whole = progress.found_bytes > 0 ? progress.found_bytes : progress.found;
  return std::min(100u, static_cast<unsigned>(static_cast<double>(part) * 100.0 / static_cast<double>(whole)));
}

std::vector<StyledLine> bar(const run::Progress& progress, const run::Rate& rate, std::size_t columns) {
  const unsigned percent = percent_of(progress);
  const std::size_t width = std::clamp<std::size_t>(columns / 3, 8, 40);
  const std::size_t filled = width * percent / 100;
  std::vector<StyledLine> parts;
  parts.push_back(StyledLine("[")
                      .add(std::string(filled, '#'), Colour::good)
                      .add(std::string(width - filled, '-'), Colour::dim)
                      .add("] " + std::to_string(percent) + "%"));
  parts.emplace_back(human_bytes(progress.settled_bytes()) + " of " + human_bytes(progress.found_bytes));
  parts.emplace_back(rate_text(progress, rate));
  if (rate.eta_ms >= 0) parts.emplace_back("left " + human_duration(milliseconds(rate.eta_ms)));
  return parts;
}

// A reason is several that belong together: each is whole where there is room.
std::vector<StyledLine> reasons(const run::Progress& progress) {
  std::vector<StyledLine> parts;
  const std::string text = printable(progress.reason);
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find("; ", at), text.size());
    parts.push_back(StyledLine(parts.empty() ? "why: " : "", Colour::dim).add(text.substr(at, end - at)));
    at = end + 2;
  }
  return parts;
}

std::vector<StyledLine> single_items(const run::Standouts& standouts) {
  std::vector<StyledLine> lines;
  for (const auto& item : standouts.slowest) {
    if (lines.size() == kItemsShown || item.age_ms < kSlowMs) break;
    std::string text = "slow     " + human_duration(milliseconds(item.age_ms));
    if (item.parts_planned > 1) {
      text += ", " + std::to_string(item.parts_acknowledged) + " of " + std::to_string(item.parts_planned) + " parts";
    }
    lines.push_back(StyledLine(text + "  ", Colour::dim).add(printable(item.key)));
  }
  std::size_t shown = 0;
  for (const auto& item : standouts.retried) {
    if (shown++ == kItemsShown) break;
    std::string text = "retried  try " + std::to_string(item.attempts);
    if (item.resends > 0) text += ", " + std::to_string(item.resends) + " resent";
    lines.push_back(StyledLine(text + "  ", Colour::warn).add(printable(item.key)));
  }
  return lines;
}

void append(std::vector<StyledLine>& lines, const std::vector<StyledLine>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

std::vector<std::string> progress_block(const run::Progress& progress, const run::Rate& rate, const Canvas& canvas) {
  // A terminal that fills its last column may begin a line of its own.
  const std::size_t columns = std::max<std::size_t>(canvas.columns, 2) - 1;
  std::vector<StyledLine> lines;
  append(lines, packed(bar(progress, rate, columns), columns, 2));
  append(lines, packed(funnel(progress), columns, 2));
  append(lines, packed(traffic(progress), columns, 2));
  append(lines, packed(reasons(progress), columns, 5));
  if (progress.standouts) append(lines, single_items(*progress.standouts));
  const std::size_t most = canvas.rows > kRowsLeft + 3 ? canvas.rows - kRowsLeft : 3;
  if (lines.size() > most) lines.resize(most);
  std::vector<std::string> texts;
  for (const auto& line : lines) texts.push_back(line.text(columns, canvas.paint));
  return texts;
}

std::string progress_line(const run::Progress& progress, const run::Rate& rate) {
  std::string text;
  const auto add = [&text](const std::vector<StyledLine>& parts) {
    bool is_first = true;
    for (const auto& part : parts) {
      text += std::exchange(is_first, false) ? "" : " ";
      text += part.text(SIZE_MAX, Paint::none);
    }
    text += "; ";
  };
  add(funnel(progress));
  text += std::to_string(percent_of(progress)) + "% of " + human_bytes(progress.found_bytes) + "; " +
          rate_text(progress, rate) + "; ";
  if (rate.eta_ms >= 0) text += "left " + human_duration(milliseconds(rate.eta_ms)) + "; ";
  add(traffic(progress));
  return text + printable(progress.reason);
}

}  // namespace ingot::cli
