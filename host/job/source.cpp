#include "host/job/source.hpp"

#include <algorithm>
#include <utility>

namespace ingot::job {

Source::Source(std::string name, std::string_view text) : name_(std::move(name)), text_(text) {
  starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') starts_.push_back(i + 1);
  }
}

std::string_view Source::line(std::uint32_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t begin = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view found = text_.substr(begin, end - begin);
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

Span Source::at(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
  return Span{static_cast<std::uint32_t>(index + 1),
              static_cast<std::uint32_t>(offset - starts_[index] + 1), 1};
}

}  // namespace ingot::job
