// Slots: how many requests with file bytes and how many others may be in flight, and how many are. Behind each kind is
// a Tuner; what an ended attempt says for or against more of them is decided here. Not which request goes next
// (Dispatcher). Owned by the engine's thread.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "host/net/http.hpp"
#include "host/transfer/tuner.hpp"

namespace ingot::transfer {

struct SlotOptions {
  unsigned byte_slots = 8;  // requests with file bytes in flight
  unsigned call_slots = 4;  // other requests in flight
  // When above 0 the numbers are only where a run starts; it finds its own, up to these.
  unsigned byte_ceiling = 0, call_ceiling = 0;
};

class Slots {
 public:
  using Time = std::chrono::nanoseconds;  // monotonic
  enum class Kind : std::uint8_t { bytes, calls };

  // An attempt that gives its slot back.
  struct Use {
    Time started{0};
    Time patience{0};  // it was given so long for progress and answer
    const net::Answer& answer;
  };

  explicit Slots(const SlotOptions& options);

  bool has_room(Kind kind) const { return at(kind).in_flight < at(kind).tuner.limit(); }
  void take(Kind kind) { ++at(kind).in_flight; }
  void give_back(Kind kind, const Use& use, Time now);
  // What became of the attempt does not matter any more.
  void give_back(Kind kind) { --at(kind).in_flight; }
  // What may leave has left; `bytes` of bodies so far, those under way included where that is known.
  void sample(std::uint64_t bytes, Time now);

  std::size_t in_flight(Kind kind) const { return at(kind).in_flight; }
  std::size_t in_flight() const { return in_flight(Kind::bytes) + in_flight(Kind::calls); }
  unsigned limit(Kind kind) const { return at(kind).tuner.limit(); }
  // For people: the limits and why they are what they are.
  const std::string& reason() const { return reason_; }

 private:
  struct Lane {
    Tuner tuner;
    std::size_t in_flight = 0;
    std::uint64_t told = 0;  // changes of its limit that reason_ knows
  };

  const Lane& at(Kind kind) const { return lanes_[static_cast<std::size_t>(kind)]; }
  Lane& at(Kind kind) { return lanes_[static_cast<std::size_t>(kind)]; }
  void tell();

  std::array<Lane, 2> lanes_;  // by kind
  std::uint64_t answers_ = 0;  // to calls
  std::string reason_;
};

// What an ended attempt says about having had so many in flight. `took` of `patience`: one that was not answered in
// time differs from one whose connection broke.
Verdict verdict_of(const net::Answer& answer, std::chrono::nanoseconds took, std::chrono::nanoseconds patience);

}  // namespace ingot::transfer
