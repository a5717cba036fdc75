// Reads `scan.fields` of a job: a text (a template), a list of texts, or a mapping with a source
// and what is done to its value. Pure but for its arguments.
#pragma once

#include <vector>

#include "host/job/diagnostic.hpp"
#include "host/job/field_rule.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"
#include "host/job/section_check.hpp"

namespace ingot::job {

// The good rules in the order of the file; every problem is reported.
std::vector<FieldRule> read_field_rules(const Node& node, Reporter& reporter, const Scope& scope,
                                        SectionCheck& check);

}  // namespace ingot::job
