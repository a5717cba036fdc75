#include "host/transfer/race.hpp"

#include <utility>

namespace ingot::transfer {

static bool is_good(const net::Answer& answer) {
  return answer.delivery == net::Delivery::response && answer.response.status / 100 == 2;
}

void Race::ended(AttemptResult result) {
  for (Runner& runner : runners_) {
    if (runner.id == result.id) runner.is_running = false;
  }
  if (has_winner_) return;
  has_winner_ = is_good(result.answer);
  result_ = std::move(result);
}

std::optional<std::uint64_t> Race::survivor() const {
  if (runners_[0].is_running == runners_[1].is_running) return std::nullopt;
  return runners_[0].is_running ? runners_[0].id : runners_[1].id;
}

std::optional<std::uint64_t> Race::loser() const {
  return has_winner_ ? survivor() : std::nullopt;
}

}  // namespace ingot::transfer
