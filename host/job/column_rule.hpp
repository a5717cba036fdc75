// ColumnRule: what the cells of one column must be. A value; reading it from several threads is
// fine.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/io/table_row.hpp"
#include "host/job/codes.hpp"
#include "host/job/date_format.hpp"
#include "host/job/pattern.hpp"

namespace ingot::job {

struct ColumnRule {
  enum class Type { text, date, integer, number, url };
  enum class Need { optional, required };

  std::string column;
  Type type = Type::text;
  std::optional<DateFormat> format;  // of a date
  std::vector<std::string> one_of;   // empty: any
  std::optional<Pattern> pattern;
  std::string pattern_text;
  Need need = Need::optional;
};

// What is wrong with a row. The message has a clause for each cell, with its column and code:
// "Expires: J7002: `31.02.2027` is not a date...; Title: J7001: ...".
struct RowProblem {
  Code code;  // the first one's
  std::string message;
};

// Nothing = fine. A cell without a value is fine unless the column is required; of several values
// each must do.
std::optional<RowProblem> judge_row(std::span<const ColumnRule> rules, const io::TableRow& row);

}  // namespace ingot::job
