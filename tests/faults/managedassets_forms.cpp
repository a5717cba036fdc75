// Managed assets: files, URIs with and without a copy, metadata alone (shared/vendors/managedassets.md).
#include "tests/faults/fault_matrix.hpp"
#include "tests/support/managedassets_run.hpp"

namespace ingot::test {

namespace {

using ledger::ItemState;

const std::vector<std::string> kAway = {"always_lost", "always_500"};

SimCase case_of(ManagedAssetsSetup setup) {
  SimVendor vendor = managedassets_vendor(setup);
  return {std::move(vendor), static_cast<SimSetup&>(setup)};
}

ManagedAssetsSetup files() {
  ManagedAssetsSetup setup;
  setup.lifecycle = "expiry";
  setup.config_extra = R"(,"lifecycle_expires":"P30D")";
  setup.files = {{"a/one.jpg", random_bytes(1, 70'000)}, {"a/two.jpg", random_bytes(2, 1)}, {"c.jpg", random_bytes(3, 50)}};
  return setup;
}

ManagedAssetsSetup files_without_query() {
  ManagedAssetsSetup setup = files();
  setup.has_query = false;
  setup.lifecycle.clear();
  setup.config_extra.clear();
  return setup;
}

ManagedAssetsSetup uris() {
  ManagedAssetsSetup setup;
  for (const char* key : {"https://example.test/a.jpg", "https://example.test/b.jpg"})
    setup.files.push_back({key, "", ledger::ItemKind::plain});
  return setup;
}

ManagedAssetsSetup unmanaged() {
  ManagedAssetsSetup setup = uris();
  setup.config_extra = R"(,"managed":false)";
  return setup;
}

ManagedAssetsSetup records() {
  ManagedAssetsSetup setup;
  setup.config_extra = R"(,"metadata_only":true)";
  for (const char* key : {"first", "second", "third"}) setup.files.push_back({key, "", ledger::ItemKind::plain});
  return setup;
}

Form form_of(std::string name, ManagedAssetsSetup (*setup)()) {
  Form form;
  form.name = std::move(name);
  form.make = [setup] { return case_of(setup()); };
  form.steps = {
      {Step::login, {"POST", "/v2/token", "POST /v2/token"}},
      {Step::create, {"POST", "/v1/assets", "POST /v1/assets", Answers::json, Repeat::once}},
  };
  form.without = {{Step::watch, "nothing is documented to watch a fetch by"},
                  {Step::put, "the bytes are part of the creation"},
                  {Step::confirm, "there are no parts"},
                  {Step::complete, "the creation is all there is"},
                  {Step::describe, "metadata is part of the creation"},
                  {Step::attach, "links are not documented"},
                  {Step::check, "the answer to the creation tells the size"}};
  form.without[Step::place] = form.without[Step::urls] = "the bytes are part of the creation";
  form.lacking.maps = {"metadata"};
  form.lacking.lacks = {"managed", "version", "createdOn", "modifiedOn", "size", "uri", "total", "expires_in"};
  form.make_rejected = [setup] {
    ManagedAssetsSetup refused = setup();
    SimFile file = refused.files.front();
    file.key += "-unwanted";
    file.fields = R"({"fields":{"title":"x"},"config":{"expires":"P9999Y"}})";
    refused.files.push_back(std::move(file));
    return case_of(std::move(refused));
  };
  form.rejected = {ItemState::rejected, "refused", 1, 5, "a 400 of the creation, about one item"};
  form.make_locked_out = [setup] {
    ManagedAssetsSetup locked = setup();
    locked.service.client_secret = "another";
    return case_of(std::move(locked));
  };
  return form;
}

// Where nobody can look whether a lost creation made an asset, it is not repeated but reported.
void set_blind_ends(Form& form) {
  const char* const kWhy = "no query route is known, so a lost creation is left to people (managedassets.md 2.2)";
  set_ends(form, Step::create,
           {"lost_before_it_arrived", "reply_lost", "reply_cut_in_the_middle", "no_answer_in_time", "answered_500",
            "answered_502_in_html", "worked_and_answered_504"},
           {ItemState::unknown, "unknown", 1, 5, kWhy});
  set_ends(form, Step::create, kAway, {ItemState::unknown, "unknown", 3, 8, kWhy});
  for (const char* cell :
       {"each_request_lost_before_it_arrived", "each_request_reply_lost", "each_request_reply_cut_in_the_middle",
        "each_request_no_answer_in_time", "each_request_answered_500", "each_request_answered_502_in_html",
        "each_request_worked_and_answered_504", "killed_before_commit", "killed_after_commit",
        "killed_before_commit_and_a_creation_lost", "killed_after_commit_and_a_creation_lost",
        "killed_again_and_again"}) {
    form.ends[cell] = {ItemState::unknown, "unknown", kAnyItems, 5, kWhy};
  }
}

}  // namespace

std::vector<Form> vendor_forms() {
  Form with_lifecycle = form_of("files_extended", files);
  with_lifecycle.steps[Step::lifecycle] = {"PATCH", "/v1/assets/*", "PATCH /v1/assets/{id}"};
  std::vector<Form> forms = {with_lifecycle};
  for (const auto& [name, setup] :
       {std::pair{"uris", &uris}, std::pair{"unmanaged", &unmanaged}, std::pair{"records", &records}})
    forms.push_back(form_of(name, setup));
  for (Form& form : forms) {
    form.steps[Step::discover] = {"GET", "/v1/assets", "GET /v1/assets"};
    set_usual_ends(form);
    const std::uint64_t items = form.make().setup.files.size();
    if (items < 3) {
      set_ends(form, Step::create, kAway,
               {ItemState::failed, "unavailable", items, 5, "few requests: the queries in between work"});
    }
  }
  Form blind = form_of("files_without_query", files_without_query);
  blind.without[Step::discover] = "without a query there is nothing to learn before the first item";
  set_usual_ends(blind);
  set_blind_ends(blind);
  forms.push_back(std::move(blind));
  for (Form& form : forms) {
    if (!form.steps.contains(Step::lifecycle)) form.without[Step::lifecycle] = "the job leaves its assets as they are";
  }
  return forms;
}

}  // namespace ingot::test
