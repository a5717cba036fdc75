#include "host/plugin/transcript.hpp"

#include <algorithm>
#include <sstream>

#include "host/plugin/transcript_lines.hpp"
#include "host/plugin/transcript_text.hpp"

namespace ingot::plugin {

std::string Transcript::operation() const {
  if (steps.empty() || steps.front().events.empty()) return {};
  const auto begin = parse_json(steps.front().events.front());
  const JsonValue* const op = begin ? begin->find("op") : nullptr;
  return op == nullptr ? std::string() : op->text;
}

std::string to_text(const Transcript& transcript) {
  JsonLine head;
  head.number("transcript", 1).word("vendor", transcript.vendor).word("shows", transcript.shows);
  std::string text =
      head.take() + "\n" + JsonLine().bytes("config", transcript.config).take() + "\n";
  for (const TranscriptStep& step : transcript.steps) {
    text += R"({"step":{"now_ms":)" + std::to_string(step.now_ms) + "}}\n";
    for (const auto& line : step.events) text += line + "\n";
    for (const auto& line : step.actions) text += line + "\n";
  }
  return text;
}

std::string failure_line(const Error& why) {
  return JsonLine().bytes("failure", why.message).take();
}

static Status read_head(const JsonValue& line, Transcript& transcript) {
  JsonFields fields(line);
  INGOT_TRY(const std::int64_t form, fields.number("transcript"));
  if (form != 1) return Error{ErrorKind::invalid, "is no transcript of form 1"};
  INGOT_TRY(transcript.vendor, fields.bytes("vendor"));
  INGOT_TRY(transcript.shows, fields.bytes("shows"));
  return fields.done();
}

static Status read_step(const JsonValue& value, Transcript& transcript) {
  JsonFields fields(value);
  TranscriptStep step;
  INGOT_TRY(step.now_ms, fields.number("now_ms"));
  transcript.steps.push_back(std::move(step));
  return fields.done();
}

static Status read_line(std::string_view text, std::size_t number, Transcript& transcript) {
  INGOT_TRY(const JsonValue line, parse_json(text));
  if (number == 1) return read_head(line, transcript);
  if (number == 2) {
    JsonFields fields(line);
    INGOT_TRY(transcript.config, fields.bytes("config"));
    return fields.done();
  }
  if (const JsonValue* const step = line.find("step"); step != nullptr)
    return read_step(*step, transcript);
  if (transcript.steps.empty()) return Error{ErrorKind::invalid, "comes before the first step"};
  TranscriptStep& step = transcript.steps.back();
  const bool is_event = line.find("event") != nullptr;
  if (!is_event && line.find("action") == nullptr && line.find("failure") == nullptr) {
    return Error{ErrorKind::invalid, "is neither a step nor an event nor an action"};
  }
  if (is_event && !step.actions.empty())
    return Error{ErrorKind::invalid, "is an event behind an action"};
  (is_event ? step.events : step.actions).emplace_back(text);
  return {};
}

Result<Transcript> parse_transcript(std::string_view text) {
  Transcript transcript;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const Status read = read_line(text.substr(0, end), ++number, transcript); !read) {
      return Error{ErrorKind::invalid,
                   "line " + std::to_string(number) + ": " + read.error().message};
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (transcript.steps.empty()) return Error{ErrorKind::invalid, "has no steps"};
  return transcript;
}

// Around the first byte in which two lines differ: lines are long, and the eye needs a place to go
// to.
static std::string spot(const std::string& recorded, const std::string& emitted) {
  constexpr std::size_t kBefore = 30, kAround = 90;
  const auto differs =
      std::mismatch(recorded.begin(), recorded.end(), emitted.begin(), emitted.end());
  const auto at = static_cast<std::size_t>(differs.first - recorded.begin());
  const std::size_t from = at > kBefore ? at - kBefore : 0;
  return "  at byte " + std::to_string(at + 1) + ": recorded …" + recorded.substr(from, kAround) +
         "…\n             emitted  …" + emitted.substr(from, kAround) + "…\n";
}

// Lines that both have at the start and at the end are context; what lies between is the
// difference.
static std::string diff(const std::vector<std::string>& recorded,
                        const std::vector<std::string>& emitted) {
  const auto begins =
      std::mismatch(recorded.begin(), recorded.end(), emitted.begin(), emitted.end());
  const auto ends = std::mismatch(recorded.rbegin(), std::make_reverse_iterator(begins.first),
                                  emitted.rbegin(), std::make_reverse_iterator(begins.second));
  std::string text;
  for (auto line = recorded.begin(); line != begins.first; ++line) text += "  " + *line + "\n";
  for (auto line = begins.first; line != ends.first.base(); ++line) text += "- " + *line + "\n";
  for (auto line = begins.second; line != ends.second.base(); ++line) text += "+ " + *line + "\n";
  if (begins.first != ends.first.base() && begins.second != ends.second.base()) {
    text += spot(*begins.first, *begins.second);
  }
  for (auto line = ends.first.base(); line != recorded.end(); ++line) text += "  " + *line + "\n";
  return text;
}

static std::string where(const TranscriptStep& step, std::size_t number) {
  std::string text =
      "step " + std::to_string(number) + " at " + std::to_string(step.now_ms) + ", after\n";
  for (const auto& line : step.events) text += "  " + line + "\n";
  return text + "the plugin emitted\n";
}

static Status write_events(const TranscriptStep& step, EventWriter& events) {
  for (const auto& line : step.events) {
    if (const Status written = write_event(line, events); !written)
      return Error{ErrorKind::invalid, "event " + line + ": " + written.error().message};
  }
  return {};
}

Result<Transcript> play(const Transcript& facts, Vendor& vendor) {
  INGOT_TRY(const auto session, vendor.open(facts.config));
  EventWriter events;
  Transcript played = facts;
  std::size_t number = 0;
  for (TranscriptStep& step : played.steps) {
    ++number;
    if (const Status written = write_events(step, events); !written)
      return written.error().within("step " + std::to_string(number));
    const auto actions = session->step(step.now_ms, events);
    events.clear();
    step.actions.clear();
    if (!actions) step.actions.push_back(failure_line(actions.error()));
    if (actions)
      std::transform(actions->begin(), actions->end(), std::back_inserter(step.actions),
                     action_line);
  }
  return played;
}

std::string difference(const Transcript& recorded, const Transcript& played) {
  for (std::size_t i = 0; i < recorded.steps.size() && i < played.steps.size(); ++i) {
    const auto &then = recorded.steps[i].actions, &now = played.steps[i].actions;
    if (then != now) return where(recorded.steps[i], i + 1) + diff(then, now);
  }
  return {};
}

Result<std::string> replay(const Transcript& transcript, Vendor& vendor) {
  INGOT_TRY(const Transcript played, play(transcript, vendor));
  return difference(transcript, played);
}

}  // namespace ingot::plugin
