#include "host/cli/run_plan.hpp"

#include <filesystem>
#include <iostream>

#include "host/base/entropy.hpp"
#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/earlier_ledgers.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plan_check.hpp"
#include "host/cli/plan_facts.hpp"
#include "host/cli/plan_text.hpp"
#include "host/cli/run_opening.hpp"
#include "host/cli/source_setup.hpp"
#include "host/io/root_folder.hpp"
#include "host/run/scan_stage.hpp"

namespace ingot::cli {

namespace {

// One transaction.
constexpr std::size_t kItemsAtOnce = 1000;

// Brings the items of the source into the ledger as they are compared.
class Intake {
 public:
  explicit Intake(ledger::Ledger& ledger) : ledger_(ledger) {}

  Status add(const ledger::Item& item) {
    items_.push_back(ledger::AddItem{item});
    return items_.size() < kItemsAtOnce ? Status() : flush(ledger::Durability::process);
  }
  // A run from here on, and one that scans no more.
  Status begin(const run::RunFacts& facts) {
    for (auto& fact : run::save(facts)) items_.push_back(std::move(fact));
    items_.push_back(ledger::SetFact{std::string(run::kScanComplete), "1"});
    return flush(ledger::Durability::disk);
  }

 private:
  Status flush(ledger::Durability durability) {
    INGOT_CHECK(ledger_.apply(items_, durability));
    items_.clear();
    return {};
  }

  ledger::Ledger& ledger_;
  ledger::Transaction items_;
};

Result<JobSource> source_of(const Arguments& arguments, const PlanHead& head) {
  INGOT_TRY(JobSource source, job_source(head.job_file));
  source.shown = head.job_file + " (of the plan " + arguments.positional[0] + ")";
  source.params = head.params;
  source.profile = head.profile;
  source.plugin_path = arguments.value("plugin-path").value_or(head.plugin_path);
  return source;
}

void print_refusal_text(const std::string& plan, const PlanCheck& check) {
  for (const auto& difference : check.differences()) {
    std::cerr << "error[" << code_name(difference.code)
              << "]: " << (difference.key.empty() ? "" : printable(difference.key) + ": ")
              << printable(difference.message) << "\n";
  }
  const std::uint64_t omitted = check.count() - check.differences().size();
  if (omitted > 0) std::cerr << "and " << omitted << " more\n";
  std::cerr << "error: " << plan
            << " is not what is there now: nothing was sent; `ingot plan` makes a new one\n";
}

void print_refusal_json(const std::string& plan, const PlanCheck& check) {
  std::cout << "{\"plan\":" << json_string(plan)
            << ",\"end\":\"refused\",\"exit_code\":" << kJobInvalid << ",\"differences\":[";
  bool is_first = true;
  for (const auto& difference : check.differences()) {
    std::cout << (std::exchange(is_first, false) ? "\n" : ",\n")
              << "{\"code\":" << json_string(code_name(difference.code))
              << ",\"key\":" << json_string(difference.key)
              << ",\"message\":" << json_string(printable(difference.message)) << "}";
  }
  std::cout << "\n],\"omitted\":" << check.count() - check.differences().size() << "}\n";
}

int refuse(const Arguments& arguments, const PlanCheck& check) {
  const std::string& plan = arguments.positional[0];
  print_refusal_text(plan, check);
  if (arguments.value("output") == "json") print_refusal_json(plan, check);
  return kJobInvalid;
}

// The folder that files are digested in; nothing when the plan has no digests.
Result<std::optional<io::DiskFiles>> digest_files(const job::Job& job, const PlanReader& plan) {
  if (!plan.has_digests()) return std::optional<io::DiskFiles>();
  SystemClock clock;
  INGOT_TRY(const auto source, set_up_source(job, clock, Unstable::take));
  INGOT_TRY(auto root, io::RootFolder::open(source.root, source.symlinks));
  return std::optional<io::DiskFiles>(io::DiskFiles(std::move(root)));
}

Status compare_items(LoadedJob& job, const StateFolder& state, const std::string& run_id,
                     PlanReader& plan, PlanCheck& check, Intake& intake) {
  EarlierLedgers earlier = EarlierLedgers::open(state, job.job, run_id);
  INGOT_TRY(auto files, digest_files(job.job, plan));
  const auto compare = [&](const JudgedItem& judged) -> Status {
    auto now = planned_item(judged, files ? &*files : nullptr);
    // Written to since the walk met it, a moment ago.
    if (!now && now.error().kind != ErrorKind::source_changed) return now.error();
    if (!now) now = planned_item(judged, nullptr);
    INGOT_TRY(const PlannedItem planned, std::move(now));
    INGOT_CHECK(check.compare(planned));
    return check.count() == 0 ? intake.add(judged.item) : Status();
  };
  const auto ignore = [](const std::string&, const std::string&, const std::string&) {};
  INGOT_CHECK(Status::of(scan_offline(job, earlier, {ignore, compare})));
  return check.finish();
}

// Nothing of a run that never began is left.
void forget(const StateFolder& state, const std::string& run_id) {
  std::error_code left;
  std::filesystem::remove_all(state.run_folder(run_id), left);
}

int begin_run(const Arguments& arguments, HeldJob& held, PlanReader& plan, PlanCheck& check,
              LiveOptions live) {
  LoadedJob& job = held.loaded;
  const std::int64_t now = SystemClock().wall_ms();
  const std::string run_id = make_run_id(now, SystemEntropy().number());
  if (const Status made = held.state.make(run_id); !made) return fail(made.error(), kUnavailable);
  auto ledger = ledger::Ledger::create(held.state.ledger(run_id));
  if (!ledger) return fail(ledger.error(), kUnavailable);
  Intake intake(**ledger);
  const Status compared = compare_items(job, held.state, run_id, plan, check, intake);
  if (!compared || check.count() > 0) {
    ledger->reset();
    forget(held.state, run_id);
    const int code = check.count() > 0 ? refuse(arguments, check) : exit_code_of_scan(compared.error());
    return compared ? code : fail(compared.error(), code);
  }
  Signals signals;
  Terminal terminal(Terminal::style_for(arguments.has("quiet")));
  RunExecution execution = 
      execution_of(arguments, job, held.state, signals, terminal, std::move(live));
  execution.facts = facts_of(job, run_id, now);
  execution.facts.plan = std::filesystem::absolute(arguments.positional[0]).lexically_normal();
  execution.ledger = *std::move(ledger);
  if (const Status begun = intake.begin(execution.facts); !begun)
    return fail(begun.error(), kUnavailable);
  terminal.write(Level::info, "run " + run_id + " of the plan " + arguments.positional[0]);
  return execute(std::move(execution), run::Beginning::first);
}

}  // namespace

int run_plan(const Arguments& arguments) {
  if (arguments.has("param") || arguments.has("profile")) {
    return fail(Error{ErrorKind::invalid,
                      "a plan has its parameters and its profile: give them to `ingot plan`"},
                kUsage);
  }
  auto live = live_options(arguments);
  if (!live) return fail(live.error(), kUsage);
  auto plan = PlanReader::open(arguments.positional[0]);
  if (!plan) {
    return fail(plan.error().within("[" + code_name(PlanCode::unreadable) + "]"), kJobInvalid);
  }
  PlanCheck check(*plan);
  auto source = source_of(arguments, plan->head());
  if (!source) {
    return fail(
        source.error().within("[" + code_name(PlanCode::job_changed) + "] the job of the plan"),
        kJobInvalid);
  }
  auto loaded = load_job(*std::move(source), Depth::library);
  if (const auto* failure = std::get_if<LoadFailure>(&loaded)) return failure->exit_code;
  const auto head = plan_head(std::get<LoadedJob>(loaded));
  if (!head) return fail(head.error(), kJobInvalid);
  check.compare(*head);
  const bool is_table_gone = !head->table.empty() && head->table_sha256.empty();
  if (is_table_gone) return refuse(arguments, check);
  auto held = hold_job(arguments, std::get<LoadedJob>(std::move(loaded)));
  if (const auto* failure = std::get_if<LoadFailure>(&held)) return failure->exit_code;
  return begin_run(arguments, std::get<HeldJob>(held), *plan, check, *std::move(live));
}

}  // namespace ingot::cli
