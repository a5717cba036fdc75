#include "host/plugin/session_intake.hpp"

#include <utility>

#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/plugin/record_check.hpp"

namespace ingot::plugin {

static std::string code_text(std::int32_t code) {
  switch (code) {
    case INGOT_E_UNSUPPORTED:
      return "unsupported";
    case INGOT_E_CONFIG:
      return "unusable config";
    case INGOT_E_STATE:
      return "wrong state";
    case INGOT_E_INTERNAL:
      return "internal error";
    case INGOT_E_RECORD:
      return "malformed record";
    default:
      return "code " + std::to_string(code);
  }
}

Status SessionIntake::end_open(std::optional<std::int32_t> code, bool has_session) {
  is_opening_ = false;
  if (!code) breach("threw an exception out of open");
  if (failure_) return *failure_;
  if (*code != INGOT_OK) return opening_failure(*code);
  if (!has_session) breach("opened a session and gave none");
  if (failure_) return *failure_;
  return {};
}

Status SessionIntake::begin_step(const EventWriter& events) {
  if (failure_) return *failure_;
  if (events.is_empty()) return Error{ErrorKind::invalid, "step without events"};
  if (events.has_begin() == conduct_.has_value()) {
    return Error{ErrorKind::invalid,
                 conduct_ ? "a session begins once" : "the first step must begin the session"};
  }
  if (!conduct_) conduct_.emplace(*events.shape());
  conduct_->answered(events.answered());
  actions_.clear();
  warnings_.clear();
  emitted_ = emitted_bytes_ = 0;
  return {};
}

Result<std::vector<Action>> SessionIntake::end_step(std::optional<std::int32_t> code) {
  if (!code) breach("threw an exception out of step");
  if (failure_) return *failure_;
  if (*code != INGOT_OK) return fail(step_failure(*code));
  if (const Status settled = conduct_->settle(); !settled) breach(settled.error().message);
  if (failure_) return *failure_;
  return std::exchange(actions_, {});
}

std::int32_t SessionIntake::take(std::span<const std::byte> record) {
  if (failure_) return INGOT_E_STATE;
  emitted_bytes_ += record.size();
  if (++emitted_ > kMaxActionsPerStep || emitted_bytes_ > kMaxBytesPerStep) {
    breach("emitted more in one step than the host can take");
    return INGOT_E_RECORD;
  }
  // Before BEGIN no items are known; all that may be said then is why a config is unusable.
  auto action = decode_action(record, conduct_ ? conduct_->shape() : SessionShape{});
  if (!action) {
    breach(action.error().message);
    return action.error().kind == ErrorKind::refused ? INGOT_E_UNSUPPORTED : INGOT_E_RECORD;
  }
  if (std::holds_alternative<SkippedAction>(*action)) return INGOT_OK;
  const auto* note = std::get_if<NoteAction>(&*action);
  if (is_opening_ && note == nullptr) {
    breach("emitted a " + std::string(name_of(*action)) + " action outside step");
    return INGOT_E_STATE;
  }
  if (note != nullptr && note->level == INGOT_NOTE_WARN) warnings_.push_back(printable(note->text));
  if (is_opening_) return INGOT_OK;
  if (const Status admitted = conduct_->admit(*action); !admitted) {
    breach(admitted.error().message);
    return INGOT_E_STATE;
  }
  actions_.push_back(*std::move(action));
  return INGOT_OK;
}

// The plugin's own words, the last ones at the end, bounded.
std::string SessionIntake::with_notes(std::string message) const {
  constexpr std::size_t kMost = 3;
  const std::size_t first = warnings_.size() > kMost ? warnings_.size() - kMost : 0;
  for (std::size_t i = first; i < warnings_.size(); ++i)
    message += (i == first ? ": " : "; ") + warnings_[i];
  return message;
}

Error SessionIntake::opening_failure(std::int32_t code) const {
  const std::string who = "plugin " + std::string(name_);
  if (code == INGOT_E_CONFIG)
    return Error{ErrorKind::invalid, with_notes(who + " cannot work with this config")};
  return Error{ErrorKind::internal,
               with_notes(who + " could not open a session (" + code_text(code) + ")")};
}

Error SessionIntake::step_failure(std::int32_t code) const {
  const auto kind = code == INGOT_E_CONFIG ? ErrorKind::invalid : ErrorKind::internal;
  return Error{kind,
               with_notes("plugin " + std::string(name_) + " gave up (" + code_text(code) + ")")};
}

Error SessionIntake::fail(Error why) {
  if (!failure_) failure_ = std::move(why);
  return *failure_;
}

void SessionIntake::breach(std::string_view what) {
  ignore_error(
      Status(fail(Error{ErrorKind::internal, "plugin " + std::string(name_) +
                                                 " broke the contract: " + std::string(what)})),
      "the first failure is kept and returned by the step");
}

}  // namespace ingot::plugin
