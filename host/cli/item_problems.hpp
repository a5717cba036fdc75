// ItemProblems: turns what a scan says about an item into problems with a place, for a writer. One
// thread.
#pragma once

#include <string>

#include "host/cli/item_places.hpp"
#include "host/cli/problem_writer.hpp"

namespace ingot::cli {

class ItemProblems {
 public:
  // Both must outlive it.
  ItemProblems(const job::Job& job, ProblemWriter& writer) : places_(job), writer_(writer) {}

  // For a scan: whatever would not be sent, though nobody has brought it before. What the job sets
  // aside is a warning. Must not outlive this.
  OfflineListener listener();
  // The source as a whole could not be read.
  void add_source(const Error& error, const std::string& source);

 private:
  void add(const JudgedItem& judged);

  ItemPlaces places_;
  ProblemWriter& writer_;
};

}  // namespace ingot::cli
