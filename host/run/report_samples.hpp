// RunSamples: how a run went over time, and which items took longest, kept small enough to live in the ledger as two
// facts ("samples", "slowest") whatever the run's length. Over all lives of a run: a later one goes on where the last
// save stopped. A value of one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"

namespace ingot::run {

// Running totals of one life of a run, or the growth of them within one sample.
struct SampleCounts {
  std::uint64_t bytes = 0;  // of items, on the wire, resends included
  std::uint64_t requests = 0, resends = 0, throttled = 0;
  std::uint64_t ended = 0;   // items that came to an end, whichever
  std::uint64_t failed = 0;  // of these, neither done nor skipped

  friend bool operator==(const SampleCounts&, const SampleCounts&) = default;
};

struct Sample {
  std::int64_t start_ms = 0;  // Unix time
  std::int64_t span_ms = 0;
  SampleCounts counts;  // within the span

  friend bool operator==(const Sample&, const Sample&) = default;
};

// Both as one; `b` is the later.
Sample joined(const Sample& a, const Sample& b);

struct SlowItem {
  std::int64_t seq = 0;
  std::int64_t took_ms = 0;  // ItemTally::took, of the session that took longest

  friend bool operator==(const SlowItem&, const SlowItem&) = default;
};

class RunSamples {
 public:
  static constexpr std::size_t kMost = 240, kSlowest = 20;
  // Of a run that has just begun; doubles whenever kMost samples are there, which are joined in pairs then.
  static constexpr std::int64_t kFirstInterval = 1000;

  // What an earlier life saved; empty if there was none or it cannot be read.
  static Result<RunSamples> load(ledger::Ledger& ledger);

  // A life begins: `totals` is where its counters stand.
  void begin(std::int64_t now_ms, const SampleCounts& totals);
  bool is_due(std::int64_t now_ms) const { return now_ms - since_ms_ >= interval_ms_; }
  // Takes a sample of the time since the last one. False when nothing has happened in it: it becomes part of a pause
  // that is stored once something happens again, so a run that only waits writes nothing.
  bool take(std::int64_t now_ms, const SampleCounts& totals);
  // Keeps the item if it is among the slowest.
  void item_took(std::int64_t seq, std::int64_t took_ms);

  ledger::Transaction save() const;

  const std::vector<Sample>& samples() const { return samples_; }     // by time
  const std::vector<SlowItem>& slowest() const { return slowest_; }  // slowest first
  std::int64_t interval_ms() const { return interval_ms_; }

 private:
  void add(const Sample& sample);
  void read_samples(std::string_view text);
  void read_slowest(std::string_view text);

  std::vector<Sample> samples_;
  std::vector<SlowItem> slowest_;
  std::int64_t interval_ms_ = kFirstInterval;
  std::int64_t begun_ms_ = 0;  // of what is not yet stored, a pause included
  std::int64_t since_ms_ = 0;  // of the sample that is next
  SampleCounts totals_;        // when it began
};

}  // namespace ingot::run
