// One pass over designators in their fixed order; a fraction only in the last component, as the
// standard says.
#include <ingot/kit/duration.hpp>

#include <string>

namespace ingot::kit {
namespace {

constexpr std::int64_t kSecond = 1000, kMinute = 60 * kSecond, kHour = 60 * kMinute,
                       kDay = 24 * kHour;
// Longer numbers are typing errors, and their milliseconds would not fit 64 bit.
constexpr std::size_t kMostDigits = 6;

struct Designator {
  char letter;
  std::int64_t least_ms, most_ms;
};
constexpr Designator kDate[] = {{'Y', 365 * kDay, 366 * kDay},
                                {'M', 28 * kDay, 31 * kDay},
                                {'W', 7 * kDay, 7 * kDay},
                                {'D', kDay, kDay}};
constexpr Designator kTime[] = {
    {'H', kHour, kHour}, {'M', kMinute, kMinute}, {'S', kSecond, kSecond}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool read(Duration& sum) {
    if (!take('P') || !components(kDate, sum)) return false;
    if (take('T')) {
      const unsigned before = count_;
      if (!components(kTime, sum) || count_ == before) return false;
    }
    return rest_.empty() && count_ > 0;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  template <std::size_t N>
  bool components(const Designator (&known)[N], Duration& sum) {
    std::size_t next = 0;
    while (!rest_.empty() && is_digit(rest_.front())) {
      double number = 0;
      if (has_fraction_ || !read_number(number) || rest_.empty()) return false;
      while (next < N && known[next].letter != rest_.front()) ++next;
      if (next == N) return false;
      rest_.remove_prefix(1);
      sum.least_ms += static_cast<std::int64_t>(number * static_cast<double>(known[next].least_ms));
      sum.most_ms += static_cast<std::int64_t>(number * static_cast<double>(known[next].most_ms));
      ++next;
      ++count_;
    }
    return true;
  }

  bool read_number(double& number) {
    std::size_t digits = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++digits)
      number = number * 10 + (rest_.front() - '0');
    if (digits > kMostDigits) return false;
    if (!take('.') && !take(',')) return true;
    has_fraction_ = true;
    double scale = 0.1;
    digits = 0;
    for (; !rest_.empty() && is_digit(rest_.front()); rest_.remove_prefix(1), ++digits, scale /= 10)
      number += scale * (rest_.front() - '0');
    return digits > 0;
  }

  std::string_view rest_;
  unsigned count_ = 0;
  bool has_fraction_ = false;
};

}  // namespace

Parsed<Duration> parse_duration(std::string_view text) {
  Duration sum;
  if (Reader(text).read(sum)) return sum;
  return Parsed<Duration>::failed("`" + std::string(text.substr(0, 64)) +
                                  "` is no ISO 8601 duration such as P30D");
}

}  // namespace ingot::kit
