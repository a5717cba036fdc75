#include "host/io/name_list.hpp"

#include <algorithm>

namespace ingot::io {

void NameList::add(std::string_view name, EntryType type) {
  entries_.push_back(
      {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint16_t>(name.size()), type});
  text_ += name;
}

void NameList::sort() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& left, const Entry& right) {
    return name_of(left) < name_of(right);
  });
}

void NameList::keep_smallest(std::size_t count) {
  if (count >= entries_.size()) return;
  std::nth_element(
      entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(count), entries_.end(),
      [this](const Entry& left, const Entry& right) { return name_of(left) < name_of(right); });
  entries_.resize(count);
  // In the order they stand in the text every name moves towards the front, so none is overwritten
  // before it moved.
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& left, const Entry& right) { return left.offset < right.offset; });
  std::size_t end = 0;
  for (Entry& entry : entries_) {
    std::copy_n(text_.begin() + entry.offset, entry.length,
                text_.begin() + static_cast<std::ptrdiff_t>(end));
    entry.offset = static_cast<std::uint32_t>(end);
    end += entry.length;
  }
  text_.resize(end);
}

void NameList::clear() {
  text_.clear();
  entries_.clear();
}

void NameList::shrink_to_fit() {
  text_.shrink_to_fit();
  entries_.shrink_to_fit();
}

std::string_view NameList::greatest() const {
  return name_of(*std::max_element(
      entries_.begin(), entries_.end(),
      [this](const Entry& left, const Entry& right) { return name_of(left) < name_of(right); }));
}

}  // namespace ingot::io
