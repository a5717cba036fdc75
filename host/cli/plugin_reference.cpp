// The page about plugins, from their manifests.
#include "host/base/text.hpp"
#include "host/cli/reference.hpp"
#include "host/plugin/json_value.hpp"

namespace ingot::cli {

namespace {

using plugin::JsonValue;

std::string text_of(const JsonValue* value) {
  return value == nullptr ? "" : value->text;
}

std::string types_of(const JsonValue& schema) {
  const JsonValue* type = schema.find("type");
  if (type == nullptr) return schema.find("enum") == nullptr ? "any" : "";
  std::string text = type->text;
  for (const JsonValue& each : type->items) text += (text.empty() ? "" : " or ") + each.text;
  return text;
}

std::string value_of(const JsonValue& schema) {
  const JsonValue* secret = schema.find("x-secret");
  if (secret != nullptr && secret->boolean) return "secret";
  if (const std::string unit = text_of(schema.find("x-unit")); !unit.empty()) return unit;
  if (const JsonValue* choices = schema.find("enum")) {
    std::string text;
    for (const JsonValue& each : choices->items)
      text += (text.empty() ? "`" : ", `") + to_json(each) + "`";
    return text;
  }
  const bool is_template = schema.find("x-template") != nullptr;
  return is_template ? "template" : types_of(schema);
}

std::string default_of(const JsonValue& schema) {
  const JsonValue* value = schema.find("default");
  if (value == nullptr) return {};
  const std::string unit = text_of(schema.find("x-unit"));
  if (unit == "duration") return "`" + duration_literal(value->integer) + "`";
  if (unit == "size") return "`" + size_literal(static_cast<std::uint64_t>(value->integer)) + "`";
  return "`" + to_json(*value) + "`";
}

bool is_required(const JsonValue& schema, std::string_view name) {
  const JsonValue* required = schema.find("required");
  if (required == nullptr) return false;
  for (const JsonValue& each : required->items) {
    if (each.text == name) return true;
  }
  return false;
}

void add_keys(std::string& text, const JsonValue& schema, const std::string& prefix) {
  const JsonValue* properties = schema.find("properties");
  if (properties == nullptr) return;
  for (const auto& [name, key] : properties->members) {
    // Stands directly under `vendor`.
    if (prefix.empty() && (name == "base_url" || name == "lifecycle")) continue;
    const std::string need = is_required(schema, name) ? "**required**" : default_of(key);
    text += "| `" + prefix + name + "` | " + cell(value_of(key)) + " | " + cell(need) + " | " +
            cell(text_of(key.find("description"))) + " |\n";
    add_keys(text, key, prefix + name + ".");
    if (const JsonValue* items = key.find("items")) add_keys(text, *items, prefix + name + "[].");
  }
}

void add_operations(std::string& text, const plugin::Manifest& manifest) {
  text += "\nOperations: ";
  bool is_first = true;
  for (const plugin::Operation operation : manifest.operations) {
    text += (is_first ? "" : ", ") + std::string(to_string(operation));
    is_first = false;
  }
  text += ".";
  if (!manifest.lifecycle_targets.empty()) {
    text += " `lifecycle.to`: ";
    for (std::size_t i = 0; i < manifest.lifecycle_targets.size(); ++i) {
      text += (i > 0 ? ", `" : "`") + manifest.lifecycle_targets[i] + "`";
    }
    text += ".";
  }
  text += "\n";
}

void add_limits(std::string& text, const plugin::Manifest& manifest) {
  const plugin::Limits& limits = manifest.limits;
  text += "\nItems in a batch: " + std::to_string(limits.batch_max) + ".";
  if (limits.part_max != plugin::kNoLimit) {
    text += " Parts: " + human_bytes(limits.part_min) + " to " + human_bytes(limits.part_max) +
            ", at most " + std::to_string(limits.parts_max) + ".";
  }
  if (limits.size_max != plugin::kNoLimit)
    text += " Files: up to " + human_bytes(limits.size_max) + ".";
  text += "\n";
}

}  // namespace

std::string plugin_reference(const std::vector<plugin::Manifest>& manifests) {
  std::string text =
      "# Plugins\n\n"
      "What the plugins that come with ingot declare in their manifests; `ingot plugins` prints it "
      "for those that are "
      "installed.\nKeys stand under `vendor.config`. A secret is a reference; a template may use "
      "`${item.*}` and "
      "`${row.COLUMN}`.\n";
  for (const plugin::Manifest& manifest : manifests) {
    text += "\n## " + manifest.name + "\n\n" + manifest.title + ", `" + manifest.id +
            "`. Protocol and choices: [README](../../plugins/" + manifest.name + "/README.md).\n";
    add_operations(text, manifest);
    add_limits(text, manifest);
    text += "\n| key | value | default | |\n|---|---|---|---|\n";
    if (const auto schema = plugin::parse_json(manifest.config_schema)) add_keys(text, *schema, "");
  }
  return text;
}

}  // namespace ingot::cli
