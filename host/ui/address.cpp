#include "host/ui/address.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/text.hpp"

namespace ingot::ui {

static bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  if (host.rfind("127.", 0) != 0) return false;
  // All of 127/8 is this machine; three more numbers of at most three digits each.
  int dots = 0, digits = 0, value = 0;
  for (const char c : host) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = value = 0;
    } else if (c >= '0' && c <= '9') {
      value = value * 10 + (c - '0');
      if (++digits > 3 || value > 255) return false;
    } else {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

Result<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const auto wrong = [&](const std::string& what) {
    return Error{ErrorKind::invalid, "`" + printable(text) + "` " + what + "; write 127.0.0.1:PORT, port 0 for any"};
  };
  if (colon == text.npos || colon == 0) return wrong("is no address with a port");
  const std::string_view digits = text.substr(colon + 1);
  Address address{std::string(text.substr(0, colon)), 0};
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
    return wrong("has no port from 0 to 65535");
  }
  if (!is_loopback(address.host)) {
    return wrong("is not this machine's own address: the page is served on the loopback only (from elsewhere: ssh -L)");
  }
  return address;
}

}  // namespace ingot::ui
