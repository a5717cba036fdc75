#include "host/plugin/manifest_rules.hpp"

#include "host/base/text.hpp"

namespace ingot::plugin {

using Problems = std::vector<ManifestProblem>;

static void check_limits(const Limits& limits, Problems& problems) {
  const auto must_not_exceed = [&](const char* low, std::uint64_t least, const char* high,
                                   std::uint64_t most) {
    if (least <= most) return;
    problems.push_back({std::string("limits.") + low, std::to_string(least) +
                                                          " is more than limits." + high + " (" +
                                                          std::to_string(most) + ")"});
  };
  must_not_exceed("part_min", limits.part_min, "part_max", limits.part_max);
  must_not_exceed("size_min", limits.size_min, "size_max", limits.size_max);
  // A size between the two could be sent neither as one part nor as several.
  must_not_exceed("single_below", limits.single_below, "single_max", limits.single_max);
}

static void check_abi(const Manifest& manifest, Problems& problems) {
  if (manifest.abi_min.major != manifest.abi_max.major) {
    problems.push_back({"abi", "min and max must have the same major version"});
  } else if (manifest.abi_max < manifest.abi_min) {
    problems.push_back({"abi", "min is newer than max"});
  }
}

// "base_url" is part of every config, whether a schema spells it out or not.
static void check_path(const JsonValue& schema, const std::string& config_path,
                       const std::string& where, Problems& problems) {
  if (config_path == "base_url" || schema_at(schema, config_path) != nullptr) return;
  problems.push_back({where, "`" + printable(config_path) + "` is no key of config"});
}

static void check_credentials(const Manifest& manifest, const JsonValue& schema,
                              Problems& problems) {
  for (const auto& [name, credential] : manifest.credentials) {
    const std::string where = "credentials." + printable(name);
    if (!credential.when.empty()) check_path(schema, credential.when, where + ".when", problems);
    if (!credential.token.empty() && !manifest.secrets.contains(credential.token)) {
      problems.push_back(
          {where + ".token", "`" + printable(credential.token) + "` is not among the secrets"});
    }
  }
  const bool has_login = manifest.supports(Operation::login);
  if (!manifest.credentials.empty() && !has_login) {
    problems.push_back({"credentials", "need the operation login, which is not listed"});
  }
  if (manifest.credentials.empty() && has_login) {
    problems.push_back({"operations", "login is listed, yet there is no credential to log in for"});
  }
}

static void check_secrets(const Manifest& manifest, const JsonValue& schema, Problems& problems) {
  for (const auto& [name, rule] : manifest.secrets) {
    for (const auto& host : rule.hosts)
      check_path(schema, host, "secrets." + printable(name) + ".hosts", problems);
  }
  for (const auto& path : secret_paths(schema)) {
    if (manifest.secrets.contains(path)) continue;
    problems.push_back({"config." + path, "is marked x-secret, yet secrets." + path +
                                              " does not say where it may go"});
  }
}

static void check_lifecycle(const Manifest& manifest, Problems& problems) {
  const bool has_operation = manifest.supports(Operation::lifecycle);
  if (has_operation == manifest.lifecycle_targets.empty()) {
    problems.push_back(
        {"lifecycle.targets", has_operation ? "the operation lifecycle is listed and has no target"
                                            : "need the operation lifecycle, which is not listed"});
  }
}

static void check_integer_key(const std::string& path, const std::string& config_key,
                              const JsonValue& schema, Problems& problems) {
  if (config_key.empty()) return;
  const JsonValue* key = schema_at(schema, config_key);
  const JsonValue* type = key == nullptr ? nullptr : key->find("type");
  if (type != nullptr && type->text == "integer") return;
  problems.push_back({path, "`" + printable(config_key) + "` is no integer key of config"});
}

void check_manifest(const Manifest& manifest, const JsonValue& schema, Problems& problems) {
  check_abi(manifest, problems);
  check_limits(manifest.limits, problems);
  check_credentials(manifest, schema, problems);
  check_secrets(manifest, schema, problems);
  check_lifecycle(manifest, problems);
  check_integer_key("limits.batch_key", manifest.limits.batch_key, schema, problems);
  for (const auto& [name, rate] : manifest.limits.rates) {
    const std::string path = "limits.rates." + printable(name);
    check_integer_key(path + ".key", rate.key, schema, problems);
    if (rate.per_minute == 0) problems.push_back({path + ".per_minute", "is missing"});
  }
}

}  // namespace ingot::plugin
