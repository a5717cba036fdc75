// `ingot bench upload`.
#include <iostream>
#include <set>

#include "host/cli/bench_options.hpp"
#include "host/cli/bench_runner.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/terminal.hpp"
#include "host/bench/bench_report.hpp"
#include "host/io/durable_file.hpp"
#include "host/io/replacing_file.hpp"

#ifndef INGOT_VERSION
#error "the build says the version"
#endif

namespace ingot::cli {

namespace {

constexpr std::size_t kLargestReport = 64u << 20;

Result<bench::BenchReport> earlier(const BenchOptions& options) {
  INGOT_TRY(const std::string text, io::read_small_file(*options.compare, kLargestReport));
  auto report = bench::read_json(text);
  if (!report) return report.error().within(options.compare->string());
  if (report->vendor != options.vendor) {
    return Error{ErrorKind::invalid, options.compare->string() + " is of " + report->vendor + ", this sweep of " +
                                         options.vendor + "; add `--vendor " + report->vendor + "`"};
  }
  return report;
}

Status write_file(const std::optional<std::filesystem::path>& path, std::string_view text) {
  if (!path) return {};
  INGOT_TRY(auto file, io::ReplacingFile::begin(*path));
  INGOT_CHECK(file.write(text));
  return file.commit();
}

Status write_reports(const BenchOptions& options, const bench::BenchReport& report) {
  INGOT_CHECK(write_file(options.json, bench::json_text(report)));
  INGOT_CHECK(write_file(options.csv, bench::csv_text(report)));
  if (!options.html) return {};
  INGOT_TRY(const std::string page, bench::html_text(report));
  return write_file(options.html, page);
}

// Before an hour of measuring: would there be a place for what it finds?
Status check_places(const BenchOptions& options) {
  for (const auto& path : {options.json, options.csv, options.html}) {
    if (path) INGOT_CHECK(Status::of(io::ReplacingFile::begin(*path)));
  }
  return {};
}

// Both labs as far as the sweep or the rows to compare need them.
std::optional<int> open_places(BenchRunner& runner, const bench::SweepOptions& sweep) {
  std::set<bench::Tls> needed;
  for (const auto& variant : sweep.variants) needed.insert(variant.tls);
  for (const auto& row : sweep.again) needed.insert(row.arm.variant.tls);
  for (const bench::Tls tls : needed) {
    if (const auto code = runner.open(tls)) return code;
  }
  return std::nullopt;
}

bench::BenchReport report_of(const BenchOptions& options, bench::SweepResult found, double seconds,
                             bench::PartSizes part_sizes) {
  return {.version = INGOT_VERSION,
          .vendor = options.vendor,
          .load = options.sweep.load,
          .links = options.sweep.links,
          .rows = std::move(found.rows),
          .error = found.error,
          .parameters = std::move(found.parameters),
          .processors = options.sweep.processors,
          .repeat = options.sweep.repeat,
          .seed = options.sweep.seed,
          .seconds = seconds,
          .real_runs = found.measured.size(),
          .part_sizes = part_sizes};
}

int failed_sweep(const Error& error, const Signals& signals) {
  if (error.kind == ErrorKind::cancelled) {
    std::cerr << "stopped by request; nothing was written\n";
    return signals.caught() == 0 ? kInterrupted : 128 + signals.caught();
  }
  return fail(error, error.kind == ErrorKind::auth ? kAuth : kUnavailable);
}

int measure(BenchOptions& options, const std::vector<bench::Row>& before) {
  auto workspace = BenchWorkspace::make(options.keeps_files ? BenchWorkspace::Afterwards::keep
                                                            : BenchWorkspace::Afterwards::remove);
  if (!workspace) return fail(workspace.error(), kUnavailable);
  Signals signals;
  SystemClock clock;
  Terminal terminal(Terminal::style_for(options.is_quiet));
  if (options.keeps_files) terminal.write(Level::info, "files are kept in " + workspace->folder().string());
  BenchRunner runner({options.vendor, options.plugin_path, *workspace, signals, clock, options.sweep.seed});
  if (const auto code = open_places(runner, options.sweep)) return *code;
  auto part_sizes = part_sizes_for(options, runner.manifest());
  if (!part_sizes) return fail(part_sizes.error(), kUsage);
  options.sweep.part_sizes = *std::move(part_sizes);
  const auto start = clock.monotonic();
  auto found = bench::Sweep({runner, clock, terminal}, options.sweep).run({});
  if (!found) return failed_sweep(found.error(), signals);
  const auto now = std::move(found->again);
  const auto planning = runner.manifest().part_planning == plugin::PartPlanning::client ? bench::PartSizes::of_client
                                                                                        : bench::PartSizes::of_vendor;
  const double seconds = std::chrono::duration<double>(clock.monotonic() - start).count();
  const bench::BenchReport report = report_of(options, *std::move(found), seconds, planning);
  if (const Status written = write_reports(options, report); !written) return fail(written.error(), kUnavailable);
  if (!options.compare) {
    std::cout << bench::table_text(report);
    return kOk;
  }
  const bench::Comparison comparison = bench::compare(before, now, options.tolerance);
  std::cout << bench::changes_text(comparison, options.tolerance) << "\n" << bench::table_text(report);
  return comparison.has_regression() ? kRegressed : kOk;
}

}  // namespace

int measure_uploads(const Arguments& arguments) {
  auto options = bench_options(arguments);
  if (!options) return fail(options.error(), kUsage);
  if (const Status usable = check_places(*options); !usable) return fail(usable.error(), kUsage);
  std::vector<bench::Row> before;
  if (options->compare) {
    auto report = earlier(*options);
    if (!report) return fail(report.error(), kUsage);
    before = std::move(report->rows);
    for (const bench::Row& row : before) {
      if (bench::is_comparable(row)) options->sweep.again.push_back(row);
    }
    if (options->sweep.again.empty()) {
      return fail({ErrorKind::invalid, options->compare->string() + " has no setting that was measured at least 3 times"},
                  kUsage);
    }
  }
  return measure(*options, before);
}

}  // namespace ingot::cli
