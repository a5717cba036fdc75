// SessionIntake: what a plugin emits for one session, taken in: bounds, every record checked, the rules over time, and
// the first failure, which stays. Knows neither tables nor processes: LibrarySession and the sessions of a child process
// feed it alike. Owned by one session; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/plugin/actions.hpp"
#include "host/plugin/conduct.hpp"
#include "host/plugin/events.hpp"

namespace ingot::plugin {

// Bounds on one step, so that a plugin in a loop ends before the memory does: ten times what the
// largest sensible fan-out (10 000 parts) would emit at once, and four full records.
inline constexpr std::size_t kMaxActionsPerStep = 100'000;
inline constexpr std::size_t kMaxBytesPerStep = 64u << 20;

class SessionIntake {
 public:
  // `name`, of the plugin, is for messages and must outlive the intake.
  explicit SessionIntake(std::string_view name) : name_(name) {}

  // Before the call of open; only notes may come.
  void begin_open() { is_opening_ = true; }
  // After it. `code`: nothing when an exception came out. `has_session`: a session was given.
  Status end_open(std::optional<std::int32_t> code, bool has_session);
  // Before a call of step. Errors are the caller's mistakes and leave the session as it was.
  Status begin_step(const EventWriter& events);
  // After it: what was emitted, in order, or the failure.
  Result<std::vector<Action>> end_step(std::optional<std::int32_t> code);

  // One record, 8-aligned. What emit answers: 0 or INGOT_E_*.
  std::int32_t take(std::span<const std::byte> record);
  // The plugin broke a rule that no record shows.
  void breach(std::string_view what);
  // The first failure counts; it is returned.
  Error fail(Error why);
  const std::optional<Error>& failure() const { return failure_; }

 private:
  Error opening_failure(std::int32_t code) const;
  Error step_failure(std::int32_t code) const;
  std::string with_notes(std::string message) const;

  const std::string_view name_;
  std::optional<Conduct> conduct_;  // from BEGIN on
  std::optional<Error> failure_;
  bool is_opening_ = false;
  std::vector<Action> actions_;
  std::size_t emitted_ = 0, emitted_bytes_ = 0;
  std::vector<std::string> warnings_;  // of the present call
};

}  // namespace ingot::plugin
