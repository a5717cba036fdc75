// Drift: what VERIFY finds of one item: what the vendor shows against what is remembered of it, and
// how the item ends for it (see INGOT_OP_VERIFY). Asks nobody. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ingot/batch.hpp>

namespace ingot::kit {

class Drift {
 public:
  // Nothing found of what was expected is a difference as well; nothing expected is not compared.
  void compare(const std::string& what, const std::string& expected, const std::string& found);
  // What the vendor does not tell is not compared.
  void compare_size(std::uint64_t expected, const std::optional<std::int64_t>& found);
  // It is not there at all.
  void missing(const std::string& expected, const std::string& why);

  bool is_empty() const { return differences_.empty(); }
  // As it was, or a conflict that names every difference.
  void end(Batch& batch, const Item& item) const;

 private:
  struct Difference {
    Difference(std::string w, std::string e, std::string f)
        : what(std::move(w)), expected(std::move(e)), found(std::move(f)) {}
    std::string what, expected, found;
  };
  std::vector<Difference> differences_;
};

}  // namespace ingot::kit
