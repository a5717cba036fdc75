// Reads `validate.columns` of a job: a word, a list of values, or a mapping. Pure but for its
// arguments.
#pragma once

#include <vector>

#include "host/job/column_rule.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"
#include "host/job/section_check.hpp"

namespace ingot::job {

// What may stand alone behind a column: "required" and the types.
std::vector<std::string> column_words();

// The good rules in the order of the file; every problem is reported.
std::vector<ColumnRule> read_column_rules(const Node& node, Reporter& reporter, const Scope& scope,
                                          SectionCheck& check);

}  // namespace ingot::job
