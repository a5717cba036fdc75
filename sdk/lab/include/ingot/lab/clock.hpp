// The only source of time for services: expiry, job progress and dates derive from it. It cannot
// wait. Not the host's clock; the lab shares nothing with the host. Threads: internally locked.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace ingot::lab {

class Clock {
 public:
  virtual ~Clock() = default;
  // Milliseconds since 1970-01-01 UTC.
  virtual std::int64_t now_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  std::int64_t now_ms() const override;
};

// Stands still until told otherwise.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(std::int64_t start_ms = 1'800'000'000'000) : now_ms_(start_ms) {}
  std::int64_t now_ms() const override { return now_ms_.load(std::memory_order_acquire); }
  void set(std::int64_t now_ms) { now_ms_.store(now_ms, std::memory_order_release); }
  void advance(std::int64_t by_ms) { now_ms_.fetch_add(by_ms, std::memory_order_acq_rel); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

// "20270115T080000Z", the form of X-Amz-Date. Floors to the second.
std::string compact_date(std::int64_t ms);
// "2027-01-15T08:00:00.000+00:00", ISO 8601 with offset.
std::string iso_date(std::int64_t ms);
// "Fri, 15 Jan 2027 08:00:00 GMT", the form of HTTP's Date (RFC 9110 5.6.7).
std::string http_date(std::int64_t ms);

}  // namespace ingot::lab
