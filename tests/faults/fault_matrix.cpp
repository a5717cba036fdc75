#include "tests/faults/fault_matrix.hpp"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "tests/faults/fault_troubles.hpp"

namespace ingot::test {

using ledger::ItemState;

std::string to_string(Step step) {
  switch (step) {
    case Step::login: return "login";
    case Step::discover: return "discover";
    case Step::create: return "create";
    case Step::watch: return "watch";
    case Step::place: return "place";
    case Step::urls: return "urls";
    case Step::put: return "put";
    case Step::confirm: return "confirm";
    case Step::complete: return "complete";
    case Step::describe: return "describe";
    case Step::check: return "check";
    case Step::attach: return "attach";
    case Step::lifecycle: return "lifecycle";
  }
  return "";
}

Ends saved_for_later(int exit_code, std::string why) {
  Ends ends;
  ends.exit_code = exit_code;
  ends.why = std::move(why);
  return ends;
}

void set_ends(Form& form, Step step, const std::vector<std::string>& names, const Ends& ends) {
  const auto endpoint = form.steps.find(step);
  if (endpoint == form.steps.end()) return;
  for (const std::string& name : names) {
    for (const Trouble& trouble : troubles()) {
      if (trouble.name == name && applies(trouble, endpoint->second)) form.ends[to_string(step) + "_" + name] = ends;
    }
  }
}

void set_usual_ends(Form& form) {
  const std::uint64_t items = form.make().setup.files.size();
  const Ends away = saved_for_later(8, "nobody answers, and no item is at fault");
  for (const Step step : kSteps) {
    set_ends(form, step, {"always_lost", "always_500"}, away);
    set_ends(form, step, {"always_throttled"},
             {ItemState::failed, "unavailable", items, 5, "every try of the item was throttled"});
    set_ends(form, step, {"always_wrong_etag", "always_no_etag"},
             {ItemState::failed, "etag", items, 5, "bytes are stored only when the store says so"});
  }
  for (const Step step : {Step::login, Step::discover}) {
    set_ends(form, step,
             {"always_throttled", "always_in_html", "answered_200_in_html", "answered_in_malformed_json",
              "answered_in_truncated_json"},
             away);
  }
}

namespace {

std::string described(const SimRun& sim, const LifeEnd& end) {
  std::string text = "ended " + std::string(run::to_string(end.end.reason)) + " " + end.end.message + "\n";
  for (const auto& item : sim.items()) {
    text += "  " + item.key + ": " + std::string(ledger::to_string(item.state)) + " " + item.code + " " +
            item.message + "\n";
  }
  return text;
}

Ends ends_of(const Form& form, const std::string& cell) {
  const auto found = form.ends.find(cell);
  return found == form.ends.end() ? Ends() : found->second;
}

bool is_saved_for_later(const Ends& ends) {
  return ends.items == 0 && (ends.exit_code == 7 || ends.exit_code == 8);
}

std::string without_lines(const std::string& text, const std::string& prefix) {
  std::string kept;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (prefix.empty() || !line.starts_with(prefix)) kept += line + "\n";
  }
  return kept;
}

// The law of every cell: the items, the exit code and what the vendor holds agree, and are what was expected.
void expect_ends(SimRun& sim, const LifeEnd& end, const Ends& expected, const std::string& when) {
  SCOPED_TRACE(when + ": " + described(sim, end));
  const bool is_all_well = expected.items == kAnyItems && end.tally.failed() == 0;
  EXPECT_EQ(run::exit_code(end.end, end.tally), is_all_well ? 0 : expected.exit_code);
  std::uint64_t otherwise = 0;
  std::set<std::string> missing;
  for (const auto& item : sim.items()) {
    if (item.state == ItemState::done) continue;
    ++otherwise;
    missing.insert(item.key);
    EXPECT_EQ(ledger::to_string(item.state), ledger::to_string(expected.state)) << item.key;
    EXPECT_EQ(item.code, expected.code) << item.key;
    EXPECT_NE(item.message, "") << item.key << ": says nothing";
  }
  if (expected.items != kAnyItems) {
    EXPECT_EQ(otherwise, expected.items);
  }
  const std::string problems = without_lines(sim.audit_problems(missing), expected.may_leave);
  // What ends unknown is left for people to look at, with whatever is open of it.
  if (expected.state != ItemState::unknown) {
    EXPECT_EQ(problems, "");
  }
  EXPECT_EQ(problems.find("created twice"), std::string::npos) << problems;
  EXPECT_EQ(problems.find("rule "), std::string::npos) << problems;
}

// No item has failed; after the trouble all of them arrive.
void expect_saved(SimRun& sim, const LifeEnd& end, const Ends& expected, const std::string& when) {
  EXPECT_EQ(run::exit_code(end.end, end.tally), expected.exit_code) << when << ": " << described(sim, end);
  EXPECT_EQ(end.tally.failed(), 0u) << when << ": " << described(sim, end);
  EXPECT_NE(end.end.message, "") << "says nothing";
  if (!expected.can_resume) return;
  sim.service().clear();
  const LifeEnd resumed = sim.live();
  expect_ends(sim, resumed, {}, when + " resumed");
}

void expect_outcome(SimRun& sim, const LifeEnd& end, const Ends& expected, const std::string& when) {
  if (is_saved_for_later(expected)) {
    expect_saved(sim, end, expected, when);
  } else {
    expect_ends(sim, end, expected, when);
  }
}

struct Undisturbed {
  std::map<Step, std::uint64_t> requests;
  std::uint64_t all_requests = 0, writes = 0;
};

class CountedRun final : public SimRun {
 public:
  explicit CountedRun(SimCase one) : SimRun(std::move(one.vendor), std::move(one.setup)) {}
};

lab::FaultRule counting_rule() {
  lab::FaultRule rule;  // matches everything, changes nothing
  rule.name = "all";
  rule.when = {};
  return rule;
}

const Undisturbed& undisturbed(const Form& form) {
  static std::map<std::string, Undisturbed> known;
  const auto found = known.find(form.name);
  if (found != known.end()) return found->second;
  SimCase one = form.make();
  one.setup.faults.rules = {counting_rule()};
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  expect_ends(sim, end, {}, form.name + " undisturbed");
  Undisturbed seen;
  seen.writes = end.ledger_writes;
  seen.all_requests = sim.service().fired("all");
  for (const auto& [step, endpoint] : form.steps) {
    seen.requests[step] = sim.lab().audit().requests(endpoint.route);
  }
  return known.emplace(form.name, seen).first->second;
}

// A request that must not be processed twice was not sent again on a guess.
void expect_not_repeated(SimRun& sim, const Form& form, Step step, const Trouble& trouble) {
  const Endpoint& endpoint = form.steps.at(step);
  const bool is_cut_short = is_saved_for_later(ends_of(form, to_string(step) + "_" + trouble.name));
  if (endpoint.repeat == Repeat::freely || trouble.lasts || is_cut_short) return;
  const std::uint64_t more = trouble.effect == Effect::done ? endpoint.more_when_lost : 0;
  EXPECT_LE(sim.lab().audit().requests(endpoint.route), undisturbed(form).requests.at(step) + more)
      << endpoint.route << " was repeated blindly";
}

void check_trouble(const Form& form, Step step, const Trouble& trouble) {
  SimCase one = form.make();
  one.setup.faults.rules = {rule_of(trouble, form.steps.at(step))};
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  const std::string name = to_string(step) + "_" + trouble.name;
  expect_outcome(sim, end, ends_of(form, name), form.name + " " + name);
  EXPECT_GE(sim.service().fired(trouble.name), 1u) << "nothing happened";
  expect_not_repeated(sim, form, step, trouble);
}

// The token ends right before a request, so that this one is refused.
void check_token_end(const Form& form, Step step) {
  const Endpoint& endpoint = form.steps.at(step);
  SimCase one = form.make();
  one.setup.drift.token_ends = {{endpoint.method, endpoint.path, 1}};
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  expect_outcome(sim, end, ends_of(form, to_string(step) + "_token_expired"), form.name);
  EXPECT_EQ(sim.drift().changes(), 1u) << "no token ended";
}

void check_drift(const Form& form, const std::string& name, Drift drift) {
  SimCase one = form.make();
  one.setup.drift = std::move(drift);
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  expect_ends(sim, end, ends_of(form, name), form.name + " " + name);
  EXPECT_GE(sim.drift().changes(), 1u) << "no reply was changed";
}

// Whatever request it is: the same trouble for each in turn.
void check_each_request(const Form& form, const Trouble& trouble) {
  const std::uint64_t requests = undisturbed(form).all_requests;
  ASSERT_GT(requests, 1u);
  const Ends expected = ends_of(form, "each_request_" + trouble.name);
  for (std::uint64_t i = form.swept_from; i <= requests && !::testing::Test::HasFailure(); ++i) {
    SimCase one = form.make();
    lab::FaultRule rule;
    rule.name = trouble.name;
    rule.when.nth = i;
    rule.action = trouble.action;
    one.setup.faults.rules = {rule};
    CountedRun sim(std::move(one));
    const LifeEnd end = sim.live();
    EXPECT_EQ(sim.service().fired(trouble.name), 1u);
    expect_ends(sim, end, expected, "request " + std::to_string(i));
  }
}

enum class Creation { answered, lost };

std::string kill_name(CrashPoint::Side side, Creation creation) {
  return std::string("killed_") + (side == CrashPoint::Side::before ? "before_commit" : "after_commit") +
         (creation == Creation::lost ? "_and_a_creation_lost" : "");
}

void check_kill(const Form& form, CrashPoint::Side side, Creation creation) {
  const std::uint64_t writes = undisturbed(form).writes;
  const Ends expected = ends_of(form, kill_name(side, creation));
  ASSERT_GT(writes, form.make().setup.files.size());
  for (std::uint64_t k = 1; k <= writes && !::testing::Test::HasFailure(); ++k) {
    SimCase one = form.make();
    one.setup.seed = 1 + k % 5;
    if (creation == Creation::lost) {
      lab::FaultRule rule;
      rule.match.method = form.steps.at(Step::create).method;
      rule.match.path = form.steps.at(Step::create).path;
      rule.when.nth = 1;
      rule.action.cut = lab::Cut::kAfterProcessing;
      one.setup.faults.rules = {rule};
    }
    CountedRun sim(std::move(one));
    const LifeEnd first = sim.live({k, side});
    const LifeEnd last = first.has_crashed ? sim.live() : first;
    expect_ends(sim, last, expected, "killed at write " + std::to_string(k));
  }
}

void check_killed_again_and_again(const Form& form) {
  const Ends expected = ends_of(form, "killed_again_and_again");
  for (std::uint64_t seed = 1; seed <= 12 && !::testing::Test::HasFailure(); ++seed) {
    SimCase one = form.make();
    one.setup.seed = seed;
    CountedRun sim(std::move(one));
    std::mt19937_64 random(seed);
    LifeEnd end;
    for (unsigned life = 0; life < 9; ++life) {
      const CrashPoint crash{life < 8 ? 1 + random() % (12 + life * 5) : 0,
                             random() % 2 == 0 ? CrashPoint::Side::before : CrashPoint::Side::after};
      end = sim.live(crash);
      if (!end.has_crashed) break;
    }
    expect_ends(sim, end, expected, "seed " + std::to_string(seed));
  }
}

void check_now_and_then(const Form& form) {
  SimCase one = form.make();
  lab::FaultRule rule;
  rule.name = "throttled";
  rule.when.every = 5;
  rule.action.status = 429;
  rule.action.retry_after = "1";
  one.setup.faults.rules = {rule};
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  expect_ends(sim, end, {}, form.name);
}

void check_gone(const Form& form) {
  SimCase one = form.make();
  lab::FaultRule rule;
  rule.name = "gone";
  rule.action.cut = lab::Cut::kBeforeProcessing;
  one.setup.faults.rules = {rule};
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  expect_saved(sim, end, saved_for_later(8, ""), form.name);
}

void check_locked_out(const Form& form) {
  CountedRun sim(form.make_locked_out());
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 7) << described(sim, end);
  EXPECT_EQ(end.tally.in(ItemState::done), 0u);
  EXPECT_EQ(end.tally.failed(), 0u) << "the credentials are no item's fault: " << described(sim, end);
}

void check_rejected(const Form& form) {
  CountedRun sim(form.make_rejected());
  const LifeEnd end = sim.live();
  EXPECT_GT(end.tally.in(ItemState::done), 0u) << "the others are not touched by it";
  expect_ends(sim, end, form.rejected, form.name + " with an item the vendor refuses");
}

void check_over_budget(const Form& form) {
  SimCase one = form.make_rejected();
  one.setup.budget.items = 0;
  CountedRun sim(std::move(one));
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 6) << described(sim, end);
}

void check_interrupted(const Form& form) {
  SimCase one = form.make();
  one.setup.batch_items = 1;
  CountedRun sim(std::move(one));
  const LifeEnd first = sim.live({}, [](run::Pipeline& pipeline) {
    if (pipeline.tally().in(ItemState::done) >= 1) pipeline.stop({run::EndReason::interrupted, "test"});
  });
  EXPECT_EQ(run::exit_code(first.end, first.tally), 130) << described(sim, first);
  const LifeEnd second = sim.live();
  expect_ends(sim, second, {}, form.name + " resumed");
}

using Check = std::function<void(const Form&)>;

std::map<std::string, Check> whole_run_checks() {
  std::map<std::string, Check> checks;
  checks["undisturbed"] = [](const Form& form) { undisturbed(form); };
  checks["unknown_members_in_replies"] = [](const Form& form) {
    Drift drift = form.lacking;
    drift.lacks.clear();
    drift.adds_members = true;
    check_drift(form, "unknown_members_in_replies", drift);
  };
  checks["optional_members_missing"] = [](const Form& form) {
    check_drift(form, "optional_members_missing", form.lacking);
  };
  checks["throttled_now_and_then"] = check_now_and_then;
  checks["vendor_gone_then_back"] = check_gone;
  checks["wrong_credentials"] = check_locked_out;
  checks["item_refused"] = check_rejected;
  checks["item_refused_over_budget"] = check_over_budget;
  checks["interrupted_and_resumed"] = check_interrupted;
  for (const auto side : {CrashPoint::Side::before, CrashPoint::Side::after}) {
    for (const auto creation : {Creation::answered, Creation::lost}) {
      checks[kill_name(side, creation)] = [=](const Form& form) { check_kill(form, side, creation); };
    }
  }
  checks["killed_again_and_again"] = check_killed_again_and_again;
  for (const Trouble& trouble : troubles()) {
    if (trouble.lasts || trouble.is_object_store || trouble.spoils_json) continue;
    checks["each_request_" + trouble.name] = [&trouble](const Form& form) { check_each_request(form, trouble); };
  }
  return checks;
}

std::map<std::string, Check> step_checks(const Form& form) {
  std::map<std::string, Check> checks;
  for (const auto& [step, endpoint] : form.steps) {
    for (const Trouble& trouble : troubles()) {
      if (!applies(trouble, endpoint)) continue;
      checks[to_string(step) + "_" + trouble.name] = [step = step, &trouble](const Form& f) {
        check_trouble(f, step, trouble);
      };
    }
    // The store's URLs and the login itself carry no token.
    if (endpoint.answers == Answers::object_store || step == Step::login) continue;
    checks[to_string(step) + "_token_expired"] = [step = step](const Form& f) { check_token_end(f, step); };
  }
  return checks;
}

std::map<std::string, Check> all_checks(const Form& form) {
  auto checks = whole_run_checks();
  checks.merge(step_checks(form));
  return checks;
}

}  // namespace

std::vector<Cell> matrix(const std::vector<Form>& forms) {
  std::vector<Cell> cells;
  for (const Form& form : forms) {
    for (const auto& [name, check] : all_checks(form)) {
      if (!form.cannot.contains(name)) cells.push_back({form.name + "_" + name, form, check});
    }
  }
  return cells;
}

std::string table_problems(const std::vector<Form>& forms) {
  std::string problems;
  for (const Form& form : forms) {
    const auto complain = [&](const std::string& text) { problems += form.name + ": " + text + "\n"; };
    for (const Step step : kSteps) {
      const bool is_there = form.steps.contains(step), is_excused = form.without.contains(step);
      if (is_there == is_excused) complain("step " + to_string(step) + " is neither there nor excused, or both");
      if (is_excused && form.without.at(step).empty()) complain(to_string(step) + " is left out without a reason");
    }
    for (const auto& [step, endpoint] : form.steps) {
      if (endpoint.more_when_lost > 0 && endpoint.more_why.empty())
        complain(to_string(step) + " may be sent again without a reason");
    }
    if (form.swept_from > 1 && form.not_swept_why.empty()) complain("sweeps leave requests out without a reason");
    const auto checks = all_checks(form);
    for (const auto& [name, why] : form.cannot) {
      if (!checks.contains(name) || why.empty()) complain("cannot: " + name + ": no such cell, or no reason");
    }
    for (const auto& [name, ends] : form.ends) {
      if (!checks.contains(name) || ends.why.empty()) complain("ends: " + name + ": no such cell, or no reason");
    }
    if (!form.make_rejected && !form.cannot.contains("item_refused")) complain("no item is refused");
    if (!form.make_locked_out && !form.cannot.contains("wrong_credentials")) complain("nobody is locked out");
  }
  return problems;
}

}  // namespace ingot::test
