#include "host/cli/credentials_setup.hpp"

#include <cstdlib>

#include "host/net/url.hpp"
#include "host/secrets/reference.hpp"

namespace ingot::cli {

static std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

static Result<secrets::Rule> rule_of(const plugin::SecretRule& declared, const ConfigJson& config) {
  secrets::Rule rule;
  for (const auto& header : declared.headers) rule.places.push_back("header:" + header);
  if (declared.may_be_in_body) rule.places.push_back("body");
  if (declared.may_be_in_url) rule.places.push_back("url");
  for (const auto& path : declared.hosts) {
    const auto text = config.text(path);
    if (!text) continue;
    const auto url = net::parse_url(*text);
    if (!url) return url.error().within("vendor.config." + path);
    rule.hosts.push_back(url->host + ":" + std::to_string(url->port));
  }
  return rule;
}

static Result<secrets::Secret> fetch(const job::SecretReference& reference, const std::string& stored_name,
                                     secrets::TokenStore& tokens, CredentialsSetup& setup,
                                     const std::stop_token& stop) {
  INGOT_TRY(const auto parsed, secrets::parse_reference(reference.target));
  secrets::Sources sources;
  sources.environment = environment;
  sources.tokens = &tokens;
  INGOT_TRY(auto resolved, secrets::resolve(parsed, sources, stop));
  if (!resolved.note.empty()) setup.warnings.push_back(resolved.note);
  setup.keeper.originals.emplace(reference.name, resolved.value);
  INGOT_TRY(const auto rotated, tokens.load(stored_name, resolved.value));
  return rotated ? *rotated : resolved.value;
}

Result<CredentialsSetup> set_up_credentials(const job::Job& job, const plugin::Manifest& manifest,
                                            const ConfigJson& config, secrets::Vault& vault,
                                            secrets::TokenStore& tokens, const std::stop_token& stop) {
  CredentialsSetup setup;
  setup.keeper.store_prefix = manifest.id + "/" + job.name + "/";
  for (const auto& [name, declared] : manifest.secrets) {
    INGOT_TRY(auto rule, rule_of(declared, config));
    setup.keeper.rules.emplace(name, std::move(rule));
  }
  for (const auto& reference : job.vendor.secrets) {
    const std::string place = "vendor.config." + reference.name;
    auto value = fetch(reference, setup.keeper.store_prefix + reference.name, tokens, setup, stop);
    if (!value) return value.error().within(place);
    const auto rule = setup.keeper.rules.find(reference.name);
    if (rule == setup.keeper.rules.end()) {
      return Error{ErrorKind::refused, place + ": the plugin's manifest has no rule for where this secret may go"};
    }
    INGOT_CHECK(vault.put(reference.name, *std::move(value), rule->second));
  }
  for (const auto& [name, credential] : manifest.credentials) {
    if (credential.when.empty() || config.has(credential.when)) setup.logins.push_back(name);
  }
  return setup;
}

}  // namespace ingot::cli
