#include "host/cli/vendor_clock.hpp"

#include <chrono>

#include "host/base/text.hpp"
#include "host/net/retry_after.hpp"

namespace ingot::cli {

using std::chrono::milliseconds;

Result<std::optional<std::int64_t>> clock_difference(net::Exchanger& http, Clock& clock, const std::string& base_url,
                                                     const std::stop_token& stop) {
  net::Request request;
  request.method = "GET";
  request.url = base_url;
  request.reply_timeout = milliseconds(10'000);
  const std::int64_t before = clock.wall_ms();
  const net::Answer answer = http.exchange(request, nullptr, stop);
  const std::int64_t after = clock.wall_ms();
  if (answer.delivery != net::Delivery::response && answer.delivery != net::Delivery::too_large) return answer.error;
  const auto header = answer.response.header("date");
  const auto date = header ? net::parse_http_date(*header) : std::nullopt;
  if (!date) return std::optional<std::int64_t>();
  // The header has whole seconds: on average the vendor's time was half a second later.
  return std::optional((before + after) / 2 - (*date + 500));
}

std::string clock_text(std::int64_t difference_ms) {
  const std::int64_t size = difference_ms < 0 ? -difference_ms : difference_ms;
  if (size < 1500) return "the clock is right to a second";
  return "the clock is " + human_duration(milliseconds(size)) + (difference_ms < 0 ? " behind" : " ahead of") +
         " the vendor's";
}

}  // namespace ingot::cli
