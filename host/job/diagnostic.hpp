// Diagnostics: what is wrong with a job, where, and the cure. The rendering lives in render.hpp,
// the codes in codes.hpp. Values; no thread rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/job/codes.hpp"
#include "host/job/source.hpp"

namespace ingot::job {

enum class Severity { error, warning };

// What of the source line must not be shown, because it is or may be a secret.
enum class Concealed { nothing, behind, from_here };

struct Diagnostic {
  Severity severity = Severity::error;
  Code code = Code::syntax;
  std::string message;                       // one sentence, lower case, no full stop
  std::string file;                          // the job file, or "command line"
  std::uint32_t line = 0;                    // 1-based; 0 when the place is not in the file
  std::uint32_t column = 0;                  // 1-based, in characters
  std::uint32_t length = 1;                  // characters underlined
  std::string suggestion;                    // stands behind the carets: "did you mean `x`?"
  std::string note;                          // stands below: what would have been accepted
  Concealed concealed = Concealed::nothing;  // of the line, counted from the underlined part

  std::string code_text() const { return code_name(code); }
};

// A bounded collection: a hostile file cannot make it grow without end.
class Diagnostics {
 public:
  static constexpr std::size_t kMaxKept = 200;  // more than anyone reads; the rest is counted

  // An exact repetition (an alias used twice shows the same fault twice) is dropped.
  void add(Diagnostic diagnostic);
  // By position, then code; those without a place come first.
  void sort();

  bool is_full() const { return kept_.size() >= kMaxKept; }
  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  bool has(Code code) const;
  // Found but not kept, because kMaxKept was reached.
  std::size_t dropped() const { return dropped_; }
  const std::vector<Diagnostic>& all() const { return kept_; }

 private:
  std::vector<Diagnostic> kept_;
  std::size_t errors_ = 0;
  std::size_t dropped_ = 0;
};

struct DiagnosticExtra {
  std::string suggestion = {};
  std::string note = {};
  Concealed concealed = Concealed::nothing;
};

// Turns places into diagnostics. Borrows the source and the collection: both must outlive it.
class Reporter {
 public:
  Reporter(const Source& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  using Extra = DiagnosticExtra;
  void error(Code code, Span span, std::string message, Extra extra = {});
  void warning(Code code, Span span, std::string message, Extra extra = {});
  // For what was typed on the command line: `origin` is the argument, e.g. "-p season".
  void error_outside(Code code, std::string origin, std::string message, Extra extra = {});

  const Source& source() const { return source_; }
  std::size_t error_count() const { return diagnostics_.error_count(); }
  // What is reported from now on is only counted: no need to look for suggestions.
  bool is_full() const { return diagnostics_.is_full(); }

 private:
  void add(Severity severity, Code code, Span span, std::string message, Extra extra);

  const Source& source_;
  Diagnostics& diagnostics_;
};

}  // namespace ingot::job
