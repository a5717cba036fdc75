// BIM 360: records in batches, and records with a document each (shared/vendors/bim360.md).
#include "tests/faults/fault_matrix.hpp"
#include "tests/support/bim360_run.hpp"

namespace ingot::test {

namespace {

using ledger::ItemState;

constexpr std::uint64_t kPart = 5'242'880;

SimCase case_of(Bim360Setup setup) {
  SimVendor vendor = bim360_vendor(setup);
  return {std::move(vendor), static_cast<SimSetup&>(setup)};
}

Bim360Setup records() {
  Bim360Setup setup;
  setup.has_final_status = true;
  setup.batch_items = 3;
  for (int i = 0; i < 5; ++i) setup.files.push_back({"pump " + std::to_string(i), "", ledger::ItemKind::plain});
  return setup;
}

Bim360Setup documents() {
  Bim360Setup setup;
  setup.files = {{"manual.pdf", random_bytes(1, kPart + 1)}, {"short.pdf", random_bytes(2, 60)}};
  return setup;
}

Form form_of(std::string name, Bim360Setup (*setup)()) {
  Form form;
  form.name = std::move(name);
  form.make = [setup] { return case_of(setup()); };
  form.steps = {
      {Step::login, {"POST", "/authentication/v2/token", "POST /authentication/v2/token"}},
      {Step::discover,
       {"GET", "/bim360/assets/v1/projects/*/categories", "GET /{service}/assets/v1/projects/{project}/categories"}},
      {Step::create,
       {"POST", "/bim360/assets/v2/projects/*/assets:batch-create",
        "POST /{service}/assets/v2/projects/{project}/assets:batch-create", Answers::json, Repeat::once}},
  };
  form.without = {{Step::watch, "a batch is created when it is answered"},
                  {Step::confirm, "parts need no confirmation"},
                  {Step::describe, "attributes are part of the creation"},
                  {Step::check, "the answers of creation and completion tell what is there"}};
  form.swept_from = 2;
  form.not_swept_why = "the first request uses up the refresh token, which is good once (bim360.md 3.1)";
  form.lacking.maps = {"customAttributes"};
  form.lacking.lacks = {"createdAt", "updatedAt", "createdBy",    "updatedBy", "version",
                        "message",   "offset",    "totalResults", "bucketKey", "contentType"};
  form.make_rejected = [setup] {
    Bim360Setup refused = setup();
    refused.bim360.refused_names = {"unwanted"};
    SimFile file = refused.files.back();
    file.key = "unwanted " + file.key;
    refused.files.push_back(std::move(file));
    return case_of(std::move(refused));
  };
  form.rejected = {ItemState::rejected, "refused", 1, 5, "a row that poisons its batch is found and left out"};
  form.make_locked_out = [setup] {
    Bim360Setup locked = setup();
    locked.bim360.client_secret = "another";
    return case_of(std::move(locked));
  };
  return form;
}

const std::vector<std::string> kAway = {"always_lost", "always_500"};

void set_create_ends(Form& form) {
  set_ends(form, Step::create, kAway,
           {ItemState::unknown, "lost", form.make().setup.files.size(), 5,
            "the searches work and find nothing, but a list that lags may still come to show the record"});
}

// The vendor took the refresh token and nobody knows its successor: a person has to consent again.
void set_login_ends(Form& form) {
  Ends burnt = saved_for_later(7, "refresh tokens are single use, and the successor was in the lost answer");
  burnt.can_resume = false;
  set_ends(form, Step::login,
           {"reply_lost", "reply_cut_in_the_middle", "no_answer_in_time", "worked_and_answered_504"}, burnt);
  burnt.exit_code = 8;  // as for every vendor's login that cannot be read
  set_ends(form, Step::login,
           {"answered_200_in_html", "answered_in_malformed_json", "answered_in_truncated_json", "always_in_html"},
           burnt);
}

}  // namespace

std::vector<Form> vendor_forms() {
  Form rows = form_of("records", records);
  rows.steps[Step::lifecycle] = {"PATCH", "/bim360/assets/v2/projects/*/assets:batch-patch",
                                 "PATCH /{service}/assets/v2/projects/{project}/assets:batch-patch"};
  for (const Step step : {Step::place, Step::urls, Step::put, Step::complete, Step::attach})
    rows.without[step] = "a record has no bytes";
  set_usual_ends(rows);
  set_login_ends(rows);
  set_create_ends(rows);
  set_ends(rows, Step::lifecycle, {"always_in_html"},
           {ItemState::failed, "unconfirmed", 5, 5, "no answer ever showed the new status"});

  Form files = form_of("documents", documents);
  const std::string object = "/oss/v2/buckets/{bucket}/objects/{key}/signeds3upload";
  files.steps[Step::place] = {"POST", "/data/v1/projects/*/storage", "POST /data/v1/projects/{project}/storage"};
  files.steps[Step::urls] = {"GET", "/oss/v2/buckets/*/objects/*/signeds3upload", "GET " + object};
  files.steps[Step::put] = {"PUT", "/object-store/**", "PUT /object-store", Answers::object_store};
  files.steps[Step::complete] = {"POST", "/oss/v2/buckets/*/objects/*/signeds3upload", "POST " + object,
                                 Answers::json, Repeat::once};
  files.steps[Step::attach] = {"PUT", "/bim360/relationship/v2/containers/*/relationships",
                               "PUT /bim360/relationship/v2/containers/{project}/relationships"};
  files.without[Step::lifecycle] = "the job leaves its records in their first status";
  set_usual_ends(files);
  set_login_ends(files);
  set_create_ends(files);
  const Ends failed = {ItemState::failed, "unavailable", 2, 5, "every try of the document failed"};
  set_ends(files, Step::complete, kAway, failed);
  for (const Step step : {Step::place, Step::urls}) set_ends(files, step, {"always_in_html"}, failed);
  for (auto& [cell, ends] : files.ends) {
    if (ends.items > 0) ends.may_leave = "open ";  // there is no call to give an upload up (bim360.md 3.1)
  }
  return {rows, files};
}

}  // namespace ingot::test
