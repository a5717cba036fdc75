// So many calls a minute, per account and kind of call, whoever makes them. The documents name the
// limits but not how they are counted; here a window of one minute opens with the first call and
// the next call after its end opens another. Threads: internally locked.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>

namespace ingot::lab::bim360 {

enum class Bucket : std::uint8_t { kReads, kWrites, kTokens, kStorage, kUnlimited };

struct RateCounts {
  std::uint64_t refused = 0;
  std::uint64_t asked_too_early = 0;  // of those, after another refusal of the same window
};

class RateLimiter {
 public:
  // Calls a minute in the order of Bucket; 0: no limit.
  explicit RateLimiter(std::array<std::uint32_t, 4> per_minute) : per_minute_(per_minute) {}

  // nullopt: the call may pass and is counted. Otherwise whole seconds until the window ends, at
  // least 1; refused calls are not counted against the next window.
  std::optional<std::int64_t> admit(Bucket bucket, std::int64_t now_ms);
  RateCounts counts() const;
  void reset();

 private:
  struct Window {
    std::int64_t opened_ms = 0;
    std::uint32_t calls = 0;  // 0: no window is open
    bool has_refused = false;
  };

  const std::array<std::uint32_t, 4> per_minute_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::array<Window, 4> windows_{};
  RateCounts counts_;
};

}  // namespace ingot::lab::bim360
