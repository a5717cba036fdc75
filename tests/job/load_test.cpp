// Loading: the complete example, defaults, precedence of parameters and profiles, substitution,
// paths, config.
#include "host/job/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/job/fields.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

using ::testing::HasSubstr;

using std::chrono::milliseconds;
using test::codes_of;
using test::context;
using test::load_good;
using test::smallest_job;

constexpr std::string_view kComplete = R"yaml(
# yaml-language-server: $schema=.ingot/job.schema.json
version: 1
job: spring-campaign
params:
  season: { type: string, required: true, pattern: "20[0-9]{2}-(spring|autumn)" }
  drop:   { type: path, default: ./out }
vendor:
  plugin: dash
  version: "~> 1.2"
  base_url: https://api-v2.dash.app/
  config:
    oauth:
      client_id: ${env:DASH_CLIENT_ID}
      client_secret: { secret: env:DASH_CLIENT_SECRET }
      refresh_token: { secret: file:secrets/dash }
    folder: /Campaigns/${params.season}/${item.dir}
scan:
  folder: { root: ${params.drop}, include: ["**/*.{jpg,tif,psd,mov}"], exclude: [".*"], stable_for: 30s, follow_symlinks: false }
  fields:
    Title: "${item.stem}"
    Usage: { from: ext, map: { jpg: Royalty-free, tif: Rights-managed } }
    Keywords: { from: dir, split: "/" }
validate: { max_size: 50GiB, min_size: 1, names: portable }
plan:     { part_size: auto, digests: [sha256] }
upload:   { in_flight: auto, max_rate: 400MiB/s, retries: 6, backoff: 1s..5m, deadline: 8h }
complete: { verify: [etag, size] }
lifecycle: { to: live, if_not_permitted: leave }
failure:  { budget: 1% }
report:   { json: runs/${run.id}.json, csv: runs/${job}-${run.id}.csv }
profiles:
  staging: { vendor.base_url: http://127.0.0.1:8090, lifecycle.to: staged, failure.budget: 0%, params.drop: /mnt/drop }
)yaml";

LoadContext with_season() {
  LoadContext with = context();
  with.params = {{"season", "2027-spring"}};
  return with;
}

TEST(Load, reads_the_complete_example) {
  const auto job = load_good(kComplete, with_season());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->name, "spring-campaign");
  EXPECT_EQ(job->vendor.plugin, "dash");
  EXPECT_EQ(job->vendor.base_url, "https://api-v2.dash.app");
  EXPECT_EQ(job->folder->root, "/jobs/out");
  EXPECT_EQ(job->folder->include, std::vector<std::string>{"**/*.{jpg,tif,psd,mov}"});
  EXPECT_EQ(job->folder->exclude, std::vector<std::string>{".*"});
  EXPECT_EQ(job->folder->stable_for, milliseconds(30'000));
  EXPECT_EQ(job->folder->symlinks, Symlinks::skip);
  EXPECT_EQ(job->validate.max_size, 53'687'091'200U);
  EXPECT_EQ(job->validate.min_size, 1U);
  EXPECT_EQ(job->validate.names, NameRule::portable);
  EXPECT_EQ(job->plan.part_size, std::nullopt);
  EXPECT_EQ(job->plan.digests, std::vector<std::string>{"sha256"});
  EXPECT_EQ(job->upload.in_flight, std::nullopt);
  EXPECT_EQ(job->upload.max_rate, 419'430'400U);
  EXPECT_EQ(job->upload.retries, 6U);
  EXPECT_EQ(job->upload.backoff, (DurationRange{milliseconds(1000), milliseconds(300'000)}));
  EXPECT_EQ(job->upload.deadline, milliseconds(28'800'000));
  EXPECT_EQ(job->verify, (std::vector<Check>{Check::etag, Check::size}));
  EXPECT_EQ(job->lifecycle->to, "live");
  EXPECT_EQ(job->failure_budget, (Budget{Budget::Unit::per_million, 10'000}));
  EXPECT_EQ(job->report.json->render_run("r1"), "/jobs/runs/r1.json");
  EXPECT_EQ(job->report.csv->render_run("r1"), "/jobs/runs/spring-campaign-r1.csv");
  const auto json = item_json(*job, ItemFacts{"north/sea/a.jpg", 1, 0});
  EXPECT_EQ(*json, R"({"fields":{"Title":"a","Usage":"Royalty-free","Keywords":["north","sea"]},)"
                   R"("config":{"folder":"/Campaigns/2027-spring/north/sea"}})");
}

TEST(Load, rows_give_fields_and_config_keys) {
  const auto job = load_good(R"yaml(
version: 1
job: rows
vendor:
  plugin: dash
  config: { access_token: { secret: env:T }, folder: "/In/${row.Folder}" }
scan:
  folder: { root: in }
  manifest: { csv: items.csv, match: { column: File } }
  fields:
    Title: { column: Title, required: true }
    Keywords: { column: Tags, split: ";" }
    Note: "${row.Title} of ${item.name}"
)yaml",
                             context());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->manifest->table.path, "/jobs/items.csv");
  EXPECT_EQ(job->manifest->column, "File");
  EXPECT_EQ(job->columns, (std::vector<std::string>{"Folder", "Tags", "Title"}));
  io::TableRow row{{{"Folder", {"North"}}, {"Tags", {"a; b", "c"}}, {"Title", {"two\nlines"}}}};
  EXPECT_THAT(item_json(*job, {.key = "x.tif", .row = &row}).error().message,
              HasSubstr("${row.Title} has a control character"));
  row.cells[2].values = {"One"};
  EXPECT_EQ(*item_json(*job, {.key = "x.tif", .row = &row}),
            R"({"fields":{"Title":"One","Keywords":["a","b","c"],"Note":"One of x.tif"},)"
            R"("config":{"folder":"/In/North"}})");
  row.cells[2].values.clear();
  EXPECT_THAT(item_json(*job, {.key = "x.tif", .row = &row}).error().message,
              HasSubstr("field `Title`: there is no value"));
}

TEST(Load, writes_the_config_a_plugin_expects) {
  const auto job = load_good(kComplete, with_season());
  ASSERT_TRUE(job);
  EXPECT_EQ(
      job->vendor.config_json,
      R"({"base_url":"https://api-v2.dash.app","lifecycle":{"to":"live","if_not_permitted":"leave"},)"
      R"("oauth":{"client_id":"client-7","client_secret":{"$secret":"oauth.client_secret"},)"
      R"("refresh_token":{"$secret":"oauth.refresh_token"},)"
      R"("token_url":"https://login.dash.app/oauth/token","encoding":"form"},)"
      R"("folder":"/Campaigns/2027-spring/${item.dir}","part_md5":"none",)"
      R"("poll":{"every":1000,"timeout":600000},"batch_size":50})");
  ASSERT_EQ(job->vendor.secrets.size(), 2U);
  EXPECT_EQ(job->vendor.secrets[0].name, "oauth.client_secret");
  EXPECT_EQ(job->vendor.secrets[0].target, "env:DASH_CLIENT_SECRET");
  EXPECT_EQ(job->vendor.secrets[1].target, "file:/jobs/secrets/dash");
}

TEST(Load, lays_a_profile_over_the_job) {
  LoadContext with = with_season();
  with.profile = "staging";
  const auto job = load_good(kComplete, with);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->vendor.base_url, "http://127.0.0.1:8090");
  EXPECT_EQ(job->lifecycle->to, "staged");
  EXPECT_EQ(job->failure_budget, (Budget{Budget::Unit::per_million, 0}));
  EXPECT_EQ(job->folder->root, "/mnt/drop");
}

TEST(Load, lets_the_command_line_win_over_the_profile) {
  LoadContext with = with_season();
  with.profile = "staging";
  with.params.emplace_back("drop", "here");
  const auto job = load_good(kComplete, with);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->folder->root, "/home/user/here");
}

TEST(Load, takes_the_last_of_a_repeated_parameter) {
  LoadContext with = context();
  with.params = {{"season", "2027-spring"}, {"season", "2028-autumn"}};
  const auto job = load_good(kComplete, with);
  ASSERT_TRUE(job);
  EXPECT_NE(job->vendor.config_json.find("2028-autumn"), std::string::npos);
}

TEST(Load, fills_every_default_of_the_smallest_job) {
  const auto job = load_good(smallest_job());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->vendor.base_url, "https://api-v2.dash.app");
  EXPECT_EQ(job->folder->root, "/jobs/in");
  EXPECT_EQ(job->folder->include, std::vector<std::string>{"**"});
  EXPECT_TRUE(job->folder->exclude.empty());
  EXPECT_EQ(job->folder->stable_for, milliseconds(0));
  EXPECT_EQ(job->validate.max_size, std::nullopt);
  EXPECT_EQ(job->upload.retries, 6U);
  EXPECT_EQ(job->upload.backoff.last, milliseconds(300'000));
  EXPECT_EQ(job->upload.deadline, std::nullopt);
  EXPECT_EQ(job->verify.size(), 2U);
  EXPECT_FALSE(job->lifecycle || job->failure_budget || job->report.json || job->report.csv);
}

TEST(Load, does_not_change_types_behind_the_users_back) {
  const auto job = load_good(
      "version: 1\njob: 0123\nvendor:\n  plugin: dash\n  config: { access_token: { secret: env:T "
      "}, subdomain: no, free: [no, 0123, 1.50, "
      "true, null, \"7\", ~] }\nscan: { folder: { root: 2030-01-01 } }\n");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->name, "0123");
  EXPECT_EQ(job->folder->root, "/jobs/2030-01-01");
  EXPECT_NE(job->vendor.config_json.find(R"("subdomain":"no")"), std::string::npos);
  EXPECT_NE(job->vendor.config_json.find(R"("free":["no","0123",1.50,true,null,"7",null])"),
            std::string::npos)
      << job->vendor.config_json;
}

TEST(Load, coerces_after_substitution) {
  LoadContext with = context();
  with.params = {{"n", "12"}, {"deep", "true"}};
  const auto job =
      load_good(smallest_job("params: { n: { type: integer }, deep: { type: boolean } }\n"
                             "upload: { in_flight: ${params.n}, retries: \"3\" }\n"),
                with);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->upload.in_flight, 12U);
  EXPECT_EQ(job->upload.retries, 3U);
}

TEST(Load, accepts_a_byte_order_mark_crlf_and_anchors) {
  std::string yaml =
      "\xEF\xBB\xBF" +
      smallest_job("validate: &v { max_size: 5MiB }\nplan: { digests: &d [sha256] }\n");
  for (std::size_t at = 0; (at = yaml.find('\n', at)) != std::string::npos; at += 2)
    yaml.replace(at, 1, "\r\n");
  const auto job = load_good(yaml);
  ASSERT_TRUE(job);
  EXPECT_EQ(job->plan.digests, (std::vector<std::string>{"sha256"}));
  const auto aliased = load_good(smallest_job("report: { json: &r out.json, csv: *r }\n"));
  ASSERT_TRUE(aliased);
  EXPECT_EQ(aliased->report.csv->render_run("x"), "/jobs/out.json");
}

TEST(Load, takes_a_plugin_by_path) {
  const auto job = load_good(
      "version: 1\njob: p\nvendor: { plugin: ./plugins/dash.so, config: { access_token: { secret: "
      "\"exec:pass dash\" } } }\n"
      "scan: { folder: { root: /abs/../x/ } }\n");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->vendor.plugin, "/jobs/plugins/dash.so");
  EXPECT_EQ(job->folder->root, "/x");
  EXPECT_EQ(job->vendor.secrets.at(0).target, "exec:pass dash");
}

TEST(Load, turns_literals_with_units_into_integers) {
  const auto job = load_good(
      "version: 1\njob: u\nvendor:\n  plugin: dash\n  config:\n    access_token: { secret: env:T "
      "}\n    poll: { every: 1m }\n"
      "    window: 1MiB\n    ratio: 1.5\n    dry: true\n    statuses: [403, 599]\n    labels: { a: "
      "1, b: yes }\n"
      "    keys: [{ secret: env:A }, { secret: ledger:b }]\n    body: { id: \"{asset_id}\", n: 3 "
      "}\n"
      "scan: { folder: { root: in } }\n");
  ASSERT_TRUE(job);
  for (const char* part :
       {R"("poll":{"every":60000,"timeout":600000})", R"("window":1048576)", R"("ratio":1.5)",
        R"("dry":true)", R"("statuses":[403,599])", R"("labels":{"a":"1","b":"yes"})",
        R"("keys":[{"$secret":"keys.0"},{"$secret":"keys.1"}])",
        R"("body":{"id":"{asset_id}","n":3})"}) {
    EXPECT_NE(job->vendor.config_json.find(part), std::string::npos)
        << part << " in " << job->vendor.config_json;
  }
}

TEST(Load, needs_no_value_for_a_parameter_that_is_not_used) {
  EXPECT_EQ(codes_of(smallest_job("params: { a: { type: string } }\n")), "");
  EXPECT_EQ(codes_of(smallest_job(
                "params: { a: { type: string } }\nreport: { json: \"${params.a}\" }\n")),
            "J5002");
}

TEST(Load, holds_templates_and_the_base_url_to_what_the_plugin_declares) {
  const auto job = [](const std::string& url, const std::string& label) {
    return "version: 1\njob: w\nvendor: { plugin: dash, base_url: \"" + url +
           "\", config: { access_token: { secret: env:T }, label: \"" + label +
           "\" } }\nscan: { folder: { root: in } }\n";
  };
  EXPECT_EQ(codes_of(job("https://dash.example", "a ${item.name}")), "");
  EXPECT_EQ(codes_of(job("https://dash.example", "A ${item.name}")), "J3016");
  EXPECT_EQ(codes_of(job("https://other.example", "a")), "J3016");
}

TEST(Load, keeps_warnings_beside_a_job) {
  const auto result = load("job.yaml",
                           "version: 1\njob: w\nvendor: { plugin: dash, base_url: "
                           "http://dash.example, config: { access_token: "
                           "{ secret: env:T } } }\nscan: { folder: { root: in } }\n",
                           context());
  EXPECT_TRUE(result.job);
  EXPECT_TRUE(result.diagnostics.has(Code::plain_http));
  EXPECT_FALSE(result.diagnostics.has_errors());
}

TEST(Load, never_quotes_a_secret_given_as_a_literal) {
  const std::string yaml =
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: hunter2secret } "
      "}\nscan: { folder: { root: in } }\n";
  const auto result = load("job.yaml", yaml, context());
  ASSERT_EQ(result.diagnostics.all().size(), 1U);
  const Diagnostic& found = result.diagnostics.all()[0];
  EXPECT_EQ(found.code, Code::literal_secret);
  EXPECT_EQ((found.message + found.suggestion + found.note).find("hunter2"), std::string::npos);
}

}  // namespace
}  // namespace ingot::job
