// Problems as GitHub's workflow commands: annotations at the lines of a pull request.
#include <ostream>

#include "host/base/text.hpp"
#include "host/cli/problem_formats.hpp"

namespace ingot::cli {

namespace {

// docs.github.com, "Workflow commands for GitHub Actions": a command is one line; a property ends
// at a comma, the properties at two colons.
std::string escaped(std::string_view text, std::string_view also) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '%' || c == '\r' || c == '\n' || also.find(c) != also.npos) {
      result += {'%', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      result += c;
    }
  }
  return result;
}

std::string data_text(std::string_view text) {
  return escaped(text, "");
}
std::string property_text(std::string_view text) {
  return escaped(text, ":,");
}

class GithubProblems final : public ProblemWriter {
 public:
  explicit GithubProblems(std::ostream& data) : data_(data) {}

  void add_all(const job::Diagnostics& diagnostics, std::string_view) override {
    for (const auto& diagnostic : diagnostics.all()) add(problem_of(diagnostic));
    if (diagnostics.dropped() > 0)
      data_ << "::error::and " << diagnostics.dropped() << " more problems\n";
  }

  void add(const Problem& problem) override {
    std::string properties;
    const auto put = [&properties](std::string_view name, const std::string& value) {
      properties +=
          (properties.empty() ? " " : ",") + std::string(name) + "=" + property_text(value);
    };
    if (!problem.file.empty()) put("file", printable(problem.file));
    if (problem.line > 0) put("line", std::to_string(problem.line));
    if (problem.column > 0) {
      put("col", std::to_string(problem.column));
      put("endColumn", std::to_string(problem.column + problem.length));
    }
    put("title", printable(problem.code));
    std::string text =
        (problem.item.empty() ? "" : printable(problem.item) + ": ") + printable(problem.message);
    for (const std::string& more : {problem.suggestion, problem.note}) {
      if (!more.empty()) text += "\n" + printable(more);
    }
    data_ << (problem.severity == job::Severity::error ? "::error" : "::warning") << properties
          << "::" << data_text(text) << "\n";
  }

  void finish(const ProblemVerdict&) override {}

 private:
  std::ostream& data_;
};

}  // namespace

std::unique_ptr<ProblemWriter> github_problems(std::ostream& data) {
  return std::make_unique<GithubProblems>(data);
}

}  // namespace ingot::cli
