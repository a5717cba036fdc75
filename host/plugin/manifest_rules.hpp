// Manifest rules: what the parts of a manifest must be to each other, and the JSON Schema subset of
// its config. Adds to a list of problems. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/json_value.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::plugin {

// `manifest` has been read field by field; `schema` is its config schema (an object).
void check_manifest(const Manifest& manifest, const JsonValue& schema,
                    std::vector<ManifestProblem>& problems);

// Every keyword must be one that the host enforces: a rule that nobody checks misleads the author
// of a job.
void check_schema(const JsonValue& schema, std::vector<ManifestProblem>& problems);

// The schema of a config path such as "oauth.token_url"; null when there is no such key.
const JsonValue* schema_at(const JsonValue& schema, std::string_view path);
// The paths of all keys marked "x-secret": true.
std::vector<std::string> secret_paths(const JsonValue& schema);

}  // namespace ingot::plugin
