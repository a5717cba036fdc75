// `ingot plugin describe PLUGIN`: what a plugin's file says about itself, and what this ingot would
// do with it. Nothing of the plugin is run.
#include <algorithm>
#include <iostream>
#include <optional>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_command.hpp"
#include "host/cli/plugin_config_keys.hpp"
#include "host/cli/plugin_host.hpp"
#include "host/cli/plugin_text.hpp"
#include "host/cli/program_path.hpp"
#include "host/digest/hasher.hpp"
#include "host/io/durable_file.hpp"
#include "host/plugin/elf_note.hpp"
#include "host/plugin/registry.hpp"

namespace ingot::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLargestPlugin = 512u << 20;

struct Description {
  fs::path path;
  std::size_t size = 0;
  std::string sha256;         // of the file
  std::string manifest_text;  // as it was embedded
  plugin::Manifest manifest;
  std::vector<std::string> exports, needs;
  std::optional<Error> refusal;  // why this ingot does not load it
  Hosting hosting = Hosting::process;
  bool is_found_by_name = false;  // a job may call it by its name
  std::optional<fs::path> other;  // what a job that calls its name gets instead
};

// A path, or what a job that says this name would get.
Result<fs::path> locate(const plugin::Registry& registry, const std::string& name) {
  if (name.find('/') != std::string::npos || name.ends_with(".so")) {
    std::error_code failure;
    const fs::path path = fs::absolute(name, failure).lexically_normal();
    if (failure) return system_error(printable(name), failure.value());
    return path;
  }
  INGOT_TRY(const plugin::Installed found, registry.look_up(name));
  return found.path;
}

Result<std::string> sha256_of(const std::string& bytes) {
  INGOT_TRY(digest::Hasher hasher, digest::Hasher::start(digest::Algorithm::sha256));
  hasher.update(std::as_bytes(std::span(bytes)));
  INGOT_TRY(const digest::DigestValue value, hasher.finish());
  return value.hex();
}

void look_for_name(const plugin::Registry& registry, Description& described) {
  const auto found = registry.look_up(described.manifest.name);
  if (!found) return;
  std::error_code ignored;
  described.is_found_by_name = fs::equivalent(found->path, described.path, ignored);
  if (!described.is_found_by_name) described.other = found->path;
}

Result<Description> describe(const plugin::Registry& registry, const std::string& name) {
  Description described;
  INGOT_TRY(described.path, locate(registry, name));
  INGOT_TRY(described.manifest_text, plugin::read_manifest_note(described.path));
  INGOT_TRY(described.manifest, plugin::parse_manifest(described.manifest_text));
  INGOT_TRY(described.exports, plugin::list_exported(described.path));
  INGOT_TRY(described.needs, plugin::list_needed(described.path));
  INGOT_TRY(const std::string bytes, io::read_small_file(described.path, kLargestPlugin));
  described.size = bytes.size();
  INGOT_TRY(described.sha256, sha256_of(bytes));
  if (const auto usable = registry.look_up(described.path.string())) {
    described.hosting = usual_hosting(registry, *usable);
  } else {
    described.refusal = usable.error();
  }
  look_for_name(registry, described);
  return described;
}

using Rows = std::vector<std::pair<std::string, std::string>>;

void print_rows(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [left, right] : rows) width = std::max(width, left.size());
  for (const auto& [left, right] : rows)
    std::cout << "  " << left << std::string(width - left.size() + 2, ' ') << right << "\n";
}

std::string hosting_of(const Description& described) {
  if (described.refusal) return "refused: " + described.refusal->message;
  const std::string text = hosting_text(described.hosting);
  if (described.is_found_by_name) return text + "; a job finds it by its name";
  return text + "; a job finds it with --plugin-path only" +
         (described.other ? ", its name means " + described.other->string() : "");
}

std::vector<std::string> operation_names(const plugin::Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto operation : manifest.operations) names.emplace_back(plugin::to_string(operation));
  return names;
}

std::string places_of(const plugin::SecretRule& rule) {
  std::vector<std::string> places;
  if (rule.may_be_in_url) places.emplace_back("URL");
  if (rule.may_be_in_body) places.emplace_back("body");
  for (const auto& header : rule.headers) places.push_back("header " + header);
  return "in " + joined(places) + "; to the host of " + joined(rule.hosts);
}

void print_text(const Description& described) {
  const plugin::Manifest& manifest = described.manifest;
  std::cout << manifest.name << " " << manifest.version.to_string() << ": " << manifest.title
            << " (" << manifest.id << ")\n";
  Rows rows = {{"file", described.path.string() + ", " + human_bytes(described.size)},
               {"sha256", described.sha256},
               {"ABI", manifest.abi_min.to_string() + "-" + manifest.abi_max.to_string()},
               {"hosting", hosting_of(described)},
               {"exports", joined(described.exports)},
               {"needs", joined(described.needs)},
               {"operations", joined(operation_names(manifest))},
               {"parts by", part_planning(manifest)},
               {"limits", joined(limits_of(manifest.limits))},
               {"digests", joined(manifest.digests)},
               {"lifecycle", joined(manifest.lifecycle_targets)}};
  std::erase_if(rows, [](const auto& row) { return row.second.empty(); });
  print_rows(rows);
  rows.clear();
  for (const auto& [name, rule] : manifest.secrets) rows.emplace_back(name, places_of(rule));
  if (!rows.empty()) std::cout << "secrets and where they may go\n";
  print_rows(rows);
  rows.clear();
  for (const ConfigKey& key : config_keys(manifest.config_schema))
    rows.emplace_back(key.path, key.summary());
  if (!rows.empty()) std::cout << "vendor.config\n";
  print_rows(rows);
}

void print_json(const Description& described) {
  const plugin::Manifest& manifest = described.manifest;
  std::cout << "{\"path\":" << json_string(described.path.string())
            << ",\"size\":" << described.size << ",\"sha256\":" << json_string(described.sha256)
            << ",\"name\":" << json_string(manifest.name)
            << ",\"version\":" << json_string(manifest.version.to_string()) << ",\"abi\":"
            << json_list({manifest.abi_min.to_string(), manifest.abi_max.to_string()})
            << ",\"isolated\":" << (described.hosting == Hosting::process ? "true" : "false");
  if (described.refusal) std::cout << ",\"refused\":" << json_string(described.refusal->message);
  std::cout << ",\"found_by_name\":" << (described.is_found_by_name ? "true" : "false");
  if (described.other) std::cout << ",\"shadowed_by\":" << json_string(described.other->string());
  std::cout << ",\"exports\":" << json_list(described.exports)
            << ",\"needs\":" << json_list(described.needs)
            << ",\"manifest_sha256\":" << json_string(manifest.sha256)
            << ",\"manifest\":" << described.manifest_text << "}\n";
}

}  // namespace

int describe_plugin(const Arguments& arguments) {
  const plugin::Registry registry(
      plugin::plugin_folders(program_path(), arguments.value("plugin-path").value_or("")));
  const std::string& name = arguments.positional[1];
  const auto described = describe(registry, name);
  if (!described) return plugin_failure(described.error().within("plugin " + printable(name)));
  arguments.value("output") == "json" ? print_json(*described) : print_text(*described);
  return described->refusal ? kPluginRefused : kOk;
}

}  // namespace ingot::cli
