// BenchOptions: what was typed after `ingot bench upload`, checked. Parsing is pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/bench/sweep.hpp"
#include "host/cli/command.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::cli {

struct BenchOptions {
  std::string vendor;
  bench::SweepOptions sweep;  // part_sizes is empty where none were typed; `again` is not filled in
  double tolerance = 0.15;    // share by which a rate may fall
  bool keeps_files = false, is_quiet = false;
  std::optional<std::filesystem::path> json, csv, html, compare;
  std::string plugin_path;
};

std::vector<Flag> bench_flags();

// invalid: the flag, what is wrong with its value, and what is expected.
Result<BenchOptions> bench_options(const Arguments& arguments);

// The part sizes to sweep for that vendor: those typed, each checked against its limits; else the usual ones that fit.
// Where the vendor cuts files itself there is a single one, the file's size.
Result<std::vector<std::uint64_t>> part_sizes_for(const BenchOptions& options, const plugin::Manifest& manifest);

}  // namespace ingot::cli
