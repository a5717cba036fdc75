// Dash: files in one part and in several, with metadata and a lifecycle (shared/vendors/dash.md).
#include "tests/faults/fault_matrix.hpp"
#include "tests/support/dash_run.hpp"

namespace ingot::test {

namespace {

using ledger::ItemState;

const std::vector<std::string> kAway = {"always_lost", "always_500"};
constexpr std::uint64_t kPart = 5'242'881;

SimCase case_of(DashSetup setup) {
  SimVendor vendor = dash_vendor(setup);
  return {std::move(vendor), static_cast<SimSetup&>(setup)};
}

DashSetup small_files() {
  DashSetup setup;
  setup.uses_oauth = true;
  setup.lifecycle = "live";
  setup.batch_items = 2;
  for (std::uint64_t i = 0; i < 3; ++i)
    setup.files.push_back({"a/file " + std::to_string(i) + ".txt", random_bytes(i + 1, 100 + i * 37)});
  return setup;
}

DashSetup large_files() {
  DashSetup setup;
  setup.uses_oauth = true;
  setup.files.push_back({"large.bin", random_bytes(7, kPart + 1)});
  setup.files.push_back({"small.bin", random_bytes(8, 50)});
  return setup;
}

Form form_of(std::string name, DashSetup (*setup)()) {
  Form form;
  form.name = std::move(name);
  form.make = [setup] { return case_of(setup()); };
  form.steps = {
      {Step::login, {"POST", "/oauth/token", "POST /oauth/token"}},
      {Step::discover, {"GET", "/fields", "GET /fields"}},
      {Step::create,
       {"POST", "/asset-and-upload-batch-jobs", "POST /asset-and-upload-batch-jobs", Answers::json, Repeat::once}},
      {Step::watch,
       {"GET", "/asset-and-upload-batch-jobs/*", "GET /asset-and-upload-batch-jobs/{id}"}},
      {Step::put, {"PUT", "/object-store/**", "PUT /object-store", Answers::object_store}},
      // Completing twice is not documented to be safe, so what was stored is read first.
      {Step::complete,
       {"POST", "/asset-upload-completions", "POST /asset-upload-completions", Answers::json, Repeat::once}},
      {Step::describe, {"PATCH", "/assets/*", "PATCH /assets/{id}"}},
  };
  form.without = {{Step::confirm, "parts are named in the completion"},
                  {Step::attach, "an asset is not attached to anything"}};
  form.without[Step::place] = form.without[Step::urls] = "the creation makes room and answers URLs";
  form.lacking.maps = {"values"};
  form.lacking.lacks = {"permittedActions", "dateCreated", "dateLastModified", "totalResults", "mediaType",
                        "fileType",         "jti",         "scope",            "expires_in",   "dateCompleted"};
  form.make_rejected = [setup] {
    DashSetup locked = setup();
    locked.dash.read_only_folders = {"/Sim/locked"};
    locked.files.push_back({"locked/x.txt", "x"});
    return case_of(std::move(locked));
  };
  form.rejected = {ItemState::rejected, "permission", 1, 5, "an item of the batch that fails by itself"};
  form.make_locked_out = [setup] {
    DashSetup locked = setup();
    locked.dash.client_secret = "another";
    return case_of(std::move(locked));
  };
  return form;
}

void set_lasting_ends(Form& form) {
  const std::uint64_t files = form.make().setup.files.size();
  set_usual_ends(form);
  set_ends(form, Step::watch, {"always_throttled", "always_in_html"},
           {ItemState::unknown, "create", files, 5, "the job may still create the assets (dash.md 1.5)"});
  set_ends(form, Step::complete, kAway,
           {ItemState::unknown, "complete", files, 5, "a completion may have been heard (cross_vendor.md 3.2)"});
  set_ends(form, Step::describe, kAway,
           {ItemState::failed, "unavailable", files, 5, "one call fails while all others work"});
}

}  // namespace

std::vector<Form> vendor_forms() {
  Form one_part = form_of("one_part", small_files);
  one_part.steps[Step::lifecycle] = {"POST", "/assets/*/lifecycle", "POST /assets/{id}/lifecycle"};
  one_part.without[Step::check] = "in this form the lifecycle step reads the asset";
  Form parts = form_of("several_parts", large_files);
  set_lasting_ends(one_part);
  set_ends(one_part, Step::put, kAway,
           {ItemState::failed, "unavailable", 3, 5, "few requests: other calls work in between"});
  set_lasting_ends(parts);
  set_ends(parts, Step::create, kAway,
           {ItemState::failed, "unavailable", 2, 5, "the searches in between work, so the vendor is not away"});
  parts.without[Step::lifecycle] = "the job leaves its assets staged";
  parts.without[Step::check] = "files are read only after a lost completion";
  return {one_part, parts};
}

}  // namespace ingot::test
