// ProblemWriter: where the problems of a job and its items go, in the format that was asked for:
// text for people on stderr; JSON, SARIF or GitHub's workflow commands on stdout. Writes as it is
// told, so memory does not grow with the number of problems. One thread.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/cli/offline_scan.hpp"
#include "host/cli/problem.hpp"
#include "host/cli/vocabulary.hpp"
#include "host/job/render.hpp"

namespace ingot::cli {

// How the look at a job ended.
struct ProblemVerdict {
  std::string file;  // the job's, as typed
  int exit_code = 0;
  std::optional<OfflineTotals> totals;  // when its items were looked at
};

class ProblemWriter {
 public:
  virtual ~ProblemWriter() = default;
  // All that a job file has, in their order; `text` is what they were found in.
  virtual void add_all(const job::Diagnostics& diagnostics, std::string_view text) = 0;
  virtual void add(const Problem& problem) = 0;
  // Once, at the end; nothing is added afterwards.
  virtual void finish(const ProblemVerdict& verdict) = 0;
};

// The streams must outlive the writer; in the program they are stdout and stderr.
struct ProblemOutput {
  std::ostream& data;
  std::ostream& talk;
  job::Colour colour = job::Colour::off;  // of talk
  Vocabulary vocabulary = {};             // of SARIF's rules
};
std::unique_ptr<ProblemWriter> problem_writer(ProblemFormat format, ProblemOutput output);
// The program's own, over stdout and stderr; `plugin_path` as typed.
std::unique_ptr<ProblemWriter> open_problems(ProblemFormat format, const std::string& plugin_path);

}  // namespace ingot::cli
