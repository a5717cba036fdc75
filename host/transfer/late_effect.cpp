#include "host/transfer/late_effect.hpp"

namespace ingot::transfer {

// bytes_sent counts the head too, so this errs towards "may".
bool may_take_effect_later(const net::Answer& answer, std::uint64_t body_size) {
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

}  // namespace ingot::transfer
