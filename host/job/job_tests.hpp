// JobTests: the `tests` of a job file: items that need not exist, and what the job is to make of
// them. They are read without the job, because each may be about another profile. Not the running
// of them (cli). Values and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/io/table_row.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/section_check.hpp"

namespace ingot::job {

struct Expectation {
  std::string what;  // "fields.Usage", "config.folder", "parts", "part_size", "refused"
  std::vector<std::string> values;  // none: nothing is there
  Span span;                        // of what is expected
};

struct JobTest {
  std::string name, profile;  // profile empty: the one given when the tests are run
  std::vector<std::pair<std::string, std::string>> params;
  std::string file;        // path below the root; empty: as the row says
  std::uint64_t size = 1;  // bytes
  io::TableRow row;
  std::vector<Expectation> expectations;
  Span span;  // of its name
};

// `tests`: the node below that key. Reports every problem; what is wrong is left out.
std::vector<JobTest> read_tests(const Node& tests, Reporter& reporter, SectionCheck& check);

struct JobTests {
  std::vector<JobTest> tests;
  Diagnostics diagnostics;  // of the tests and of the file as YAML, sorted
};
// Those of a job file; `file_name` is how messages name it.
JobTests load_tests(std::string_view file_name, std::string_view yaml);

}  // namespace ingot::job
