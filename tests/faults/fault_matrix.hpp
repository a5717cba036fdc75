// The matrix of vendors and faults: what can go wrong with each step of an ingest, and what a run has to make of it.
// A vendor describes its forms (a file in one part, a record, ...) and where each step happens; the troubles and what
// is asserted are the same for all. Nothing is left out silently: a step a form does not have, and an outcome that is
// not "every item done, exit code 0", stand in the form's table with their reason.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/sim_run.hpp"

namespace ingot::test {

struct SimCase {
  SimVendor vendor;
  SimSetup setup;
};

// What a request is for, whatever the vendor calls it.
enum class Step {
  login,
  discover,
  create,
  watch,
  place,  // makes room for bytes
  urls,   // asks where they go
  put,
  confirm,
  complete,
  describe,
  check,
  attach,
  lifecycle
};
inline constexpr Step kSteps[] = {Step::login,   Step::discover, Step::create,   Step::watch,    Step::place,
                                  Step::urls,    Step::put,      Step::confirm,  Step::complete, Step::describe,
                                  Step::check,   Step::attach,   Step::lifecycle};
std::string to_string(Step step);

// What an answer is made of, and so how it can be spoilt.
enum class Answers { json, nothing, object_store };
// May the step be sent again when nobody knows whether it was processed?
enum class Repeat { freely, once };

struct Endpoint {
  std::string method, path;  // glob of the faults
  std::string route;         // as the audit counts it
  Answers answers = Answers::json;
  Repeat repeat = Repeat::freely;
  // For Repeat::once: how many more of these requests the vendor may see when an answer was lost after it had worked,
  // and why that is no blind repetition.
  std::uint64_t more_when_lost = 0;
  std::string more_why = {};
};

inline constexpr std::uint64_t kAnyItems = UINT64_MAX;  // where the moment of the trouble decides

// How items end where a trouble cannot be overcome. With an exit code that says the state was saved (7, 8) and no
// items of its own, no item may have failed, and once the trouble is over a resumed run has to bring them all.
struct Ends {
  ledger::ItemState state = ledger::ItemState::done;
  std::string code = {};    // of the items
  std::uint64_t items = 0;  // that end so; the others are done
  int exit_code = 0;
  std::string why = {};       // the document or the reasoning behind it
  std::string may_leave = {};  // what may stay open at the vendor: "open upload "
  bool can_resume = true;      // of saved runs; false: a person has to do something first
};
Ends saved_for_later(int exit_code, std::string why);

struct Form {
  std::string name;
  std::function<SimCase()> make;
  std::map<Step, Endpoint> steps;
  std::map<Step, std::string> without;  // steps it does not have, and why
  std::uint64_t swept_from = 1;         // number of the first request that is hit by sweeps; those before are ...
  std::string not_swept_why = {};       // ... left out for this reason
  Drift lacking;                        // optional members of the vendor's replies, left out
  // By name of a cell: "create_malformed_json", "killed_before_commit".
  std::map<std::string, Ends> ends = {};
  // Cells that cannot be made for this form, and why.
  std::map<std::string, std::string> cannot = {};
  // One of the form's items made unacceptable for the vendor (not for validation), and how that ends.
  std::function<SimCase()> make_rejected = {};
  Ends rejected = {};
  // Wrong credentials.
  std::function<SimCase()> make_locked_out = {};
};

// What most vendors make of troubles that last or that spoil what comes before the first item: the run stops with its
// state saved while nobody answers; items that were throttled or mistreated by the object store for ever fail.
void set_usual_ends(Form& form);
// One outcome for several troubles of a step; those the step cannot have are left out.
void set_ends(Form& form, Step step, const std::vector<std::string>& troubles, const Ends& ends);

// The vendor of this test binary.
std::vector<Form> vendor_forms();

struct Cell {
  std::string name;  // of the form, then of the trouble
  Form form;
  std::function<void(const Form&)> check;
};

std::vector<Cell> matrix(const std::vector<Form>& forms);
// What is wrong with the table itself: steps neither there nor excused, excuses that nothing needs.
std::string table_problems(const std::vector<Form>& forms);

}  // namespace ingot::test
