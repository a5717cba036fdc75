#include "host/io/name_page.hpp"

#include <utility>

namespace ingot::io {

void NamePage::begin(std::optional<std::string> after, std::size_t budget) {
  names_.clear();
  budget_ = budget;
  after_ = std::move(after);
  cutoff_.reset();
}

void NamePage::offer(std::string_view name, EntryType type) {
  if (after_ && name <= *after_) return;
  if (cutoff_ && name > *cutoff_) return;
  names_.add(name, type);
  if (names_.bytes() <= budget_ || names_.size() <= 2) return;
  // Halving makes the cost of all trims together linear in the names taken.
  names_.keep_smallest(names_.size() / 2);
  cutoff_ = std::string(names_.greatest());
}

void NamePage::end() {
  names_.sort();
}

}  // namespace ingot::io
