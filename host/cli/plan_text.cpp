#include "host/cli/plan_text.hpp"

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/item_problems.hpp"
#include "host/cli/source_setup.hpp"

namespace ingot::cli {

namespace {

bool is_cut_by_server(const LoadedJob& loaded) {
  return loaded.manifest.part_planning == plugin::PartPlanning::server;
}

std::string parts_text(const LoadedJob& loaded, const OfflineTotals& totals) {
  if (is_cut_by_server(loaded)) return "parts that the vendor's server decides";
  return std::to_string(totals.parts) + " parts (at most " + std::to_string(totals.largest_parts) +
         " for one item)";
}

std::string requests_text(const OfflineTotals& totals) {
  if (!totals.requests) return "as many as the plugin needs: it does not foretell them";
  std::string text = std::to_string(*totals.requests) + " requests and polls";
  if (totals.requests_each_part > 0)
    text += ", " + std::to_string(totals.requests_each_part) + " more for each part";
  return text + ", if nothing fails";
}

std::string line(std::uint64_t count, const char* left, const char* right) {
  return count == 0 ? std::string() : left + std::to_string(count) + right;
}

}  // namespace

Result<OfflineTotals> scan_for_plan(const Arguments& arguments, LoadedJob& job,
                                    std::function<Status(const JudgedItem&)> judged) {
  const StateFolder state(arguments.value("state").value_or(".ingot"));
  EarlierLedgers earlier = EarlierLedgers::open(state, job.job, "");
  const auto writer = open_problems(ProblemFormat::text, job.source.plugin_path);
  ItemProblems problems(job.job, *writer);
  const OfflineListener told = problems.listener();
  const auto listen = [&](const JudgedItem& item) -> Status {
    INGOT_CHECK(told.judged(item));
    return judged ? judged(item) : Status();
  };
  return scan_offline(job, earlier, {told.problem, listen, true});
}

int exit_code_of_scan(const Error& error) {
  if (error.kind == ErrorKind::refused) return kPluginRefused;
  return error.kind == ErrorKind::internal ? kBug : kJobInvalid;
}

std::string totals_json(const LoadedJob& loaded, const OfflineTotals& totals) {
  const auto count = [](const char* name, std::uint64_t value) {
    return std::string(",\"") + name + "\":" + std::to_string(value);
  };
  std::string text = "{\"job\":" + json_string(loaded.job.name) + count("items", totals.items) +
                     count("bytes", totals.bytes);
  text += is_cut_by_server(loaded) ? ",\"parts\":null" : count("parts", totals.parts);
  text += count("batches", totals.sessions);
  text += totals.requests ? count("requests", *totals.requests) : ",\"requests\":null";
  return text + count("requests_each_part", totals.requests_each_part) +
         count("skipped", totals.skipped) + count("set_aside", totals.set_aside) +
         count("refused", totals.refused) +
         count("unreadable", totals.unreadable) + count("excluded", totals.excluded) + "}";
}

std::string plan_text(const LoadedJob& loaded, const OfflineTotals& totals) {
  std::string text =
      "job      " + loaded.job.name + "\nvendor   " + loaded.manifest.name + " " +
      loaded.manifest.version.to_string() + ", " + loaded.job.vendor.base_url + "\nsource   " +
      source_name(loaded.job) + "\nsend     " + std::to_string(totals.items) + " items, " +
      human_bytes(totals.bytes) + ", in " + parts_text(loaded, totals) + " and " +
      std::to_string(totals.sessions) + " batches\nask      " + requests_text(totals) + "\n";
  text += line(totals.skipped, "skip     ", " items that earlier runs have brought\n");
  text += line(totals.set_aside, "aside    ", " items for the quarantine, listed above\n");
  text += line(totals.refused, "refused  ", " items, listed above\n");
  text += line(totals.unreadable, "unread   ", " items, listed above\n");
  text += line(totals.excluded, "excluded ", " files by pattern\n");
  text += line(totals.symlinks_skipped, "skipped  ", " symbolic links\n");
  if (loaded.job.lifecycle) text += "then     lifecycle to " + loaded.job.lifecycle->to + "\n";
  return text;
}

}  // namespace ingot::cli
