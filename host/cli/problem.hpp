// Problem: what is wrong with a job, with one of its items or with a file, as every output format
// is made from it. It shows itself to nobody. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/job/diagnostic.hpp"

namespace ingot::cli {

struct Problem {
  job::Severity severity = job::Severity::error;
  std::string code;          // what `ingot explain` takes: "J2007", "row_without_file"
  std::string message;       // one sentence, lower case, no full stop
  std::string file;          // as people write it; empty: it is in no file
  std::uint32_t line = 0;    // 1-based; 0: the file as a whole
  std::uint32_t column = 0;  // 1-based, in characters; 0: the line as a whole
  std::uint32_t length = 0;  // characters at fault
  std::string item;          // key of the item, or empty
  std::string suggestion, note;
};

// How problems are written. Nothing for another word.
enum class ProblemFormat { text, json, sarif, github };
std::optional<ProblemFormat> problem_format(std::string_view name);

// Without the snippet: what a line may hold is for a terminal only.
Problem problem_of(const job::Diagnostic& diagnostic);

}  // namespace ingot::cli
