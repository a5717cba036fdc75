// Upload sessions: new files, placeholders that are filled, sessions that are continued
// (shared/vendors/sessionupload.md).
#include "tests/faults/fault_matrix.hpp"
#include "tests/support/sessionupload_run.hpp"

namespace ingot::test {

namespace {

using ledger::ItemState;

constexpr std::uint64_t kChunk = 5'242'880;

SimCase case_of(SessionUploadSetup setup) {
  SimVendor vendor = sessionupload_vendor(setup);
  return {std::move(vendor), static_cast<SimSetup&>(setup)};
}

SessionUploadSetup small_files() {
  SessionUploadSetup setup;
  setup.lifecycle = "archived";
  setup.files = {{"a/one.bin", random_bytes(1, 100)}, {"a/two.bin", random_bytes(2, 1)}, {"three.bin", random_bytes(3, 50)}};
  return setup;
}

SessionUploadSetup large_files() {
  SessionUploadSetup setup;
  setup.files = {{"large.bin", random_bytes(7, kChunk + 1)}, {"small.bin", random_bytes(8, 50)}};
  return setup;
}

SessionUploadSetup continued() {
  SessionUploadSetup setup = large_files();
  setup.config_extra = R"(,"overwrite":"continue")";
  return setup;
}

SessionUploadSetup placeholder() {
  SessionUploadSetup setup;
  setup.fills_placeholder = true;
  setup.files = {{"content.bin", random_bytes(4, 3000)}};
  return setup;
}

Form form_of(std::string name, SessionUploadSetup (*setup)()) {
  Form form;
  form.name = std::move(name);
  form.make = [setup] { return case_of(setup()); };
  form.steps = {
      {Step::login, {"POST", "/api/account/login", "POST /api/account/login"}},
      {Step::discover, {"GET", "/api/admin/asset/upload", "GET /api/admin/asset/upload"}},
      {Step::create, {"POST", "/api/asset/upload/start", "POST /api/asset/upload/start", Answers::json, Repeat::once}},
      {Step::put, {"PUT", "/object-store/**", "PUT /object-store", Answers::object_store}},
      {Step::confirm,
       {"POST", "/api/asset/upload/part/*/complete", "POST /api/asset/upload/part/{id}/complete", Answers::nothing}},
      {Step::complete,
       {"POST", "/api/asset/upload/*/complete", "POST /api/asset/upload/{id}/complete", Answers::json, Repeat::once}},
      {Step::watch, {"GET", "/api/admin/asset/*-*-*-*-*", "GET /api/admin/asset/{id}"}},
  };
  form.without = {{Step::describe, "metadata cannot be sent with an upload"},
                  {Step::attach, "what an asset belongs to is said when its upload starts"},
                  {Step::check, "the asset that is watched tells its size"}};
  form.without[Step::place] = form.without[Step::urls] = "the start makes room and answers URLs";
  form.lacking.lacks = {"expirationSeconds", "userSessionId", "startDate", "etag", "totalItemCount"};
  form.make_rejected = [setup] {
    SessionUploadSetup refused = setup();
    refused.vendor.content_ids = {"33333333-3333-4333-8333-333333333333"};
    SimFile file{"unwanted.bin", "bytes"};
    file.fields = R"({"fields":{},"config":{"related_content_id":"44444444-4444-4444-8444-444444444444"}})";
    refused.files.push_back(std::move(file));
    return case_of(std::move(refused));
  };
  form.rejected = {ItemState::rejected, "refused", 1, 5, "a 400 of the start, about one item"};
  form.make_locked_out = [setup] {
    SessionUploadSetup locked = setup();
    locked.vendor.password = "another";
    return case_of(std::move(locked));
  };
  return form;
}

const std::vector<std::string> kAway = {"always_lost", "always_500"};

void set_lasting_ends(Form& form) {
  const std::uint64_t files = form.make().setup.files.size();
  set_usual_ends(form);
  set_ends(form, Step::complete, kAway,
           {ItemState::unknown, "complete", files, 5, "a completion may have been heard (sessionupload.md 1.2)"});
  set_ends(form, Step::watch, {"always_throttled", "always_in_html"},
           {ItemState::unknown, "processing", files, 5, "the upload is complete, what became of it is not shown"});
}

// Every failed item of the form leaves this behind, for the reason given.
void leave_open(Form& form, const std::string& what, const std::string& why) {
  for (auto& [cell, ends] : form.ends) {
    if (ends.items == 0) continue;
    ends.may_leave = what;
    ends.why += "; " + why;
  }
  form.rejected.may_leave = what;
}

}  // namespace

std::vector<Form> vendor_forms() {
  Form small = form_of("small_archived", small_files);
  small.steps[Step::lifecycle] = {"POST", "/api/admin/asset/*/archive", "POST /api/admin/asset/{id}/archive"};
  set_lasting_ends(small);
  set_ends(small, Step::complete, kAway,
           saved_for_later(8, "three completions in a row without an answer: the vendor is away; resume asks what became of them"));

  Form parts = form_of("parts", large_files);
  set_lasting_ends(parts);
  const Ends searched = {ItemState::failed, "unavailable", 2, 5,
                         "the searches in between work, so the vendor is not away"};
  set_ends(parts, Step::create, kAway, searched);

  Form continued_form = form_of("continued", continued);
  Endpoint& start = continued_form.steps[Step::create];
  start.more_when_lost = 1;
  start.more_why = "a start with Continue answers the session that the lost one opened (sessionupload.md 1.3)";
  set_lasting_ends(continued_form);
  set_ends(continued_form, Step::create, {"always_in_html"},
           {ItemState::failed, "unavailable", 2, 5, "the session exists, but its id never came"});
  leave_open(continued_form, "open upload ", "a session that the next run may continue is not cancelled");

  Form placeholder_form = form_of("placeholder", placeholder);
  set_lasting_ends(placeholder_form);
  const Ends in_between = {ItemState::failed, "unavailable", 1, 5, "few requests: the others work in between"};
  for (const Step step : {Step::create, Step::put}) set_ends(placeholder_form, step, kAway, in_between);
  leave_open(placeholder_form, "open asset ", "the placeholder was empty before the run");

  for (Form* form : {&parts, &continued_form, &placeholder_form})
    form->without[Step::lifecycle] = "the job wants assets available, which the transfer waits for";
  return {small, parts, continued_form, placeholder_form};
}

}  // namespace ingot::test
