// Asking a vendor's API with patience: what may be repeated is repeated, what must not be processed
// twice is repeated only when it certainly was not. Judges by Verdict; what an answer means for an
// item stays with the caller. Thread rule: owned by one session.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

namespace ingot::kit {

// How a call ended, and what that means.
struct Answer {
  Answer() = default;
  Answer(Reply r, Judgement j) : reply(std::move(r)), judgement(std::move(j)) {}

  Reply reply;
  Judgement judgement;

  bool ok() const { return judgement.verdict == Verdict::ok; }
  Verdict verdict() const { return judgement.verdict; }
};

// Tries of one call in one life of the session before it is given up; the host has repeated
// idempotent ones on its own before each of them counts.
inline constexpr unsigned kUsualTries = 4;

// For what may be processed twice (reads, settings): repeats busy, not_sent and lost ones with
// growing pauses. Mark the request idempotent() so that the host repeats it too.
task<Answer> ask(Batch& batch, Request request, unsigned tries = kUsualTries);

// For what must not be processed twice. Attempt k carries the tag first_tag + k (kit::tag_of leaves
// 65536 for each call), so answers of earlier lives are taken over instead of sending again. Repeats busy and
// not_sent ones only. Verdict lost or cancelled: it may have been processed; find out before
// anything else, then call again with first_tag + attempts.
struct Change {
  Change() = default;  // declared so that it is no aggregate, see ingot/request.hpp

  Answer answer;
  std::uint32_t attempts = 0;  // tags used so far, those of earlier lives included
  bool is_earlier = false;     // the answer is of an earlier life
};
task<Change> change(Batch& batch, Request request, std::uint64_t first_tag,
                    unsigned tries = kUsualTries);

}  // namespace ingot::kit
