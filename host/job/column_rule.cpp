#include "host/job/column_rule.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/job/literal.hpp"
#include "host/job/nearest.hpp"

namespace ingot::job {
namespace {

struct Fault {
  Code code;
  std::string what;
};

// A scheme, a colon and something behind it; no blanks.
bool is_address(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == text.npos || colon + 1 == text.size()) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_of_scheme = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  const std::string_view scheme = text.substr(0, colon);
  const bool has_blank = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
  });
  return is_letter(scheme[0]) && std::all_of(scheme.begin(), scheme.end(), is_of_scheme) &&
         !has_blank && text.substr(colon + 1) != "//";
}

std::optional<Fault> fault_of_type(const ColumnRule& rule, const std::string& value) {
  const std::string shown = "`" + printable(value).substr(0, 60) + "`";
  switch (rule.type) {
    case ColumnRule::Type::text:
      return std::nullopt;
    case ColumnRule::Type::date: {
      const auto read = rule.format->read(value);
      if (read) return std::nullopt;
      return Fault{Code::row_not_date, read.error().message + "; write " + rule.format->example()};
    }
    case ColumnRule::Type::integer:
      if (parse_integer(value)) return std::nullopt;
      return Fault{Code::row_not_integer, shown + " is not a whole number"};
    case ColumnRule::Type::number:
      if (is_json_number(value)) return std::nullopt;
      return Fault{Code::row_not_number, shown + " is not a number; write 12.5"};
    case ColumnRule::Type::url:
      break;
  }
  if (is_address(value)) return std::nullopt;
  return Fault{Code::row_not_url, shown + " is not an address; write https://host/path"};
}

std::optional<Fault> fault_of(const ColumnRule& rule, const std::string& value) {
  if (auto fault = fault_of_type(rule, value)) return fault;
  const std::string shown = "`" + printable(value).substr(0, 60) + "`";
  if (!rule.one_of.empty() &&
      std::find(rule.one_of.begin(), rule.one_of.end(), value) == rule.one_of.end()) {
    const std::string hint = did_you_mean(value, rule.one_of);
    return Fault{Code::row_not_a_choice,
                 shown + " is none of: " + listed(rule.one_of) + (hint.empty() ? "" : "; " + hint)};
  }
  if (!rule.pattern) return std::nullopt;
  const auto matches = rule.pattern->matches(value);
  if (matches && *matches) return std::nullopt;
  return Fault{Code::row_pattern, shown + (matches ? " does not match " + rule.pattern_text
                                                   : ": " + matches.error().message)};
}

std::optional<Fault> fault_of(const ColumnRule& rule, const io::TableRow& row) {
  const io::TableCell* cell = row.find(rule.column);
  if (cell == nullptr || cell->values.empty()) {
    if (rule.need == ColumnRule::Need::optional) return std::nullopt;
    return Fault{Code::row_value_missing, "there is no value"};
  }
  for (const std::string& value : cell->values) {
    if (auto fault = fault_of(rule, value)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RowProblem> judge_row(std::span<const ColumnRule> rules, const io::TableRow& row) {
  std::optional<RowProblem> problem;
  for (const ColumnRule& rule : rules) {
    const auto fault = fault_of(rule, row);
    if (!fault) continue;
    const std::string clause =
        printable(rule.column) + ": " + code_name(fault->code) + ": " + fault->what;
    if (problem) {
      problem->message += "; " + clause;
    } else {
      problem = RowProblem{fault->code, clause};
    }
  }
  return problem;
}

}  // namespace ingot::job
