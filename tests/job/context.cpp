#include "tests/job/context.hpp"

#include <gtest/gtest.h>

#include "host/job/render.hpp"

namespace ingot::job::test {

static constexpr std::string_view kDashSchema = R"json({
  "type": "object",
  "properties": {
    "base_url": { "type": "string", "default": "https://api-v2.dash.app", "pattern": "dash|127[.]0[.]0[.]1" },
    "subdomain": { "type": "string", "pattern": "^[a-z][a-z0-9-]*$", "minLength": 2, "maxLength": 20 },
    "access_token": { "type": "string", "x-secret": true, "description": "a bearer token" },
    "oauth": {
      "type": "object",
      "properties": {
        "client_id": { "type": "string", "minLength": 1 },
        "client_secret": { "type": "string", "x-secret": true },
        "refresh_token": { "type": "string", "x-secret": true },
        "token_url": { "type": "string", "default": "https://login.dash.app/oauth/token" },
        "encoding": { "type": "string", "enum": ["form", "json"], "default": "form" }
      },
      "required": ["client_id", "client_secret", "refresh_token"],
      "additionalProperties": false
    },
    "folder": { "type": "string", "default": "/", "x-template": "item" },
    "label": { "type": "string", "x-template": "item", "pattern": "^[a-z$/]" },
    "part_md5": { "type": "string", "enum": ["none", "hex", "base64"], "default": "none" },
    "poll": {
      "type": "object", "default": {},
      "properties": {
        "every": { "type": "integer", "x-unit": "duration", "default": 1000, "minimum": 100, "maximum": 60000 },
        "timeout": { "type": "integer", "x-unit": "duration", "default": "10m" }
      },
      "additionalProperties": false
    },
    "batch_size": { "type": "integer", "minimum": 1, "maximum": 100, "default": 50 },
    "window": { "type": "integer", "x-unit": "size", "minimum": 1024, "maximum": 1048576 },
    "ratio": { "type": "number", "minimum": 0, "maximum": 1.5 },
    "dry": { "type": "boolean" },
    "tags": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3 },
    "keys": { "type": "array", "items": { "type": "string", "x-secret": true } },
    "statuses": { "type": "array", "items": { "type": "integer", "minimum": 400, "maximum": 599 } },
    "labels": { "type": "object", "additionalProperties": { "type": "string" } },
    "body": { "type": ["string", "object"] },
    "free": {}
  },
  "oneOf": [ { "required": ["access_token"] }, { "required": ["oauth"] } ],
  "additionalProperties": false
})json";

PluginInfo dash_plugin() {
  return {"dash",    "1.2.4",      std::string(kDashSchema), {"staged", "approval", "live"},
          5'242'881, 5'368'709'119};
}

PluginInfo vault_plugin() {
  return {
      "vault",
      "0.3.0",
      R"({"type":"object","properties":{"room":{"type":"string","description":"where to put things"}},)"
      R"("required":["room"],"additionalProperties":false})",
      {},
      0,
      0};
}

Result<PluginInfo> find_plugin(std::string_view name) {
  if (name == "dash" || name == "/jobs/plugins/dash.so") return dash_plugin();
  if (name == "vault") return vault_plugin();
  if (name == "broken")
    return PluginInfo{"broken", "1.0.0", R"({"type":"object","allOf":[]})", {}, 0, 0};
  if (name == "odd") {
    return PluginInfo{
        "odd",
        "1.0.0",
        R"({"type":"object","properties":{"base_url":{"type":"string","default":"https://odd.example"},)"
        R"("n":{"type":"integer","maximum":5,"default":9}}})",
        {},
        0,
        0};
  }
  return Error{ErrorKind::not_found, "not installed; installed are: dash, vault"};
}

LoadContext context() {
  LoadContext with;
  with.base_dir = "/jobs";
  with.working_dir = "/home/user";
  with.plugin = find_plugin;
  with.environment = [](std::string_view name) -> std::optional<std::string> {
    if (name == "DASH_CLIENT_ID") return "client-7";
    if (name == "HOME") return "/home/user";
    if (name == "EMPTY") return "";
    if (name == "BELL") return "a\ab";
    return std::nullopt;
  };
  return with;
}

std::optional<Job> load_good(std::string_view yaml, const LoadContext& with) {
  LoadResult result = load("job.yaml", yaml, with);
  EXPECT_TRUE(result.job.has_value()) << yaml << "\n"
                                      << render(result.diagnostics, yaml, Colour::off);
  return std::move(result.job);
}

std::string codes_of(std::string_view yaml, const LoadContext& with) {
  const LoadResult result = load("job.yaml", yaml, with);
  EXPECT_NE(result.job.has_value(), result.diagnostics.has_errors());
  std::string codes;
  for (const Diagnostic& diagnostic : result.diagnostics.all()) {
    codes += (codes.empty() ? "" : " ") + diagnostic.code_text();
  }
  return codes;
}

std::string smallest_job(std::string_view more) {
  return "version: 1\njob: small\nvendor: { plugin: dash, config: { access_token: { secret: "
         "env:TOKEN } } }\n"
         "scan: { folder: { root: in } }\n" +
         std::string(more);
}

}  // namespace ingot::job::test
