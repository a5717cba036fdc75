// Tenovos: files in parts and in one PUT, versions, assets without content (shared/vendors/tenovos.md).
#include "tests/faults/fault_matrix.hpp"
#include "tests/support/tenovos_run.hpp"

namespace ingot::test {

namespace {

using ledger::ItemState;

SimCase case_of(TenovosSetup setup) {
  SimVendor vendor = tenovos_vendor(setup);
  return {std::move(vendor), static_cast<SimSetup&>(setup)};
}

TenovosSetup files_in_parts() {
  TenovosSetup setup;
  setup.files = {{"a/large.bin", random_bytes(1, 2001)},
                 {"a/exact.bin", random_bytes(2, 1000)},
                 {"small.bin", random_bytes(3, 1)}};
  return setup;
}

TenovosSetup files_in_one_put() {
  TenovosSetup setup;
  setup.tenovos.one_part_reply = lab::tenovos::OnePartReply::kUrl;
  setup.tenovos.create_reply = lab::tenovos::CreateReply::kFlat;
  setup.files = {{"one.bin", random_bytes(1, 700)}, {"two.bin", random_bytes(2, 1000)}};
  return setup;
}

TenovosSetup new_version() {
  TenovosSetup setup;
  setup.makes_versions = true;
  setup.files = {{"again.bin", random_bytes(1, 1500)}};
  return setup;
}

TenovosSetup records() {
  TenovosSetup setup;
  for (const char* key : {"first", "second", "third"}) setup.files.push_back({key, "", ledger::ItemKind::plain});
  return setup;
}

TenovosSetup federated() {
  TenovosSetup setup;
  for (const char* key : {"s3://bucket/a.mov", "s3://bucket/b.mov"})
    setup.files.push_back({key, "", ledger::ItemKind::plain});
  return setup;
}

Form form_of(std::string name, TenovosSetup (*setup)()) {
  Form form;
  form.name = std::move(name);
  form.make = [setup] { return case_of(setup()); };
  form.steps = {
      {Step::login, {"POST", "/v1/auth/token", "POST /auth/token"}},
      {Step::discover, {"GET", "/v1/metadata/template/*", "GET /metadata/template/{id}"}},
      {Step::create, {"POST", "/v1/asset", "POST /asset", Answers::json, Repeat::once}},
  };
  form.without = {{Step::watch, "no asset is ever in a state of its own making"},
                  {Step::confirm, "parts are named in the completion"},
                  {Step::describe, "metadata is part of the creation"},
                  {Step::attach, "an asset is not attached to anything"},
                  {Step::lifecycle, "Tenovos has none"}};
  form.without[Step::place] = form.without[Step::urls] = "the creation makes room and answers URLs";
  form.lacking.lacks = {"message",    "status",      "expireEpoch",     "endpointUrl", "userPoolId",
                        "fileState",   "fileSizeInBytes", "renditions",  "versionNumber"};
  form.make_rejected = [setup] {
    TenovosSetup refused = setup();
    refused.tenovos.refused_names = {"unwanted"};
    const SimFile& model = refused.files.front();
    refused.files.push_back({model.kind == ledger::ItemKind::file ? "unwanted.bin" : model.key + "-unwanted",
                             model.content, model.kind});
    return case_of(std::move(refused));
  };
  form.rejected = {ItemState::rejected, "filename", 1, 5, "a 403 with a validation message (tenovos.md 2.3)"};
  form.make_locked_out = [setup] {
    TenovosSetup locked = setup();
    locked.tenovos.password = "another";
    return case_of(std::move(locked));
  };
  return form;
}

void add_bytes(Form& form) {
  form.steps[Step::put] = {"PUT", "/content-store/**", "PUT /content-store", Answers::object_store};
  form.steps[Step::check] = {"GET", "/v1/assets/asset/*", "GET /assets/asset/{id}"};
  Endpoint& create = form.steps[Step::create];
  create.more_when_lost = 1;
  create.more_why = "the asset that is found has no upload URL any more: it is deleted and made again (H6)";
}

const std::vector<std::string> kAway = {"always_lost", "always_500"};

void set_lasting_ends(Form& form) {
  const std::uint64_t items = form.make().setup.files.size();
  set_usual_ends(form);
  // Templates and checks of sizes are read if they may be: throttled ones are done without.
  form.ends.erase("discover_always_throttled");
  form.ends.erase("check_always_throttled");
  for (const char* trouble : {"always_in_html", "answered_200_in_html", "answered_in_malformed_json",
                              "answered_in_truncated_json"})
    form.ends.erase(std::string("discover_") + trouble);
  if (form.steps.contains(Step::put)) {
    set_ends(form, Step::create, {"always_in_html"},
             {ItemState::failed, "urls", items, 5, "upload URLs come with the creation and never again (H6)"});
  }
  if (items < 3) {
    const Ends searched = {ItemState::failed, "unavailable", items, 5, "few requests: others work in between"};
    for (const Step step : {Step::create, Step::put}) set_ends(form, step, kAway, searched);
  }
}

}  // namespace

std::vector<Form> vendor_forms() {
  std::vector<Form> forms;
  for (const auto& [name, setup] : {std::pair{"parts", &files_in_parts}, std::pair{"version", &new_version}}) {
    Form form = form_of(name, setup);
    add_bytes(form);
    form.steps[Step::complete] = {"POST", "/v1/asset/complete", "POST /asset/complete", Answers::json,
                                  Repeat::once};
    forms.push_back(std::move(form));
  }
  Form one_put = form_of("one_put", files_in_one_put);
  add_bytes(one_put);
  one_put.without[Step::complete] = "an upload that has no uploadId is complete with its PUT (H1)";
  forms.push_back(std::move(one_put));
  for (const auto& [name, setup] : {std::pair{"records", &records}, std::pair{"federated", &federated}}) {
    Form form = form_of(name, setup);
    form.without[Step::put] = "no bytes are sent";
    form.without[Step::complete] = "no bytes are sent";
    form.without[Step::check] = "there is no file to check";
    forms.push_back(std::move(form));
  }
  for (Form& form : forms) set_lasting_ends(form);
  return forms;
}

}  // namespace ingot::test
