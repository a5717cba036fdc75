#include "host/net/http.hpp"

namespace ingot::net {

std::string_view to_string(Delivery delivery) {
  switch (delivery) {
    case Delivery::response:
      return "response";
    case Delivery::not_sent:
      return "not_sent";
    case Delivery::unknown:
      return "unknown";
    case Delivery::too_large:
      return "too_large";
    case Delivery::cancelled:
      return "cancelled";
    case Delivery::source_failed:
      return "source_failed";
  }
  return "unknown";
}

}  // namespace ingot::net
