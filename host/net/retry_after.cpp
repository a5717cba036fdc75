#include "host/net/retry_after.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>

namespace ingot::net {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Takes pieces off the front of a date; after the first mismatch everything fails.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  void skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) return fail();
    rest_.remove_prefix(literal.size());
  }
  int number(std::size_t digits) {
    int value = 0;
    if (rest_.size() < digits) return fail(), 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (std::isdigit(static_cast<unsigned char>(rest_[i])) == 0) return fail(), 0;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  // asctime writes the day of the month with a leading space.
  int padded_day() {
    if (rest_.starts_with(' ')) return skip(" "), number(1);
    return number(2);
  }
  template <std::size_t N>
  int one_of(const std::array<std::string_view, N>& words) {
    for (std::size_t i = 0; i < N; ++i) {
      if (rest_.starts_with(words[i]))
        return rest_.remove_prefix(words[i].size()), static_cast<int>(i) + 1;
    }
    return fail(), 0;
  }
  void skip_to(char mark) {
    const auto at = rest_.find(mark);
    if (at == std::string_view::npos) return fail();
    rest_.remove_prefix(at);
  }
  bool is_at_end() const { return !failed_ && rest_.empty(); }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }
  std::string_view rest_;
  bool failed_ = false;
};

struct Date {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

void read_time(DateReader& in, Date& date) {
  date.hour = in.number(2);
  in.skip(":");
  date.minute = in.number(2);
  in.skip(":");
  date.second = in.number(2);
}

// Sun, 06 Nov 1994 08:49:37 GMT
bool read_imf(std::string_view text, Date& date) {
  DateReader in(text);
  in.one_of(kDays);
  in.skip(", ");
  date.day = in.number(2);
  in.skip(" ");
  date.month = in.one_of(kMonths);
  in.skip(" ");
  date.year = in.number(4);
  in.skip(" ");
  read_time(in, date);
  in.skip(" GMT");
  return in.is_at_end();
}

// Sunday, 06-Nov-94 08:49:37 GMT; two-digit years below 70 are of this century (RFC 6265 5.1.1)
bool read_rfc850(std::string_view text, Date& date) {
  DateReader in(text);
  in.one_of(kDays);
  in.skip_to(',');
  in.skip(", ");
  date.day = in.number(2);
  in.skip("-");
  date.month = in.one_of(kMonths);
  in.skip("-");
  const int year = in.number(2);
  date.year = year < 70 ? 2000 + year : 1900 + year;
  in.skip(" ");
  read_time(in, date);
  in.skip(" GMT");
  return in.is_at_end();
}

// Sun Nov  6 08:49:37 1994
bool read_asctime(std::string_view text, Date& date) {
  DateReader in(text);
  in.one_of(kDays);
  in.skip(" ");
  date.month = in.one_of(kMonths);
  in.skip(" ");
  date.day = in.padded_day();
  in.skip(" ");
  read_time(in, date);
  in.skip(" ");
  date.year = in.number(4);
  return in.is_at_end();
}

std::optional<std::int64_t> to_epoch_ms(const Date& date) {
  const std::chrono::year_month_day day(std::chrono::year(date.year),
                                        std::chrono::month(static_cast<unsigned>(date.month)),
                                        std::chrono::day(static_cast<unsigned>(date.day)));
  if (!day.ok() || date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;
  const auto days = std::chrono::sys_days(day).time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(days).count() +
                       date.hour * 3600 + date.minute * 60 + date.second;
  return seconds * 1000;
}

}  // namespace

std::optional<std::int64_t> parse_http_date(std::string_view value) {
  const std::string_view text = trim(value);
  Date date;
  if (read_imf(text, date) || read_rfc850(text, date) || read_asctime(text, date)) {
    return to_epoch_ms(date);
  }
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                           std::int64_t now_wall_ms,
                                                           std::chrono::milliseconds longest) {
  const std::string_view text = trim(value);
  const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
  if (is_number) {
    std::uint64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const auto most = static_cast<std::uint64_t>(longest.count()) / 1000;
    if (read.ec != std::errc() || seconds > most) return longest;
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds) * 1000);
  }
  const auto date = parse_http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(std::chrono::milliseconds(*date - now_wall_ms), std::chrono::milliseconds(0),
                    longest);
}

}  // namespace ingot::net
