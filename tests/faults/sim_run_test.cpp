// Whole runs in simulated time: the happy path and every kind of trouble a vendor or network can make.
#include <gtest/gtest.h>

#include "tests/support/dash_run.hpp"

namespace ingot::test {
namespace {

using ledger::ItemState;

std::vector<SimFile> small_files(std::size_t count) {
  std::vector<SimFile> files;
  for (std::size_t i = 0; i < count; ++i) {
    files.push_back({"a/file " + std::to_string(i) + ".txt", random_bytes(i + 1, 100 + i * 37)});
  }
  return files;
}

DashSetup setup_with(std::vector<SimFile> files) {
  DashSetup setup;
  setup.files = std::move(files);
  return setup;
}

lab::FaultRule fault(std::string method, std::string path, lab::FaultAction action, std::uint64_t nth = 1,
                     std::uint64_t times = 1) {
  lab::FaultRule rule;
  rule.match.method = std::move(method);
  rule.match.path = std::move(path);
  rule.when.nth = nth;
  rule.when.times = times;
  rule.action = std::move(action);
  return rule;
}

TEST(sim_run, brings_every_file_to_dash_once) {
  DashRun sim(setup_with(small_files(10)));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << end.end.message;
  EXPECT_EQ(end.tally.in(ItemState::done), 10u);
  EXPECT_EQ(run::exit_code(end.end, end.tally), 0);
  EXPECT_EQ(sim.audit_problems(), "");
}

TEST(sim_run, sends_a_large_file_in_parts) {
  auto files = small_files(12);
  for (std::uint64_t i = 0; i < 4; ++i) {
    files.push_back({"big " + std::to_string(i) + ".bin", random_bytes(99 + i, 2 * 5'242'881 + 1000)});
  }
  DashSetup setup = setup_with(std::move(files));
  setup.batch_items = 16;
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << end.end.message;
  EXPECT_EQ(sim.audit_problems(), "");
  EXPECT_EQ(sim.dash().audit().requests("POST /asset-upload-completions"), 16u);
  EXPECT_EQ(sim.dash().audit().requests("PATCH /assets/{id}"), 16u) << "each item is finished by one worker";
  for (const auto& item : sim.items()) EXPECT_EQ(item.sha256.size(), 32u) << item.key;
}

TEST(sim_run, goes_through_lifecycle_to_live) {
  DashSetup setup = setup_with(small_files(5));
  setup.lifecycle = "live";
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << end.end.message;
  for (const auto& object : sim.dash().facts().objects) EXPECT_EQ(object.state, "LIVE");
}

TEST(sim_run, refusal_by_policy_is_an_outcome_and_not_an_error) {
  DashSetup setup = setup_with(small_files(3));
  setup.lifecycle = "live";
  setup.dash.approval = lab::Approval::kRequired;
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 0) << end.end.message;
  EXPECT_EQ(end.tally.in(ItemState::done), 3u);
}

TEST(sim_run, logs_in_once_and_refreshes_once_on_401) {
  DashSetup setup = setup_with(small_files(12));
  setup.uses_oauth = true;
  setup.dash.rotation = lab::RefreshRotation::kRotate;
  DashRun sim(std::move(setup));
  bool has_expired = false;
  const LifeEnd end = sim.live({}, [&](run::Pipeline& pipeline) {
    if (!has_expired && pipeline.tally().in(ItemState::done) >= 1) {
      has_expired = true;
      sim.dash().expire_tokens();
    }
  });
  EXPECT_TRUE(has_expired);
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << end.end.message;
  EXPECT_EQ(sim.dash().facts().counters.at("token_refreshes"), 2u);
  EXPECT_EQ(sim.audit_problems(), "");
}

TEST(sim_run, wrong_token_stops_the_run_as_auth) {
  DashSetup setup = setup_with(small_files(2));
  setup.dash.static_tokens = {"another"};
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 7) << end.end.message;
  EXPECT_TRUE(sim.dash().facts().objects.empty());
}

struct Trouble {
  const char* name;
  std::vector<lab::FaultRule> faults;
};

class under_trouble : public ::testing::TestWithParam<Trouble> {};

TEST_P(under_trouble, every_file_arrives_once) {
  auto files = small_files(6);
  files.push_back({"big.bin", random_bytes(7, 5'242'881 + 5000)});
  DashSetup setup = setup_with(std::move(files));
  setup.faults.rules = GetParam().faults;
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.end.reason, run::EndReason::finished) << end.end.message;
  EXPECT_EQ(end.tally.in(ItemState::done), 7u);
  EXPECT_EQ(sim.audit_problems(), "");
  for (const auto& rule : GetParam().faults) EXPECT_GE(sim.service().fired(rule.name), 1u) << rule.name;
}

lab::FaultAction lost(lab::Cut cut) {
  lab::FaultAction action;
  action.cut = cut;
  return action;
}

lab::FaultAction status(int code, std::string retry_after = "") {
  lab::FaultAction action;
  action.status = code;
  action.retry_after = std::move(retry_after);
  return action;
}

lab::FaultAction with(lab::FaultContext context) {
  lab::FaultAction action;
  action.context = context;
  return action;
}

lab::FaultAction mangled(lab::Mangle mangle) {
  lab::FaultAction action;
  action.mangle = mangle;
  return action;
}

lab::FaultAction html() {
  lab::FaultAction action = status(200);
  action.reach = lab::FaultReach::kAfterwards;
  action.body = lab::html_error_page(502);
  return action;
}

lab::FaultRule named(const char* name, lab::FaultRule rule) {
  rule.name = name;
  return rule;
}

const char* const kCreate = "/asset-and-upload-batch-jobs";
const char* const kComplete = "/asset-upload-completions";

std::vector<Trouble> troubles() {
  using lab::Cut;
  return {
      {"create_lost_before_it_arrived", {named("f", fault("POST", kCreate, lost(Cut::kBeforeProcessing)))}},
      {"create_reply_lost", {named("f", fault("POST", kCreate, lost(Cut::kAfterProcessing)))}},
      {"create_reply_cut_in_the_middle", {named("f", fault("POST", kCreate, lost(Cut::kMidReply)))}},
      {"create_answered_with_html", {named("f", fault("POST", kCreate, html()))}},
      {"create_answered_with_malformed_json",
       {named("f", fault("POST", kCreate, mangled(lab::Mangle::kMalformedJson)))}},
      {"create_answered_500_without_effect", {named("f", fault("POST", kCreate, status(500)))}},
      {"create_throttled_with_seconds", {named("f", fault("POST", kCreate, status(429, "7")))}},
      {"create_throttled_with_garbage", {named("f", fault("POST", kCreate, status(429, "soon")))}},
      {"create_throttled_until_a_date", {named("f", fault("POST", kCreate, [] {
         lab::FaultAction action = status(429);
         action.retry_after_date_ms = 9000;
         return action;
       }()))}},
      {"create_throttled_absurdly", {named("f", fault("POST", kCreate, status(503, "99999999999")))}},
      {"poll_fails_twice", {named("f", fault("GET", "/asset-and-upload-batch-jobs/*", status(503, "1"), 1, 2))}},
      {"put_reply_lost", {named("f", fault("PUT", "/object-store/**", lost(Cut::kAfterProcessing), 2, 3))}},
      {"put_lost", {named("f", fault("PUT", "/object-store/**", lost(Cut::kBeforeProcessing), 1, 2))}},
      {"put_answered_500", {named("f", fault("PUT", "/object-store/**", status(500), 1, 3))}},
      {"put_answered_slow_down", {named("f", fault("PUT", "/object-store/**", status(503, "3"), 1, 3))}},
      {"urls_expired",
       {named("f", fault("PUT", "/object-store/**", with({.url_expiry = lab::UrlExpiry::kAllUrls}), 2, 1))}},
      {"one_url_expired",
       {named("f", fault("PUT", "/object-store/**", with({.url_expiry = lab::UrlExpiry::kThisUrl}), 3, 1))}},
      {"wrong_etag_once", {named("f", fault("PUT", "/object-store/**", with({.wrong_etag = true}), 2, 1))}},
      {"no_etag_once", {named("f", fault("PUT", "/object-store/**", with({.no_etag = true}), 2, 1))}},
      {"store_kept_half_once",
       {named("f", fault("PUT", "/object-store/**", with({.short_store = lab::ShortStore::kHonest}), 2, 1))}},
      {"completion_reply_lost", {named("f", fault("POST", kComplete, lost(Cut::kAfterProcessing), 1, 2))}},
      {"completion_lost", {named("f", fault("POST", kComplete, lost(Cut::kBeforeProcessing), 1, 2))}},
      {"completion_answered_502", {named("f", fault("POST", kComplete, status(502), 1, 1))}},
      {"metadata_patch_lost", {named("f", fault("PATCH", "/assets/*", lost(Cut::kAfterProcessing), 1, 2))}},
      {"everything_throttled_now_and_then", {named("f", [] {
         lab::FaultRule rule = fault("*", "**", status(429, "1"));
         rule.when = {};
         rule.when.every = 7;
         return rule;
       }())}},
  };
}

INSTANTIATE_TEST_SUITE_P(sim, under_trouble, ::testing::ValuesIn(troubles()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(sim_run, lost_create_is_probed_and_not_repeated) {
  DashSetup setup = setup_with(small_files(4));
  setup.faults.rules = {fault("POST", kCreate, lost(lab::Cut::kAfterProcessing))};
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::done), 4u) << end.end.message;
  EXPECT_EQ(sim.dash().audit().requests("POST /asset-and-upload-batch-jobs"), 1u);
  EXPECT_GE(sim.dash().audit().requests("POST /asset-searches"), 1u);
}

TEST(sim_run, files_of_one_name_in_many_folders_are_told_apart_after_a_lost_create) {
  std::vector<SimFile> files;
  for (const char* folder : {"a", "b", "c"}) {
    files.push_back({std::string(folder) + "/same name.txt", random_bytes(files.size() + 1, 70)});
    files.push_back({std::string(folder) + "/only in " + folder + ".txt", random_bytes(files.size() + 1, 90)});
  }
  for (std::uint64_t nth = 1; nth <= 3; ++nth) {
    DashSetup setup = setup_with(files);
    setup.batch_items = 10;
    setup.faults.rules = {fault("POST", kCreate, lost(lab::Cut::kAfterProcessing), nth)};
    DashRun sim(std::move(setup));
    const LifeEnd end = sim.live();
    EXPECT_EQ(end.tally.in(ItemState::done), 6u) << nth << end.end.message;
    EXPECT_EQ(sim.audit_problems(), "") << nth;
  }
}

TEST(sim_run, a_wrong_etag_for_ever_is_never_success) {
  DashSetup setup = setup_with(small_files(2));
  lab::FaultRule rule = fault("PUT", "/object-store/**", with({.wrong_etag = true}));
  rule.when = {};
  setup.faults.rules = {rule};
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::done), 0u);
  EXPECT_EQ(run::exit_code(end.end, end.tally), 5) << end.end.message;
}

TEST(sim_run, a_missing_etag_for_ever_is_never_success) {
  DashSetup setup = setup_with(small_files(2));
  lab::FaultRule rule = fault("PUT", "/object-store/**", with({.no_etag = true}));
  rule.when = {};
  setup.faults.rules = {rule};
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::done), 0u);
  EXPECT_EQ(run::exit_code(end.end, end.tally), 5) << end.end.message;
}

TEST(sim_run, a_file_that_changed_is_source_changed_and_its_orphan_removed) {
  DashRun sim(setup_with(small_files(4)));
  sim.files().overwrite("a/file 2.txt", "other content now");
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::source_changed), 1u) << end.end.message;
  EXPECT_EQ(end.tally.in(ItemState::done), 3u);
  EXPECT_EQ(run::exit_code(end.end, end.tally), 5);
  EXPECT_EQ(sim.audit_problems({"a/file 2.txt"}), "");
}

TEST(sim_run, an_asset_without_its_bytes_is_removed_and_the_file_sent_anew) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    DashSetup setup = setup_with(small_files(3));
    setup.seed = seed;
    setup.retries = 1;
    setup.faults.rules = {fault("PUT", "**/file 1.txt", with({.wrong_etag = true}), 1, 9)};
    DashRun sim(std::move(setup));
    const LifeEnd end = sim.live();
    EXPECT_EQ(end.tally.in(ItemState::done), 3u) << "seed " << seed << ": " << end.end.message;
    EXPECT_GE(sim.dash().audit().requests("DELETE /assets/{id}"), 1u);
    EXPECT_EQ(sim.audit_problems(), "") << seed;
  }
}

TEST(sim_run, items_the_vendor_refuses_are_rejected_one_by_one) {
  DashSetup setup = setup_with(small_files(4));
  setup.dash.read_only_folders = {"/Sim/locked"};
  setup.files.push_back({"locked/x.txt", "x"});
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::done), 4u) << end.end.message;
  EXPECT_EQ(end.tally.failed(), 1u);
  EXPECT_EQ(sim.audit_problems({"locked/x.txt"}), "");
}

TEST(sim_run, a_vendor_that_is_gone_stops_the_run_as_unavailable) {
  DashSetup setup = setup_with(small_files(3));
  lab::FaultRule rule = fault("*", "**", lost(lab::Cut::kBeforeProcessing));
  rule.when = {};
  setup.faults.rules = {rule};
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 8) << end.end.message;
}

TEST(sim_run, failures_above_the_budget_stop_the_run) {
  DashSetup setup = setup_with(small_files(9));
  setup.dash.read_only_folders = {"/Sim/a"};
  setup.budget.items = 2;
  setup.batch_items = 2;
  DashRun sim(std::move(setup));
  const LifeEnd end = sim.live();
  EXPECT_EQ(run::exit_code(end.end, end.tally), 6) << end.end.message;
}

TEST(sim_run, retry_after_holds_back_all_workers) {
  DashSetup setup = setup_with(small_files(8));
  setup.faults.rules = {fault("GET", "/fields", status(429, "60"))};
  DashRun sim(std::move(setup));
  const std::int64_t begun = sim.clock().wall_ms();
  const LifeEnd end = sim.live();
  EXPECT_EQ(end.tally.in(ItemState::done), 8u) << end.end.message;
  EXPECT_GE(sim.clock().wall_ms() - begun, 60'000);
}

TEST(sim_run, a_stopped_run_goes_on_where_it_was) {
  DashRun sim(setup_with(small_files(12)));
  const LifeEnd first = sim.live({}, [](run::Pipeline& pipeline) {
    if (pipeline.tally().in(ItemState::done) >= 3) pipeline.stop({run::EndReason::interrupted, "test"});
  });
  EXPECT_EQ(run::exit_code(first.end, first.tally), 130);
  EXPECT_LT(first.tally.in(ItemState::done), 12u);
  const LifeEnd second = sim.live();
  EXPECT_EQ(second.end.reason, run::EndReason::finished) << second.end.message;
  EXPECT_EQ(second.tally.in(ItemState::done), 12u);
  EXPECT_EQ(sim.audit_problems(), "");
}

}  // namespace
}  // namespace ingot::test
