// NamePage: the next names of a folder in order, as many as fit a budget, whatever order the folder
// lists them in. A folder of any size is gone through by filling page after page. Owned by one
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "host/io/name_list.hpp"

namespace ingot::io {

class NamePage {
 public:
  // An empty page for the names behind `after` (none: all names) in about `budget` bytes; two names
  // always fit.
  void begin(std::optional<std::string> after, std::size_t budget);
  // Give it every name of the folder, in any order.
  void offer(std::string_view name, EntryType type);
  // Sorts what was kept: exactly the names behind `after` up to the last one here.
  void end();

  // Were there names behind the last one here? Then another page is needed.
  bool has_left_out() const { return cutoff_.has_value(); }
  const NameList& names() const { return names_; }

 private:
  NameList names_;
  std::size_t budget_ = 0;
  std::optional<std::string> after_;
  std::optional<std::string> cutoff_;  // names behind it wait for a later page
};

}  // namespace ingot::io
