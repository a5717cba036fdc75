#include "host/job/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::job {

static auto identity(const Diagnostic& d) {
  return std::tie(d.line, d.column, d.code, d.message, d.file);
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (is_full()) {
    if (diagnostic.severity == Severity::error) ++errors_;
    ++dropped_;
    return;
  }
  const auto is_same = [&](const Diagnostic& known) {
    return identity(known) == identity(diagnostic);
  };
  if (std::any_of(kept_.begin(), kept_.end(), is_same)) return;
  if (diagnostic.severity == Severity::error) ++errors_;
  kept_.push_back(std::move(diagnostic));
}

void Diagnostics::sort() {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.line, a.column, a.code) < std::tie(b.line, b.column, b.code);
  });
}

bool Diagnostics::has(Code code) const {
  return std::any_of(kept_.begin(), kept_.end(),
                     [&](const Diagnostic& d) { return d.code == code; });
}

static std::uint32_t characters(std::string_view bytes) {
  const auto is_lead = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::uint32_t>(std::count_if(bytes.begin(), bytes.end(), is_lead));
}

void Reporter::add(Severity severity, Code code, Span span, std::string message, Extra extra) {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = code;
  if (is_full()) return diagnostics_.add(std::move(diagnostic));
  // A message may quote the file: a hostile value must not move the cursor of the reader.
  diagnostic.message = printable(message);
  diagnostic.file = source_.name();
  diagnostic.suggestion = printable(extra.suggestion);
  diagnostic.note = printable(extra.note);
  if (span.line > 0) {
    const std::string_view line = source_.line(span.line);
    const std::size_t start =
        std::min<std::size_t>(span.column == 0 ? 0 : span.column - 1, line.size());
    diagnostic.line = span.line;
    diagnostic.concealed = extra.concealed;
    diagnostic.column = characters(line.substr(0, start)) + 1;
    diagnostic.length = std::max(1U, characters(line.substr(start, span.length)));
  }
  diagnostics_.add(std::move(diagnostic));
}

void Reporter::error(Code code, Span span, std::string message, Extra extra) {
  add(Severity::error, code, span, std::move(message), std::move(extra));
}

void Reporter::warning(Code code, Span span, std::string message, Extra extra) {
  add(Severity::warning, code, span, std::move(message), std::move(extra));
}

void Reporter::error_outside(Code code, std::string origin, std::string message, Extra extra) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = printable(message);
  diagnostic.file = printable("command line: " + origin);
  diagnostic.suggestion = printable(extra.suggestion);
  diagnostic.note = printable(extra.note);
  diagnostics_.add(std::move(diagnostic));
}

}  // namespace ingot::job
