// `ingot check JOB`: is everything there that a run would need: credentials, permissions, clock, and files the account
// takes. Nothing is sent.
#include <algorithm>
#include <iostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/account_check.hpp"
#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/item_problems.hpp"
#include "host/cli/json_outline.hpp"
#include "host/cli/offline_scan.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/vendor_clock.hpp"

namespace ingot::cli {

namespace {

int exit_code_of(const Error& error, int interrupted) {
  switch (error.kind) {
    case ErrorKind::auth: return kAuth;
    case ErrorKind::cancelled: return interrupted;
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::rejected: return kJobInvalid;
    case ErrorKind::internal: return kBug;
    default: return kUnavailable;
  }
}

std::string operations_text(const plugin::Manifest& manifest) {
  std::string text;
  for (const auto operation : {plugin::Operation::transfer, plugin::Operation::lifecycle, plugin::Operation::abort}) {
    text += (text.empty() ? "" : ", ") + std::string(plugin::to_string(operation)) +
            (manifest.supports(operation) ? "" : ": not with this plugin");
  }
  return text;
}

void print_text(const LoadedJob& loaded, const AccountAnswer& account, const OfflineTotals& totals) {
  std::cout << "job      " << loaded.job.name << "\nvendor   " << loaded.manifest.name << " "
            << loaded.manifest.version.to_string() << ", " << loaded.job.vendor.base_url << "\n";
  if (account.clock_difference_ms) std::cout << "clock    " << clock_text(*account.clock_difference_ms) << "\n";
  if (account.context.empty()) {
    std::cout << "account  the plugin cannot ask the vendor about it\n";
  } else {
    std::cout << "account  accepted\n";
    for (const auto& line : json_outline(account.context)) std::cout << "  " << printable(line) << "\n";
  }
  std::cout << "plugin   " << operations_text(loaded.manifest) << "\nfiles    " << totals.items << " would be sent, "
            << human_bytes(totals.bytes);
  if (totals.skipped > 0) std::cout << "; " << totals.skipped << " are there already";
  if (totals.refused + totals.unreadable > 0) {
    std::cout << "; " << totals.refused + totals.unreadable << " would not be sent, listed above";
  }
  std::cout << "\n";
}

void print_json(const LoadedJob& loaded, const AccountAnswer& account, const OfflineTotals& totals) {
  std::cout << "{\"job\":" << json_string(loaded.job.name) << ",\"plugin\":" << json_string(loaded.manifest.name)
            << ",\"base_url\":" << json_string(loaded.job.vendor.base_url)
            << ",\"account\":" << (account.context.empty() ? "null" : account.context) << ",\"clock_difference_ms\":";
  if (account.clock_difference_ms) {
    std::cout << *account.clock_difference_ms;
  } else {
    std::cout << "null";
  }
  std::cout << ",\"warnings\":[";
  for (std::size_t i = 0; i < account.notes.size(); ++i) {
    std::cout << (i > 0 ? "," : "") << json_string(account.notes[i]);
  }
  std::cout << "],\"items\":" << totals.items << ",\"bytes\":" << totals.bytes << ",\"skipped\":" << totals.skipped
            << ",\"refused\":" << totals.refused << ",\"unreadable\":" << totals.unreadable << "}\n";
}

}  // namespace

int check_job(const Arguments& arguments) {
  // A login may replace a refresh token, and a run that holds the old one would be out: hence the lock.
  auto held = hold_job(arguments);
  if (const auto* failure = std::get_if<LoadFailure>(&held)) return failure->exit_code;
  auto& [job, state, lock] = std::get<HeldJob>(held);
  Signals signals;
  const auto account = check_account({job, state, signals, arguments.value("ca-file").value_or("")});
  if (!account) {
    return fail(account.error(), exit_code_of(account.error(), 128 + std::max(signals.caught(), 2)));
  }
  signals.let_go();
  for (const auto& note : account->notes) std::cerr << "warning: " << printable(note) << "\n";
  EarlierLedgers earlier = EarlierLedgers::open(state, job.job, "");
  const auto writer = open_problems(ProblemFormat::text, job.source.plugin_path);
  ItemProblems problems(job.job, *writer);
  const auto totals = scan_offline(job, earlier, problems.listener(), account->context);
  if (!totals) return fail(totals.error(), exit_code_of(totals.error(), kInterrupted));
  arguments.value("output") == "json" ? print_json(job, *account, *totals) : print_text(job, *account, *totals);
  return totals->refused + totals->unreadable == 0 ? kOk : kSomeItemsFailed;
}

}  // namespace ingot::cli
