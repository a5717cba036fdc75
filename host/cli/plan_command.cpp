// `ingot plan`: what would happen, without the network.
#include <iostream>

#include "host/base/text.hpp"
#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/base/json_text.hpp"
#include "host/cli/offline_scan.hpp"
#include "host/cli/source_setup.hpp"

namespace ingot::cli {

namespace {

int fail(const Error& error) {
  std::cerr << "error: " << error.message << "\n";
  return error.kind == ErrorKind::internal ? kBug : kJobInvalid;
}

EarlierLedgers earlier_of(const Arguments& arguments, const LoadedJob& job) {
  const StateFolder state(arguments.value("state").value_or(".ingot"));
  return EarlierLedgers::open(state, job.job, "");
}

void print_problem(const std::string& key, const std::string& code, const std::string& message) {
  std::cerr << printable(key) << ": " << code << ": " << printable(message) << "\n";
}

std::string parts_text(const LoadedJob& loaded, const OfflineTotals& totals) {
  if (loaded.manifest.part_planning == plugin::PartPlanning::server) return "parts that the vendor's server decides";
  return std::to_string(totals.parts) + " parts (at most " + std::to_string(totals.largest_parts) + " for one item)";
}

void print_plan_text(const LoadedJob& loaded, const OfflineTotals& totals) {
  std::cout << "job      " << loaded.job.name << "\nvendor   " << loaded.manifest.name << " "
            << loaded.manifest.version.to_string() << ", " << loaded.job.vendor.base_url << "\nsource   "
            << source_name(loaded.job) << "\nsend     " << totals.items << " items, "
            << human_bytes(totals.bytes) << ", in " << parts_text(loaded, totals) << " and " << totals.sessions
            << " batches\n";
  if (totals.skipped > 0) std::cout << "skip     " << totals.skipped << " items that earlier runs have brought\n";
  if (totals.refused > 0) std::cout << "refused  " << totals.refused << " items, listed above\n";
  if (totals.unreadable > 0) std::cout << "unread   " << totals.unreadable << " items, listed above\n";
  if (totals.excluded > 0) std::cout << "excluded " << totals.excluded << " files by pattern\n";
  if (totals.symlinks_skipped > 0) std::cout << "skipped  " << totals.symlinks_skipped << " symbolic links\n";
  if (loaded.job.lifecycle) std::cout << "then     lifecycle to " << loaded.job.lifecycle->to << "\n";
}

void print_totals_json(const LoadedJob& loaded, const OfflineTotals& totals) {
  std::cout << "{\"job\":" << json_string(loaded.job.name) << ",\"items\":" << totals.items
            << ",\"bytes\":" << totals.bytes << ",\"parts\":" << totals.parts
            << ",\"batches\":" << totals.sessions << ",\"skipped\":" << totals.skipped << ",\"refused\":" << totals.refused
            << ",\"unreadable\":" << totals.unreadable << ",\"excluded\":" << totals.excluded << "}\n";
}

}  // namespace

int plan_job(const Arguments& arguments) {
  auto source = job_source(arguments);
  if (!source) return fail(source.error());
  auto loaded = load_job(*std::move(source), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  auto& job = std::get<LoadedJob>(loaded);
  EarlierLedgers earlier = earlier_of(arguments, job);
  const auto totals = scan_offline(job, earlier, print_problem);
  if (!totals) return fail(totals.error());
  if (arguments.value("output") == "json") {
    print_totals_json(job, *totals);
  } else {
    print_plan_text(job, *totals);
  }
  if (arguments.has("detailed-exitcode") && totals->items > 0) return kThereIsWork;
  return kOk;
}

}  // namespace ingot::cli
