// JobTest run: what a job makes of the item of one of its tests, held against what the test
// expects. Asks no network and opens no file of the source. One thread.
#pragma once

#include <string>
#include <vector>

#include "host/cli/loaded_job.hpp"
#include "host/job/job_tests.hpp"

namespace ingot::cli {

struct TestFailure {
  std::string what;  // "fields.Usage"; "item" when nothing can be compared
  job::Span span;
  std::vector<std::string> expected, found;
  std::string message;  // instead of the two, when it is not about a value
};

struct TestOutcome {
  std::string name;
  std::vector<TestFailure> failures;
  std::string sent;     // JSON: what the plugin would get; empty when the item is refused
  std::string refused;  // "code: message"

  bool is_ok() const { return failures.empty(); }
};

// `loaded`: with its library. An error concerns the plugin or its config, never the test.
Result<TestOutcome> run_test(LoadedJob& loaded, const job::JobTest& test);

}  // namespace ingot::cli
