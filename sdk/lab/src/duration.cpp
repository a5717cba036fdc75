#include <ingot/lab/duration.hpp>

#include <array>
#include <charconv>

namespace ingot::lab {

std::optional<std::int64_t> duration_ms(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t ms;
  };
  static constexpr std::array kUnits{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000},
                                     Unit{"h", 3'600'000}, Unit{"d", 86'400'000}};
  constexpr std::int64_t kLongest = 3650LL * 86'400'000;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < 0 || text.starts_with('-')) return std::nullopt;
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits) {
    if (rest == unit.name && value <= kLongest / unit.ms) return value * unit.ms;
  }
  return std::nullopt;
}

}  // namespace ingot::lab
