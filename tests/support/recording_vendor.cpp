#include "tests/support/recording_vendor.hpp"

#include <algorithm>

#include "host/plugin/transcript_lines.hpp"
#include "tests/support/event_lines.hpp"

namespace ingot::test {

using plugin::Transcript;
using plugin::TranscriptStep;

namespace {

class RecordingSession final : public plugin::Session {
 public:
  RecordingSession(std::unique_ptr<plugin::Session> inner, std::shared_ptr<Transcript> transcript)
      : inner_(std::move(inner)), transcript_(std::move(transcript)) {}

  Result<std::vector<plugin::Action>> step(std::int64_t now_ms,
                                           const plugin::EventWriter& events) override {
    INGOT_TRY(std::vector<std::string> lines, event_lines(events.bytes()));
    TranscriptStep step{now_ms, std::move(lines), {}};
    auto actions = inner_->step(now_ms, events);
    if (!actions) step.actions.push_back(plugin::failure_line(actions.error()));
    if (actions)
      std::transform(actions->begin(), actions->end(), std::back_inserter(step.actions),
                     plugin::action_line);
    transcript_->steps.push_back(std::move(step));
    return actions;
  }

 private:
  const std::unique_ptr<plugin::Session> inner_;
  const std::shared_ptr<Transcript> transcript_;
};

}  // namespace

Result<std::unique_ptr<plugin::Session>> RecordingVendor::open(std::string_view config_json) {
  INGOT_TRY(auto session, inner_->open(config_json));
  auto transcript = std::make_shared<Transcript>();
  transcript->vendor = inner_->manifest().name;
  transcript->config = config_json;
  recording_.push_back(transcript);
  return std::unique_ptr<plugin::Session>(
      std::make_unique<RecordingSession>(std::move(session), std::move(transcript)));
}

}  // namespace ingot::test
