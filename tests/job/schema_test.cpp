// The published JSON Schema and the loader must judge alike: a table of good jobs and near misses.
#include "host/job/job_schema.hpp"

#include <gtest/gtest.h>

#include <Poco/JSON/Parser.h>

#include "tests/job/context.hpp"
#include "tests/job/json_schema_check.hpp"

namespace ingot::job {
namespace {

using test::smallest_job;

Poco::Dynamic::Var published() {
  const PluginInfo plugins[] = {test::dash_plugin(), test::vault_plugin()};
  const auto text = job_schema(plugins);
  EXPECT_TRUE(text);
  return Poco::JSON::Parser().parse(text ? *text : "false");
}

std::string with_config(const std::string& config) {
  return "version: 1\njob: small\nvendor: { plugin: dash, config: { " + config +
         " } }\nscan: { folder: { root: in } }\n";
}

const std::string kToken = "access_token: { secret: env:T }, ";

// Everything that a schema can judge: no unset variables, no files, no cross checks between values.
const std::vector<std::string>& jobs() {
  static const std::vector<std::string> all = {
      smallest_job(),
      "version: 1\njob: x\n",
      "version: 2\njob: x\n",
      "version: one\n",
      "{}",
      smallest_job("validate: { max_size: 5MiB }\n"),
      smallest_job("validate: { max_size: 5 MiB }\n"),
      smallest_job("validate: { max_size: 1.5MiB }\n"),
      smallest_job("validate: { max_size: 5000 }\n"),
      smallest_job("validate: { max_size: -1 }\n"),
      smallest_job("validate: { max_sice: 5 }\n"),
      smallest_job("validate: [1]\n"),
      smallest_job("validate:\n"),
      smallest_job("validate: { names: any }\n"),
      smallest_job("validate: { names: Portable }\n"),
      smallest_job("validate: { columns: { T: required } }\n"),
      smallest_job("plan: { part_size: auto }\n"),
      smallest_job("plan: { part_size: automatic }\n"),
      smallest_job("plan: { digests: [sha256] }\n"),
      smallest_job("plan: { digests: [md5, md5] }\n"),
      smallest_job("plan: { digests: md5 }\n"),
      smallest_job("plan: { digests: [sha1] }\n"),
      smallest_job("plan: { if_exists: skip }\n"),
      smallest_job("upload: { in_flight: 1 }\n"),
      smallest_job("upload: { in_flight: 1024 }\n"),
      smallest_job("upload: { in_flight: 1025 }\n"),
      smallest_job("upload: { in_flight: 0 }\n"),
      smallest_job("upload: { in_flight: 1.5 }\n"),
      smallest_job("upload: { retries: 20 }\n"),
      smallest_job("upload: { retries: 21 }\n"),
      smallest_job("upload: { retries: \"3\" }\n"),
      smallest_job("upload: { retries: yes }\n"),
      smallest_job("upload: { max_rate: 400MiB/s }\n"),
      smallest_job("upload: { max_rate: 400MiB }\n"),
      smallest_job("upload: { backoff: 1s..5m }\n"),
      smallest_job("upload: { backoff: 1s-5m }\n"),
      smallest_job("upload: { deadline: 1h30m }\n"),
      smallest_job("upload: { deadline: 90 }\n"),
      smallest_job("complete: { verify: [etag, size] }\n"),
      smallest_job("complete: { verify: [crc] }\n"),
      smallest_job("lifecycle: { to: live }\n"),
      smallest_job("lifecycle: { to: lively }\n"),
      smallest_job("lifecycle: {}\n"),
      smallest_job("lifecycle: { to: live, if_not_permitted: ask }\n"),
      smallest_job("failure: { budget: 1% }\n"),
      smallest_job("failure: { budget: 0.5% }\n"),
      smallest_job("failure: { budget: 25 }\n"),
      smallest_job("failure: { budget: -1 }\n"),
      smallest_job("failure: { budget: many }\n"),
      smallest_job("failure: { quarantine: q }\n"),
      smallest_job("report: { json: a.json, csv: b.csv }\n"),
      smallest_job("report: { html: a.html }\n"),
      smallest_job("report: { json: [a] }\n"),
      smallest_job("tests: []\n"),
      smallest_job("tests: {}\n"),
      smallest_job("tests: [{ name: a, file: a.jpg, size: 5MiB, expect: { parts: 1, fields.A: [x, y] } }]\n"),
      smallest_job("tests: [{ name: a, file: a.jpg, expect: { fields: { A: x }, config: { folder: / } } }]\n"),
      smallest_job("tests: [{ name: a, params: { b: c }, row: { D: [e], F: }, expect: { fields.A: } }]\n"),
      smallest_job("tests: [{ name: a, file: a.jpg, expect: { title: x } }]\n"),
      smallest_job("tests: [{ name: a, file: a.jpg, expect: { fields: x } }]\n"),
      smallest_job("tests: [{ name: a, file: a.jpg }]\n"),
      smallest_job("tests: [{ file: a.jpg, expect: { parts: 1 } }]\n"),
      smallest_job("tests: [{ name: a, size: big, expect: { parts: 1 } }]\n"),
      smallest_job("tests: [{ name: a, files: b, expect: { parts: 1 } }]\n"),
      smallest_job("retries: 3\n"),
      smallest_job("params: { a: { type: string } }\n"),
      smallest_job("params: { a: string }\n"),
      smallest_job("params: { a: { type: text } }\n"),
      smallest_job("params: { 1a: { type: string } }\n"),
      smallest_job("params: { a: { type: string, requierd: true } }\n"),
      smallest_job("profiles: { p: { upload.retries: 3 } }\n"),
      smallest_job("profiles: { p: 3 }\n"),
      with_config(kToken + "subdomain: acme"),
      with_config(kToken + "subdomain: Acme"),
      with_config(kToken + "subdomain: a"),
      with_config(kToken + "subdomian: acme"),
      with_config("subdomain: acme"),
      with_config(kToken + "oauth: { client_id: a, client_secret: { secret: env:A }, "
                           "refresh_token: { secret: env:B } }"),
      with_config("oauth: { client_id: a, client_secret: { secret: env:A }, refresh_token: { "
                  "secret: env:B } }"),
      with_config("oauth: { client_id: a, client_secret: { secret: env:A } }"),
      with_config("access_token: abc"),
      with_config("access_token: { secret: abc }"),
      with_config("access_token: { secret: env:T, more: 1 }"),
      with_config(kToken + "batch_size: 100"),
      with_config(kToken + "batch_size: 101"),
      with_config(kToken + "batch_size: ten"),
      with_config(kToken + "part_md5: hex"),
      with_config(kToken + "part_md5: hexx"),
      with_config(kToken + "poll: { every: 2s }"),
      with_config(kToken + "poll: { every: 2 }"),
      with_config(kToken + "poll: { each: 2s }"),
      with_config(kToken + "window: 4KiB"),
      with_config(kToken + "window: 512"),
      with_config(kToken + "ratio: 1.5"),
      with_config(kToken + "ratio: 1.6"),
      with_config(kToken + "dry: true"),
      with_config(kToken + "dry: perhaps"),
      with_config(kToken + "tags: [a]"),
      with_config(kToken + "tags: []"),
      with_config(kToken + "tags: [a, b, c, d]"),
      with_config(kToken + "tags: a"),
      with_config(kToken + "keys: [{ secret: env:A }]"),
      with_config(kToken + "keys: [a]"),
      with_config(kToken + "statuses: [403]"),
      with_config(kToken + "statuses: [200]"),
      with_config(kToken + "labels: { a: b }"),
      with_config(kToken + "labels: { a: [b] }"),
      with_config(kToken + "base_url: https://x.example"),
      with_config(kToken + "free: [1, { a: b }]"),
      "version: 1\njob: v\nvendor: { plugin: vault, base_url: https://v.example, config: { room: r "
      "} }\nscan: { folder: { root: in } }\n",
      "version: 1\njob: v\nvendor: { plugin: vault, config: { room: r } }\nscan: { folder: { root: "
      "in } }\n",
      "version: 1\njob: v\nvendor: { plugin: vault, base_url: https://v.example }\nscan: { folder: "
      "{ root: in } }\n",
      "version: 1\njob: v\nvendor: { plugin: vault, base_url: ftp://v.example, config: { room: r } "
      "}\nscan: { folder: { root: in } }\n",
      "version: 1\njob: v\nvendor: { plugin: vault, base_url: https://v.example, config: { room: r "
      "} }\nscan: { folder: { root: in } }\nlifecycle: { to: live }\n",
      "version: 1\njob: a b\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in, follow_symlinks: yes } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in, include: a } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, manifest: {} }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, fields: { A: x, B: [y], C: { from: name } } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, fields: { A: {} } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, fields: { A: { from: name, literal: x } } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, fields: { A: { from: colour } } }\n",
      "version: 1\njob: s\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } "
      "}\nscan: { folder: { root: in }, fields: { A: { from: ext, map: {} } } }\n",
  };
  return all;
}

TEST(Schema, judges_like_the_loader) {
  const auto schema = published();
  int good = 0;
  for (const std::string& yaml : jobs()) {
    const bool loads = test::codes_of(yaml).empty();
    good += loads ? 1 : 0;
    EXPECT_EQ(test::is_valid(schema, test::json_of_yaml(yaml)), loads)
        << yaml << "loader: " << test::codes_of(yaml);
  }
  EXPECT_GE(good, 25);
  EXPECT_GE(static_cast<int>(jobs().size()) - good, 60);
}

TEST(Schema, names_the_plugin_that_declares_wrongly) {
  const PluginInfo plugins[] = {*test::find_plugin("broken")};
  const auto text = job_schema(plugins);
  ASSERT_FALSE(text);
  EXPECT_NE(
      text.error().message.find("plugin broken 1.0.0: config: keyword `allOf` is not supported"),
      std::string::npos)
      << text.error().message;
}

TEST(Schema, describes_keys_and_defaults) {
  const auto text = job_schema({});
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("\"bytes per second for the whole run\""), std::string::npos);
  EXPECT_NE(text->find("\"default\": \"1s..5m\""), std::string::npos);
}

}  // namespace
}  // namespace ingot::job
