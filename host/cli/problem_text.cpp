// Problems for people: the job's with their lines, an item's in two.
#include <ostream>

#include "host/base/text.hpp"
#include "host/cli/problem_formats.hpp"

namespace ingot::cli {

namespace {

class TextProblems final : public ProblemWriter {
 public:
  TextProblems(std::ostream& talk, job::Colour colour) : talk_(talk), colour_(colour) {}

  void add_all(const job::Diagnostics& diagnostics, std::string_view text) override {
    if (!diagnostics.all().empty()) talk_ << job::render(diagnostics, text, colour_);
  }

  void add(const Problem& problem) override {
    const bool is_error = problem.severity == job::Severity::error;
    const std::string kind =
        std::string(is_error ? "error" : "warning") + "[" + printable(problem.code) + "]";
    talk_ << (colour_ == job::Colour::on
                  ? (is_error ? "\x1b[1;31m" : "\x1b[1;33m") + kind + "\x1b[0m"
                  : kind)
          << ": ";
    if (!problem.item.empty()) talk_ << printable(problem.item) << ": ";
    talk_ << printable(problem.message) << "\n";
    if (!problem.file.empty()) {
      talk_ << " --> " << printable(problem.file);
      if (problem.line > 0) talk_ << ":" << problem.line;
      if (problem.column > 0) talk_ << ":" << problem.column;
      talk_ << "\n";
    }
    for (const std::string& more : {problem.suggestion, problem.note}) {
      if (!more.empty()) talk_ << "  = " << printable(more) << "\n";
    }
  }

  void finish(const ProblemVerdict&) override {}

 private:
  std::ostream& talk_;
  const job::Colour colour_;
};

}  // namespace

std::unique_ptr<ProblemWriter> text_problems(std::ostream& talk, job::Colour colour) {
  return std::make_unique<TextProblems>(talk, colour);
}

}  // namespace ingot::cli
