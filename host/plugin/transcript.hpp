// Transcript: one plugin session as text: the config it was opened with, and for every step what it
// was told and what it asked for. Since equal facts make equal actions (rule R7 of ingot/plugin.h),
// a transcript can be replayed to the letter, and a plugin that behaves otherwise than before shows
// it in a diff. The form is JSON Lines:
//
//   {"transcript":1,"vendor":"dash","shows":"what there is to see"}
//   {"config":{…}}
//   {"step":{"now_ms":1800000000000}}
//   {"event":"begin",…}            any number of events, as they were laid behind each other
//   {"action":"http",…}            then what the plugin emitted, in its order
//   {"step":…
//
// Secrets are names in both directions and signatures of URLs are masked, so nothing in a
// transcript opens anything. Values and pure functions; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/session.hpp"

namespace ingot::plugin {

struct TranscriptStep {
  std::int64_t now_ms = 0;
  std::vector<std::string> events, actions;  // lines; the last action may be {"failure":…}
};

struct Transcript {
  std::string vendor, shows;
  std::string config;  // JSON, as handed to Vendor::open
  std::vector<TranscriptStep> steps;

  // "transfer"; what BEGIN said, or empty before it.
  std::string operation() const;
};

std::string to_text(const Transcript& transcript);
// `invalid` names the line.
Result<Transcript> parse_transcript(std::string_view text);

// The actions of a step that failed.
std::string failure_line(const Error& why);

// Opens a session of `vendor` and gives it the recorded facts: the same transcript with what the
// plugin asks for now. `invalid`: the facts cannot be told, the message names the step.
Result<Transcript> play(const Transcript& facts, Vendor& vendor);
// Empty when both asked for the same; else the first step that differs, as a diff for people: "-"
// what was recorded, "+" what came. Both must have the same facts.
std::string difference(const Transcript& recorded, const Transcript& played);
// Both in one.
Result<std::string> replay(const Transcript& transcript, Vendor& vendor);

}  // namespace ingot::plugin
