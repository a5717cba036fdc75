#include "host/run/report_samples.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>

namespace ingot::run {

namespace {

// A run of many short lives would double its interval without end.
constexpr std::int64_t kLongestInterval = 3'600'000;

constexpr std::string_view kSamplesFact = "samples", kSlowestFact = "slowest";

// Counters only grow; one that did not (a scan looked at again) has not moved.
std::uint64_t growth(std::uint64_t from, std::uint64_t to) {
  return to > from ? to - from : 0;
}

SampleCounts growth(const SampleCounts& from, const SampleCounts& to) {
  return {.bytes = growth(from.bytes, to.bytes),
          .requests = growth(from.requests, to.requests),
          .resends = growth(from.resends, to.resends),
          .throttled = growth(from.throttled, to.throttled),
          .ended = growth(from.ended, to.ended),
          .failed = growth(from.failed, to.failed)};
}

std::string line_of(std::initializer_list<std::uint64_t> numbers) {
  std::string line;
  for (const std::uint64_t number : numbers) line += (line.empty() ? "" : " ") + std::to_string(number);
  return line + "\n";
}

// The numbers of a line, exactly `count`; nothing if it is anything else.
std::optional<std::vector<std::int64_t>> numbers_of(std::string_view line, std::size_t count) {
  std::vector<std::int64_t> numbers;
  while (!line.empty()) {
    std::int64_t number = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), number);
    if (read.ec != std::errc() || number < 0) return std::nullopt;
    numbers.push_back(number);
    line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()));
    if (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  }
  if (numbers.size() != count) return std::nullopt;
  return numbers;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return line;
}

}  // namespace

Sample joined(const Sample& a, const Sample& b) {
  return {.start_ms = a.start_ms,
          .span_ms = b.start_ms + b.span_ms - a.start_ms,
          .counts = {.bytes = a.counts.bytes + b.counts.bytes,
                     .requests = a.counts.requests + b.counts.requests,
                     .resends = a.counts.resends + b.counts.resends,
                     .throttled = a.counts.throttled + b.counts.throttled,
                     .ended = a.counts.ended + b.counts.ended,
                     .failed = a.counts.failed + b.counts.failed}};
}

Result<RunSamples> RunSamples::load(ledger::Ledger& ledger) {
  RunSamples loaded;
  INGOT_TRY(const auto samples, ledger.fact(kSamplesFact));
  INGOT_TRY(const auto slowest, ledger.fact(kSlowestFact));
  loaded.read_samples(samples.value_or(""));
  loaded.read_slowest(slowest.value_or(""));
  return loaded;
}

void RunSamples::read_samples(std::string_view text) {
  const auto head = numbers_of(take_line(text), 1);
  if (!head || (*head)[0] < kFirstInterval || (*head)[0] > kLongestInterval) return;
  interval_ms_ = (*head)[0];
  while (!text.empty() && samples_.size() < kMost) {
    const auto numbers = numbers_of(take_line(text), 8);
    if (!numbers) return;
    const auto count = [&](std::size_t i) { return static_cast<std::uint64_t>((*numbers)[i]); };
    samples_.push_back({(*numbers)[0], (*numbers)[1],
                        {.bytes = count(2), .requests = count(3), .resends = count(4), .throttled = count(5),
                         .ended = count(6), .failed = count(7)}});
  }
}

void RunSamples::read_slowest(std::string_view text) {
  while (!text.empty()) {
    const auto numbers = numbers_of(take_line(text), 2);
    if (!numbers) return;
    item_took((*numbers)[0], (*numbers)[1]);
  }
}

ledger::Transaction RunSamples::save() const {
  std::string samples = std::to_string(interval_ms_) + "\n", slowest;
  for (const Sample& sample : samples_) {
    const SampleCounts& counts = sample.counts;
    samples += line_of({static_cast<std::uint64_t>(sample.start_ms), static_cast<std::uint64_t>(sample.span_ms),
                        counts.bytes, counts.requests, counts.resends, counts.throttled, counts.ended,
                        counts.failed});
  }
  for (const SlowItem& item : slowest_) {
    slowest += line_of({static_cast<std::uint64_t>(item.seq), static_cast<std::uint64_t>(item.took_ms)});
  }
  return {ledger::SetFact{std::string(kSamplesFact), std::move(samples)},
          ledger::SetFact{std::string(kSlowestFact), std::move(slowest)}};
}

void RunSamples::begin(std::int64_t now_ms, const SampleCounts& totals) {
  begun_ms_ = since_ms_ = now_ms;
  totals_ = totals;
}

bool RunSamples::take(std::int64_t now_ms, const SampleCounts& totals) {
  if (now_ms <= since_ms_) return false;
  const SampleCounts counts = growth(totals_, totals);
  totals_ = totals;
  const std::int64_t start = std::exchange(since_ms_, now_ms);
  if (counts == SampleCounts()) return false;
  if (start > begun_ms_) add({.start_ms = begun_ms_, .span_ms = start - begun_ms_, .counts = {}});
  add({.start_ms = start, .span_ms = now_ms - start, .counts = counts});
  begun_ms_ = now_ms;
  return true;
}

void RunSamples::add(const Sample& sample) {
  if (samples_.size() == kMost) {
    for (std::size_t i = 0; i < kMost / 2; ++i) samples_[i] = joined(samples_[2 * i], samples_[2 * i + 1]);
    samples_.resize(kMost / 2);
    interval_ms_ = std::min(2 * interval_ms_, kLongestInterval);
  }
  samples_.push_back(sample);
}

void RunSamples::item_took(std::int64_t seq, std::int64_t took_ms) {
  // What takes no measurable time is not slow; the usual case leaves at the second test.
  if (took_ms <= 0) return;
  if (slowest_.size() == kSlowest && took_ms <= slowest_.back().took_ms) return;
  const auto same = std::find_if(slowest_.begin(), slowest_.end(),
                                 [seq](const SlowItem& item) { return item.seq == seq; });
  if (same != slowest_.end()) {
    if (same->took_ms >= took_ms) return;
    slowest_.erase(same);
  }
  const auto place = std::find_if(slowest_.begin(), slowest_.end(),
                                  [took_ms](const SlowItem& item) { return item.took_ms < took_ms; });
  slowest_.insert(place, {seq, took_ms});
  if (slowest_.size() > kSlowest) slowest_.pop_back();
}

}  // namespace ingot::run
