// BenchReport: everything a sweep found, and its four forms: a table for people, JSON for the next comparison, CSV for
// spreadsheets, one self-contained HTML page. Says of every figure whether it was measured or modelled. Values; the
// forms are pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/bench/calibration.hpp"
#include "host/bench/comparison.hpp"
#include "host/bench/recommendation.hpp"
#include "host/bench/row.hpp"

namespace ingot::bench {

struct BenchReport {
  std::string version;  // of ingot
  std::string vendor;
  Workload load;
  std::vector<LinkShape> links;
  std::vector<Row> rows;
  ModelError error;
  ModelParameters parameters;
  unsigned processors = 1;
  unsigned repeat = 0;
  std::uint64_t seed = 0;
  double seconds = 0;       // the whole sweep
  std::size_t real_runs = 0;
  PartSizes part_sizes = PartSizes::of_client;
};

// A block for each link, ending with what to use and why; the last line is the last link's "use this: …".
std::string table_text(const BenchReport& report);
std::string json_text(const BenchReport& report);
// A line for each row; seconds, bytes and bytes per second without units.
std::string csv_text(const BenchReport& report);
// Works without a script, fetches nothing. Error: no SHA-256 on this system.
Result<std::string> html_text(const BenchReport& report);
// A line for each change, and how many rows could not be compared.
std::string changes_text(const Comparison& comparison, double tolerance);

// What json_text() wrote: vendor, load, links and rows. invalid: it is something else, and what.
Result<BenchReport> read_json(std::string_view text);

// "22.1s", "850ms", and rates as "93.1 MiB/s".
std::string seconds_text(double seconds);
std::string rate_text(double bytes_per_second);

}  // namespace ingot::bench
