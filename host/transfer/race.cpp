#include "host/transfer/race.hpp"

#include <algorithm>
#include <utility>

namespace ingot::transfer {

static bool is_good(const net::Answer& answer) {
  return answer.delivery == net::Delivery::response && answer.response.status / 100 == 2;
}

// bytes_sent counts the head too, so this errs towards "may".
static bool may_take_effect_later(const net::Answer& answer, std::uint64_t body_size) {
  switch (answer.delivery) {
    case net::Delivery::response:
    case net::Delivery::too_large:
    case net::Delivery::not_sent:
    case net::Delivery::source_failed: return false;
    case net::Delivery::unknown:
    case net::Delivery::cancelled: return answer.timing.bytes_sent >= body_size;
  }
  return true;
}

void Race::ended(AttemptResult result, std::uint64_t body_size, Time now) {
  for (Runner& runner : runners_) {
    if (runner.id == result.id) runner.is_running = false;
  }
  if (may_take_effect_later(result.answer, body_size)) {
    quiet_from_ = std::max<Time>(quiet_from_, now + kLateEffect);
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
