// RowRules: what the cells of a row must be before it is an item. Implemented over the job file by
// the composition root; this layer does not know jobs.
#pragma once

#include <optional>
#include <string>

#include "host/io/table_row.hpp"

namespace ingot::run {

class RowRules {
 public:
  virtual ~RowRules() = default;
  struct Problem {
    std::string code;     // of the first cell that is wrong
    std::string message;  // of all of them; the place is the caller's to add
  };
  // Nothing = fine. May be called from one thread at a time.
  virtual std::optional<Problem> judge(const io::TableRow& row) const = 0;
};

}  // namespace ingot::run
