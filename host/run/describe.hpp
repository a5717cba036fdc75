// Describe: what a job says about one item: the fields and rendered templates its vendor gets. Implemented over the
// job file by the composition root; this layer does not know jobs.
#pragma once

#include <string>

#include "host/base/result.hpp"
#include "host/ledger/item.hpp"

namespace ingot::run {

class Describer {
 public:
  virtual ~Describer() = default;
  // JSON for ingot_item.fields, or empty. `rejected` when the job's rules have no value for this item.
  virtual Result<std::string> fields(const ledger::Item& item) const = 0;
};

// A media type by the file name's ending; empty when it says nothing.
std::string media_type(std::string_view name);

}  // namespace ingot::run
