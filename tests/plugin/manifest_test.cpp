#include "host/plugin/manifest.hpp"

#include "host/plugin/declared_codes.hpp"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::plugin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kFull = R"({
  "manifest": 1, "id": "com.vendor.dam", "name": "vendor", "version": "1.2.3",
  "abi": {"min": "1.0", "max": "1.0"}, "title": "Vendor",
  "operations": ["login", "discover", "validate", "transfer", "lifecycle", "abort"],
  "limits": {"part_min": 5242881, "part_max": 5368709119, "parts_max": 10000, "single_max": 5368709120,
             "single_below": 5242880, "size_min": 1, "size_max": 53687091190000,
             "batch_max": 100,
             "batch_key": "batch_size", "in_flight": 8, "rate_per_minute": 600,
             "rates": {"read": {"per_minute": 1000}, "write": {"per_minute": 100, "key": "batch_size"}}},
  "part_plan": "server", "digests": ["md5", "sha256"],
  "credentials": {"account": {"when": "oauth", "token": "session.token"}},
  "secrets": {
    "access_token": {"in": ["header:Authorization"], "hosts": ["base_url"]},
    "session.token": {"in": ["header:authorization", "url"], "hosts": ["base_url"]},
    "oauth.secret": {"in": ["body"], "hosts": ["oauth.token_url"]}},
  "lifecycle": {"targets": ["staged", "live"]},
  "codes": {"busy": {"title": "the vendor is busy", "text": "Try later."}},
  "x-note": "left to others",
  "config": {"type": "object", "additionalProperties": false, "properties": {
    "access_token": {"type": "string", "x-secret": true},
    "batch_size": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    "oauth": {"type": "object", "required": ["secret"], "properties": {
      "secret": {"type": "string", "x-secret": true, "minLength": 1},
      "token_url": {"type": "string", "pattern": "^https://"}}},
    "wait": {"type": "integer", "x-unit": "duration"},
    "folder": {"type": "string", "x-template": "item"}},
    "oneOf": [{"required": ["access_token"]}, {"required": ["oauth"]}]}
})";

// The full manifest with the first `from` replaced by `to`.
std::string with(std::string_view from, std::string_view to) {
  std::string text = kFull;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

std::string problems(std::string_view json) {
  const auto reading = read_manifest(json);
  EXPECT_EQ(reading.manifest.has_value(), reading.problems.empty());
  std::string all;
  for (const auto& problem : reading.problems) all += problem.path + ": " + problem.message + "\n";
  return all;
}

TEST(Manifest, reads_every_key) {
  const auto manifest = parse_manifest(kFull);
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->id, "com.vendor.dam");
  EXPECT_EQ(manifest->name, "vendor");
  EXPECT_EQ(manifest->title, "Vendor");
  EXPECT_EQ(manifest->version.to_string(), "1.2.3");
  EXPECT_EQ(manifest->abi_min, (AbiVersion{1, 0}));
  EXPECT_EQ(manifest->operations.size(), 6u);
  EXPECT_TRUE(manifest->supports(Operation::abort));
  EXPECT_EQ(manifest->limits.part_min, 5242881u);
  EXPECT_EQ(manifest->limits.part_max, 5368709119u);
  EXPECT_EQ(manifest->limits.parts_max, 10000u);
  EXPECT_EQ(manifest->limits.single_max, 5368709120u);
  EXPECT_EQ(manifest->limits.single_below, 5242880u);
  EXPECT_EQ(manifest->limits.size_min, 1u);
  EXPECT_EQ(manifest->limits.size_max, 53687091190000u);
  EXPECT_EQ(manifest->limits.batch_max, 100u);
  EXPECT_EQ(manifest->limits.batch_key, "batch_size");
  EXPECT_EQ(manifest->limits.in_flight, 8u);
  EXPECT_EQ(manifest->limits.rate_per_minute, 600u);
  EXPECT_EQ(manifest->limits.rates.at("read").per_minute, 1000u);
  EXPECT_EQ(manifest->limits.rates.at("write").key, "batch_size");
  EXPECT_EQ(manifest->part_planning, PartPlanning::server);
  EXPECT_THAT(manifest->digests, ElementsAre("md5", "sha256"));
  EXPECT_EQ(manifest->credentials.at("account").when, "oauth");
  EXPECT_EQ(manifest->credentials.at("account").token, "session.token");
  EXPECT_THAT(manifest->secrets.at("access_token").headers, ElementsAre("authorization"));
  EXPECT_FALSE(manifest->secrets.at("access_token").may_be_in_url);
  EXPECT_TRUE(manifest->secrets.at("session.token").may_be_in_url);
  EXPECT_TRUE(manifest->secrets.at("oauth.secret").may_be_in_body);
  EXPECT_THAT(manifest->secrets.at("oauth.secret").hosts, ElementsAre("oauth.token_url"));
  EXPECT_THAT(manifest->lifecycle_targets, ElementsAre("staged", "live"));
  EXPECT_THAT(manifest->config_schema,
              HasSubstr(R"("batch_size":{"type":"integer","minimum":1,"maximum":100)"));
  EXPECT_EQ(manifest->sha256.size(), 64u);
}

TEST(Manifest, explains_its_own_codes) {
  const auto codes = declared_codes(kFull);
  ASSERT_TRUE(codes);
  ASSERT_EQ(codes->size(), 1u);
  EXPECT_EQ(codes->at(0).name, "busy");
  EXPECT_EQ(codes->at(0).title, "the vendor is busy");
  EXPECT_EQ(codes->at(0).text, "Try later.");
  EXPECT_TRUE(declared_codes("{}")->empty());
  EXPECT_FALSE(declared_codes("{"));
}

TEST(Manifest, has_limits_that_limit_nothing_unless_told) {
  const auto manifest =
      parse_manifest(R"({"manifest":1,"id":"a.b","name":"b","version":"0.1.0","abi":{},
    "operations":["transfer"],"config":{"type":"object"}})");
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->title, "b");
  EXPECT_EQ(manifest->limits.part_min, 1u);
  EXPECT_EQ(manifest->limits.part_max, kNoLimit);
  EXPECT_EQ(manifest->limits.single_below, 0u);
  EXPECT_EQ(manifest->limits.batch_max, 1u);
  EXPECT_EQ(manifest->limits.rate_per_minute, 0u);
  EXPECT_EQ(manifest->part_planning, PartPlanning::client);
  EXPECT_FALSE(manifest->supports(Operation::login));
}

TEST(Manifest, tells_manifests_apart_by_their_digest) {
  EXPECT_NE(parse_manifest(kFull)->sha256, parse_manifest(kFull + " ")->sha256);
  EXPECT_EQ(parse_manifest(kFull)->sha256, parse_manifest(kFull)->sha256);
}

struct NearMiss {
  const char *from, *to, *complaint;
};

TEST(Manifest, names_each_problem_with_its_path) {
  const NearMiss misses[] = {
      {"\"manifest\": 1", "\"manifest\": 2", "manifest: format 2 is unknown"},
      {"\"manifest\": 1, ", "", "manifest: is missing"},
      {"com.vendor.dam", "Vendor", "id: must be a reversed domain"},
      {"com.vendor.dam", "vendor", "id: must be a reversed domain"},
      {"\"name\": \"vendor\"", "\"name\": \"Ven dor\"", "name: must be at most 64"},
      {"\"name\": \"vendor\", ", "", "name: is missing"},
      {"1.2.3", "1.2", "version: `1.2` is not a version"},
      {"\"min\": \"1.0\"", "\"min\": \"1\"", "abi.min: `1` is not an ABI version"},
      {"\"min\": \"1.0\"", "\"min\": 1.0", "abi.min: must be a text, is a number"},
      {"\"max\": \"1.0\"", "\"max\": \"2.0\"", "abi: min and max must have the same major"},
      {"\"min\": \"1.0\"", "\"min\": \"1.5\"", "abi: min is newer than max"},
      {"\"min\": \"1.0\"", "\"least\": \"1.0\"",
       "abi.least: is not a key of manifests; known here: max min"},
      {"\"abort\"]", "\"delete\"]", "operations: `delete` is none of"},
      {"\"abort\"]", "\"login\"]", "operations[5]: `login` is listed twice"},
      {"\"abort\"]", "7]", "operations[5]: must be a text"},
      {"\"login\", ", "", "credentials: need the operation login"},
      {"\"lifecycle\", ", "", "lifecycle.targets: need the operation lifecycle"},
      {"[\"staged\", \"live\"]", "[]",
       "lifecycle.targets: the operation lifecycle is listed and has no target"},
      {"5242881", "0", "limits.part_min: must be from 1"},
      {"5242881", "-1", "limits.part_min: must be from 1 to 9223372036854775807, is -1"},
      {"5242881", "5.5", "limits.part_min: must be an integer, is a number"},
      {"5242881", "5368709120", "limits.part_min: 5368709120 is more than limits.part_max"},
      {"\"size_min\": 1", "\"size_min\": 99999999999999",
       "limits.size_min: 99999999999999 is more than limits.size_max"},
      {"\"single_below\": 5242880", "\"single_below\": 5368709121", "limits.single_below"},
      {"\"batch_max\": 100", "\"batch_max\": 0", "limits.batch_max: must be from 1 to 10000"},
      {"\"in_flight\": 8", "\"in_flight\": 4294967296",
       "limits.in_flight: must be from 0 to 4294967295"},
      {"\"batch_size\", ", "\"folder\", ",
       "limits.batch_key: `folder` is no integer key of config"},
      {"\"key\": \"batch_size\"", "\"key\": \"folder\"",
       "limits.rates.write.key: `folder` is no integer key of config"},
      {"{\"per_minute\": 1000}", "{\"per_minute\": 0}",
       "limits.rates.read.per_minute: must be from 1"},
      {"{\"per_minute\": 1000}", "{}", "limits.rates.read.per_minute: is missing"},
      {"\"parts_max\"", "\"part_max_count\"", "limits.part_max_count: is not a key"},
      {"\"server\"", "\"host\"", "part_plan: `host` is none of client, server, single, none"},
      {"\"sha256\"]", "\"sha1\"]", "digests: `sha1` is none of md5, sha256, crc32c"},
      {"\"when\": \"oauth\"", "\"when\": \"oauth2\"",
       "credentials.account.when: `oauth2` is no key of config"},
      {"\"token\": \"session.token\"", "\"token\": \"t\"",
       "credentials.account.token: `t` is not among the secrets"},
      {"\"token\": \"session.token\"", "\"x-t\": 1", "credentials.account.token: is missing"},
      {"\"account\"", "\"my account\"", "credentials.my account: is not a name"},
      {"header:Authorization",
       "header:", "secrets.access_token.in: `header:` is none of body, url"},
      {"header:Authorization", "cookie", "secrets.access_token.in: `cookie` is none of"},
      {"[\"body\"]", "[]", "secrets.oauth.secret.in: must list where"},
      {"[\"oauth.token_url\"]", "[\"oauth.url\"]",
       "secrets.oauth.secret.hosts: `oauth.url` is no key of config"},
      {"[\"oauth.token_url\"]", "[]", "secrets.oauth.secret.hosts: must list"},
      {"\"oauth.secret\": {\"in\"", "\"oauth.other\": {\"in\"",
       "config.oauth.secret: is marked x-secret, yet"},
      {"\"x-note\"", "\"note\"", "note: is not a key of manifests"},
      {"\"config\": {\"type\": \"object\", ", "\"config\": {", "config.type: must be object"},
      {"\"busy\"", "\"Busy\"", "codes.Busy: is not a name of at most 64 lower-case letters"},
      {"\"busy\"", "\"\"", "codes.: is not a name"},
      {"\"title\": \"the", "\"titel\": \"the", "codes.busy.titel"},
      {"\"Try later.\"", "1", "codes.busy.text: must be a text"},
      {"\"config\": {", "\"config\": [], \"x-config\": {", "config: must be an object, is a list"},
      {"\"pattern\"", "\"format\"",
       "config.properties.oauth.properties.token_url.format: is a schema keyword that"},
      {"\"minimum\": 1", "\"minimum\": \"1\"",
       "config.properties.batch_size.minimum: must be a number"},
      {"\"type\": \"integer\"", "\"type\": \"int\"",
       "config.properties.batch_size.type: must be one of"},
      {"[\"secret\"]", "[1]", "config.properties.oauth.required[0]: must be a text"},
      {"\"x-secret\": true", "\"x-secret\": 1",
       "config.properties.access_token.x-secret: must be a boolean"},
      {"\"duration\"", "\"seconds\"", "config.properties.wait.x-unit: must be duration or size"},
      {"\"item\"", "\"batch\"", "config.properties.folder.x-template: must be item"},
      {"{\"required\": [\"oauth\"]}", "true", "config.oneOf[1]: must be an object"},
  };
  for (const auto& miss : misses) {
    EXPECT_THAT(problems(with(miss.from, miss.to)), HasSubstr(miss.complaint))
        << miss.from << " -> " << miss.to;
  }
}

TEST(Manifest, names_all_problems_in_one_pass) {
  std::string text = with("com.vendor.dam", "x");
  text.replace(text.find("1.2.3"), 5, "one");
  text.replace(text.find("\"server\""), 8, "\"maybe\"");
  const auto reading = read_manifest(text);
  EXPECT_EQ(reading.problems.size(), 3u);
  const auto joined = parse_manifest(text);
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().kind, ErrorKind::refused);
  EXPECT_EQ(std::count(joined.error().message.begin(), joined.error().message.end(), ';'), 2);
}

TEST(Manifest, refuses_what_is_not_json_or_too_large) {
  EXPECT_THAT(problems(""), HasSubstr("not well-formed JSON"));
  EXPECT_THAT(problems("{} x"), HasSubstr("not well-formed JSON"));
  EXPECT_THAT(problems("[]"), HasSubstr("must be an object, is a list"));
  EXPECT_THAT(problems(R"({"id":"a.b","id":"c.d"})"), HasSubstr("`id` is given twice"));
  EXPECT_THAT(problems(std::string(kMaxManifestBytes + 1, ' ')), HasSubstr("the limit is 1.0 MiB"));
}

TEST(Manifest, survives_every_truncation_and_every_changed_byte) {
  for (std::size_t i = 0; i < kFull.size(); i += 3) {
    EXPECT_FALSE(read_manifest(kFull.substr(0, i)).manifest) << i;
    std::string changed = kFull;
    changed[i] = static_cast<char>(changed[i] ^ 0x15);
    const auto reading = read_manifest(changed);
    EXPECT_EQ(reading.manifest.has_value(), reading.problems.empty()) << i;
  }
}

}  // namespace
}  // namespace ingot::plugin
