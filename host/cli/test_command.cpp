// `ingot test JOB`: the job's own tests: what would be sent for the items they name. No network.
#include <algorithm>
#include <iostream>
#include <map>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/job_test.hpp"
#include "host/cli/run_opening.hpp"
#include "host/io/durable_file.hpp"
#include "host/job/render.hpp"
#include "host/run/report_markup.hpp"

namespace ingot::cli {

namespace {

std::string values_text(const std::vector<std::string>& values) {
  if (values.empty()) return "nothing";
  if (values.size() == 1) return printable(values.front());
  std::string text = "[";
  for (const auto& value : values) text += (text.size() > 1 ? ", " : "") + printable(value);
  return text + "]";
}

std::string values_json(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const auto& value : values) text += (text.size() > 1 ? "," : "") + json_string(value);
  return text + "]";
}

// Columns are counted in characters, as editors do.
class Places {
 public:
  Places(const std::string& file, const std::string& text) : source_(file, text) {}
  std::uint32_t column(const job::Span& span) const {
    const std::string_view before =
        source_.line(span.line).substr(0, span.column == 0 ? 0 : span.column - 1);
    return 1 + static_cast<std::uint32_t>(std::count_if(before.begin(), before.end(), [](char c) {
             return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
           }));
  }
  std::string of(const job::Span& span) const {
    return source_.name() + ":" + std::to_string(span.line) + ":" + std::to_string(column(span));
  }

 private:
  job::Source source_;
};

std::string message_of(const TestFailure& failure) {
  if (!failure.message.empty()) return printable(failure.message);
  return "expected " + values_text(failure.expected) + ", found " + values_text(failure.found);
}

void print_text(const std::vector<TestOutcome>& outcomes, const Places& places) {
  std::size_t failed = 0;
  for (const auto& outcome : outcomes) {
    std::cout << (outcome.is_ok() ? "✓ " : "✗ ") << printable(outcome.name) << "\n";
    failed += outcome.is_ok() ? 0 : 1;
    for (const auto& failure : outcome.failures) {
      std::cout << "  " << places.of(failure.span) << ": " << printable(failure.what) << "\n";
      if (!failure.message.empty()) {
        std::cout << "    " << printable(failure.message) << "\n";
        continue;
      }
      std::cout << "    - expected  " << values_text(failure.expected) << "\n    + found     "
                << values_text(failure.found) << "\n";
    }
  }
  std::cout << outcomes.size() << " tests, " << failed << " failed\n";
}

std::string failure_json(const TestFailure& failure, const Places& places) {
  return "{\"what\":" + json_string(failure.what) +
         ",\"line\":" + std::to_string(failure.span.line) +
         ",\"column\":" + std::to_string(places.column(failure.span)) +
         ",\"expected\":" + values_json(failure.expected) +
         ",\"found\":" + values_json(failure.found) +
         ",\"message\":" + json_string(message_of(failure)) + "}";
}

void print_json(const std::string& file, const std::vector<TestOutcome>& outcomes,
                const Places& places) {
  std::cout << "{\"file\":" << json_string(file) << ",\"tests\":[";
  std::size_t failed = 0;
  for (const auto& outcome : outcomes) {
    std::cout << (&outcome == &outcomes.front() ? "\n" : ",\n")
              << "{\"name\":" << json_string(outcome.name)
              << ",\"ok\":" << (outcome.is_ok() ? "true" : "false") << ",\"failures\":[";
    for (const auto& failure : outcome.failures) {
      std::cout << (&failure == &outcome.failures.front() ? "" : ",")
                << failure_json(failure, places);
    }
    std::cout << "],\"sent\":" << (outcome.sent.empty() ? "null" : outcome.sent) << ",\"refused\":"
              << (outcome.refused.empty() ? "null" : json_string(outcome.refused)) << "}";
    failed += outcome.is_ok() ? 0 : 1;
  }
  std::cout << "\n],\"passed\":" << outcomes.size() - failed << ",\"failed\":" << failed << "}\n";
}

std::string junit_of(const std::string& file, const std::vector<TestOutcome>& outcomes,
                     const Places& places) {
  const auto failed = std::count_if(outcomes.begin(), outcomes.end(),
                                    [](const auto& each) { return !each.is_ok(); });
  const auto attribute = [](const char* name, const std::string& value) {
    return std::string(" ") + name + "=\"" + run::markup_text(value) + "\"";
  };
  const std::string counts = attribute("name", file) +
                             attribute("tests", std::to_string(outcomes.size())) +
                             attribute("failures", std::to_string(failed));
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
                     ">\n  <testsuite" + counts + ">\n";
  for (const auto& outcome : outcomes) {
    text += "    <testcase" + attribute("classname", file) + attribute("name", outcome.name);
    if (outcome.is_ok()) {
      text += "/>\n";
      continue;
    }
    text += ">";
    for (const auto& failure : outcome.failures) {
      text += "<failure" + attribute("type", failure.what) +
              attribute("message", message_of(failure)) + ">" +
              run::markup_text(places.of(failure.span)) + "</failure>";
    }
    text += "</testcase>\n";
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

// The job under each profile and set of parameters that a test wants, loaded once.
class Variants {
 public:
  explicit Variants(const JobSource& source) : source_(source) {}

  std::variant<LoadedJob, LoadFailure>& of(const job::JobTest& test) {
    JobSource source = source_;
    if (!test.profile.empty()) source.profile = test.profile;
    for (const auto& [name, value] : test.params) source.params.push_back(name + "=" + value);
    std::string id = source.profile;
    for (const auto& param : source.params) id += '\n' + param;
    const auto known = variants_.find(id);
    if (known != variants_.end()) return known->second;
    return variants_.emplace(id, load_job(std::move(source), Depth::library)).first->second;
  }

 private:
  const JobSource& source_;
  std::map<std::string, std::variant<LoadedJob, LoadFailure>> variants_;
};

}  // namespace

int test_job(const Arguments& arguments) {
  const auto source = job_source(arguments);
  if (!source) return fail(source.error(), kJobInvalid);
  const job::JobTests tests = job::load_tests(source->shown, source->text);
  if (tests.diagnostics.has_errors()) {
    std::cerr << job::render(tests.diagnostics, source->text, job::Colour::off);
    return kJobInvalid;
  }
  Variants variants(*source);
  std::vector<TestOutcome> outcomes;
  for (const auto& test : tests.tests) {
    auto& variant = variants.of(test);
    if (const auto* failure = std::get_if<LoadFailure>(&variant)) {
      std::cerr << "error: the job does not load for the test `" << printable(test.name) << "`\n";
      return failure->exit_code;
    }
    auto outcome = run_test(std::get<LoadedJob>(variant), test);
    if (!outcome) return fail(outcome.error(), kJobInvalid);
    outcomes.push_back(*std::move(outcome));
  }
  const Places places(source->shown, source->text);
  if (const auto file = arguments.value("junit")) {
    const Status written = io::write_durable_file(*file, junit_of(source->shown, outcomes, places));
    if (!written) return fail(written.error(), kUnavailable);
  }
  arguments.value("output") == "json" ? print_json(source->shown, outcomes, places)
                                      : print_text(outcomes, places);
  const bool is_ok =
      std::all_of(outcomes.begin(), outcomes.end(), [](const auto& each) { return each.is_ok(); });
  return is_ok ? kOk : kSomeItemsFailed;
}

}  // namespace ingot::cli
