// JobRowRules: RowRules over a job's validate.columns.
#pragma once

#include <vector>

#include "host/job/column_rule.hpp"
#include "host/run/row_rules.hpp"

namespace ingot::cli {

class JobRowRules final : public run::RowRules {
 public:
  explicit JobRowRules(std::vector<job::ColumnRule> rules) : rules_(std::move(rules)) {}

  std::optional<Problem> judge(const io::TableRow& row) const override {
    auto problem = job::judge_row(rules_, row);
    if (!problem) return std::nullopt;
    return Problem{job::code_name(problem->code), std::move(problem->message)};
  }

 private:
  std::vector<job::ColumnRule> rules_;
};

}  // namespace ingot::cli
