// RevivalDesk: where a person's wish to try ended items again waits for the one who may change the run: the pipeline
// while it works, whoever holds the ledger when it does not. One wish at a time. Internally locked.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/mutation.hpp"

namespace ingot::run {

struct RevivalAnswer {
  std::size_t revived = 0;
  std::vector<std::pair<std::int64_t, std::string>> refused;  // seq, why
};

class RevivalDesk {
 public:
  using Wish = std::vector<ledger::ReviveItem>;

  // Any thread. Waits until the ledger holds what was asked for. unavailable: nobody is there to do it, or they left
  // over it; cancelled: `stop` came first.
  Result<RevivalAnswer> ask(Wish wish, std::stop_token stop);
  bool is_open() const;

  // For the one who does it. `nudge` is called on an asker's thread when there is something to take.
  void open(std::function<void()> nudge);
  std::optional<Wish> take();
  // Of what was taken last.
  void answer(RevivalAnswer answer);
  void close();

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any moved_;
  // Guarded by mutex_.
  std::function<void()> nudge_;  // set while open
  bool is_taken_by_asker_ = false;
  std::optional<Wish> wish_;
  std::optional<RevivalAnswer> answer_;
  std::uint64_t openings_ = 0;
};

}  // namespace ingot::run
