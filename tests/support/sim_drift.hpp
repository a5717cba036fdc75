// SimDrift: the same vendor some time later, or in a bad moment: its replies have members nobody knows and lack those
// nobody promised, and its tokens end in the middle of a run. A decorator of an emulator; one thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <ingot/lab/emulator.hpp>

namespace ingot::test {

// Before the `nth` request that matches is answered, every access token ends.
struct TokenEnd {
  std::string method = "*", path = "**";  // glob, as of a fault
  std::uint64_t nth = 1;
};

struct Drift {
  bool adds_members = false;      // one unknown member to every object of every successful JSON reply
  std::set<std::string> maps;     // members whose objects are keyed by the caller's data: nothing is added there
  std::set<std::string> lacks;    // members left out of every object
  std::vector<TokenEnd> token_ends;
};

class DriftingService final : public lab::Service {
 public:
  // `lab` must outlive the object.
  DriftingService(lab::Emulator& lab, Drift drift);
  lab::Reply handle(lab::Request& request) override;

  // Replies changed, and tokens ended: a test that changes nothing tests nothing.
  std::uint64_t changes() const { return changes_; }

 private:
  lab::Emulator& lab_;
  const Drift drift_;
  std::vector<std::uint64_t> seen_;  // of each TokenEnd
  std::uint64_t changes_ = 0;
};

}  // namespace ingot::test
