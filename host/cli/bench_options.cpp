#include "host/cli/bench_options.hpp"

#include <algorithm>
#include <thread>

#include "host/base/text.hpp"
#include "host/bench/comparison.hpp"
#include "host/cli/run_settings.hpp"
#include "host/job/literal.hpp"

namespace ingot::cli {

namespace {

using std::chrono::milliseconds;

// Every part on its way has two threads and perhaps two connections; the labs take 256.
constexpr std::int64_t kMostInFlight = 128;
constexpr std::int64_t kMostFiles = 100'000'000;
constexpr std::uint64_t kLargestFile = std::uint64_t{50} << 40;
constexpr std::uint64_t kMebi = 1u << 20;

Error wrong(const std::string& flag, const std::string& value, const std::string& expected) {
  return Error{ErrorKind::invalid, "`--" + flag + " " + printable(value) + "`: " + expected};
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  while (true) {
    const std::size_t end = text.find(separator, at);
    parts.push_back(text.substr(at, end - at));
    if (end == text.npos) return parts;
    at = end + 1;
  }
}

Result<std::int64_t> whole(const Arguments& arguments, const std::string& flag, const std::string& fallback,
                           std::int64_t least, std::int64_t most) {
  const std::string text = arguments.value(flag).value_or(fallback);
  const auto value = job::parse_integer(text);
  if (value && *value >= least && *value <= most) return value;
  return wrong(flag, text, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

Result<std::uint64_t> size(const std::string& flag, const std::string& text) {
  const auto value = job::parse_size(text);
  if (value && *value > 0 && *value <= kLargestFile) return value;
  return wrong(flag, text, "a size from 1 byte to 50TiB, such as 2GiB");
}

// Ascending and each once.
template <class T>
std::vector<T> in_order(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

Result<std::vector<unsigned>> in_flight_list(const std::string& text) {
  std::vector<unsigned> values;
  for (const std::string& word : split(text, ',')) {
    const auto value = job::parse_integer(word);
    if (!value || *value < 1 || *value > kMostInFlight) {
      return wrong("in-flight", word, "whole numbers from 1 to " + std::to_string(kMostInFlight) + ", separated by commas");
    }
    values.push_back(static_cast<unsigned>(*value));
  }
  return in_order(std::move(values));
}

Result<std::vector<std::uint64_t>> size_list(const std::string& text) {
  std::vector<std::uint64_t> values;
  for (const std::string& word : split(text, ',')) {
    INGOT_TRY(const std::uint64_t value, size("part-sizes", word));
    values.push_back(value);
  }
  return in_order(std::move(values));
}

// The links of one --link are separated by semicolons, since commas are within them.
Result<std::vector<bench::LinkShape>> links_of(const Arguments& arguments) {
  std::vector<bench::LinkShape> links;
  std::vector<std::string> texts = arguments.all("link");
  if (texts.empty()) texts = {"none"};
  for (const std::string& text : texts) {
    for (const std::string& word : split(text, ';')) {
      INGOT_TRY(bench::LinkShape link, bench::parse_link(word));
      const bool is_new = std::none_of(links.begin(), links.end(),
                                       [&](const bench::LinkShape& other) { return other.name == link.name; });
      if (is_new) links.push_back(std::move(link));
    }
  }
  return links;
}

Result<std::vector<bench::Variant>> variants_of(const Arguments& arguments) {
  std::vector<bench::Variant> variants;
  const std::string tls = arguments.value("tls").value_or("both");
  for (const std::string& word : split(arguments.value("digest").value_or("md5"), ',')) {
    const auto digest = bench::digest_named(word);
    if (!digest) return wrong("digest", word, "none, md5, sha256 or md5+sha256, separated by commas");
    if (tls != "on") variants.push_back({bench::Tls::off, *digest});
    if (tls != "off") variants.push_back({bench::Tls::on, *digest});
  }
  return in_order(std::move(variants));
}

Result<milliseconds> budget_of(const Arguments& arguments) {
  const std::string text = arguments.value("budget").value_or("60s");
  const auto value = job::parse_duration(text);
  if (value && *value >= std::chrono::seconds(2) && *value <= std::chrono::hours(2)) return value;
  return wrong("budget", text, "a duration from 2s to 2h");
}

Result<double> tolerance_of(const Arguments& arguments) {
  const std::string text = arguments.value("tolerance").value_or("15%");
  const auto value = job::parse_budget(text);
  const bool is_share = value && value->unit == job::Budget::Unit::per_million;
  if (is_share && value->amount > 0 && value->amount < 1'000'000) return static_cast<double>(value->amount) / 1e6;
  return wrong("tolerance", text, "a share between 0% and 100%, such as 15%");
}

std::optional<std::filesystem::path> path_of(const Arguments& arguments, const std::string& flag) {
  const auto text = arguments.value(flag);
  return text ? std::optional<std::filesystem::path>(*text) : std::nullopt;
}

}  // namespace

std::vector<Flag> bench_flags() {
  return {{"vendor", "", "NAME", "whose lab the files go to (default dash)", false},
          {"size", "", "SIZE", "of each file (default 2GiB)", false},
          {"count", "", "N", "of files (default 1)", false},
          {"link", "", "RATE,RTT,LOSS",
           "the network to measure over, such as 1Gbps,40ms,0.1%; or none, lan, dsl, wan, ocean, backbone, satellite; "
           "several with semicolons between them (default none)",
           true},
          {"part-sizes", "", "SIZES", "to compare, such as 8MiB,32MiB (default 8, 16, 32 and 64 MiB as far as they fit)", false},
          {"in-flight", "", "NUMBERS", "of parts at once to compare (default 2,4,8,16)", false},
          {"digest", "", "NAMES", "none, md5, sha256, md5+sha256, or several with commas (default md5)", false},
          {"tls", "", "both|on|off", "whether the lab is spoken to over TLS (default both)", false},
          {"budget", "", "DURATION", "for the whole sweep (default 60s)", false},
          {"repeat", "", "N", "runs of each of the best settings (default 3)", false},
          {"seed", "", "N", "of what the link loses (default 1)", false},
          {"json", "", "FILE", "writes everything here, for --compare", false},
          {"csv", "", "FILE", "writes the table here", false},
          {"html", "", "FILE", "writes a page with plots here", false},
          {"compare", "", "FILE", "an earlier --json: measures its settings again; exit code 13 when one has become slower", false},
          {"tolerance", "", "SHARE", "by which a setting may be slower (default 15%)", false},
          {"keep", "", "", "leaves the temporary folder with files, job and lab's log", false},
          {"quiet", "q", "", "shows warnings and errors only", false},
          {"plugin-path", "", "FOLDERS", "folders searched for plugins first, separated by colons", false}};
}

Result<BenchOptions> bench_options(const Arguments& arguments) {
  if (arguments.positional[0] != "upload") {
    return Error{ErrorKind::invalid, "`bench " + printable(arguments.positional[0]) + "`: there is `bench upload` only"};
  }
  BenchOptions options;
  bench::SweepOptions& sweep = options.sweep;
  options.vendor = arguments.value("vendor").value_or("dash");
  INGOT_TRY(sweep.load.size, size("size", arguments.value("size").value_or("2GiB")));
  INGOT_TRY(const std::int64_t count, whole(arguments, "count", "1", 1, kMostFiles));
  sweep.load.count = static_cast<std::uint64_t>(count);
  INGOT_TRY(sweep.links, links_of(arguments));
  if (const auto text = arguments.value("part-sizes")) {
    INGOT_TRY(sweep.part_sizes, size_list(*text));
  }
  INGOT_TRY(sweep.in_flight, in_flight_list(arguments.value("in-flight").value_or("2,4,8,16")));
  INGOT_TRY(sweep.variants, variants_of(arguments));
  INGOT_TRY(sweep.budget, budget_of(arguments));
  INGOT_TRY(const std::int64_t repeat, whole(arguments, "repeat", "3", 1, 25));
  sweep.repeat = static_cast<unsigned>(repeat);
  INGOT_TRY(const std::int64_t seed, whole(arguments, "seed", "1", 0, INT64_MAX));
  sweep.seed = static_cast<std::uint64_t>(seed);
  sweep.processors = std::max(std::thread::hardware_concurrency(), 1u);
  INGOT_TRY(options.tolerance, tolerance_of(arguments));
  options.keeps_files = arguments.has("keep");
  options.is_quiet = arguments.has("quiet");
  options.json = path_of(arguments, "json");
  options.csv = path_of(arguments, "csv");
  options.html = path_of(arguments, "html");
  options.compare = path_of(arguments, "compare");
  if (options.compare && sweep.repeat < bench::kRunsToCompare) {
    return wrong("repeat", std::to_string(sweep.repeat), "a comparison needs at least 3 runs of each setting");
  }
  options.plugin_path = arguments.value("plugin-path").value_or("");
  return options;
}

Result<std::vector<std::uint64_t>> part_sizes_for(const BenchOptions& options, const plugin::Manifest& manifest) {
  const bench::Workload& load = options.sweep.load;
  const plan::PartLimits limits = part_limits(manifest.limits);
  if (const auto any = plan::plan_parts(load.size, limits); !any) return any.error().within("`--size`");
  if (manifest.part_planning != plugin::PartPlanning::client) {
    if (options.sweep.part_sizes.empty()) return std::vector{load.size};
    return Error{ErrorKind::invalid, "`--part-sizes`: " + options.vendor + " cuts files itself; leave the flag out"};
  }
  std::vector<std::uint64_t> sizes;
  for (const std::uint64_t typed : options.sweep.part_sizes) {
    const auto plan = plan::plan_parts(load.size, limits, typed);
    if (!plan) return plan.error().within("`--part-sizes`");
    sizes.push_back(typed);
  }
  for (const std::uint64_t usual : {8 * kMebi, 16 * kMebi, 32 * kMebi, 64 * kMebi}) {
    // Sizes above the file's all mean one part.
    const bool is_another = sizes.empty() || usual < load.size;
    if (options.sweep.part_sizes.empty() && is_another && plan::plan_parts(load.size, limits, usual)) sizes.push_back(usual);
  }
  if (sizes.empty()) return std::vector{plan::plan_parts(load.size, limits).value().part_size};
  return sizes;
}

}  // namespace ingot::cli
