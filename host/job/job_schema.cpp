#include "host/job/job_schema.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "host/job/column_rules.hpp"
#include "host/job/config_json_schema.hpp"
#include "host/job/config_schema.hpp"
#include "host/job/date_format.hpp"
#include "host/job/schema_parts.hpp"
#include "host/job/spec.hpp"

namespace ingot::job {
namespace {

using schema::any_of;
using schema::any_text;
using schema::text_matching;
using schema::typed;

constexpr std::string_view kNamePattern = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

JsonObject mapping(std::span<const KeySpec> keys);

JsonObject literal(const KeySpec& spec, std::string_view pattern) {
  std::string whole(pattern);
  if (!spec.word.empty()) whole += "|" + std::string(spec.word);
  const bool may_vary = spec.variables != Variables::none;
  return text_matching(may_vary ? schema::anchored_or_variable(whole) : schema::anchored(whole));
}

JsonObject whole_number(const KeySpec& spec, std::string_view pattern) {
  return any_of({typed("integer").number("minimum", spec.min).number("maximum", spec.max),
                 literal(spec, pattern)});
}

JsonObject choice(const KeySpec& spec) {
  const JsonObject listed = JsonObject().texts("enum", {spec.choices.begin(), spec.choices.end()});
  if (spec.variables == Variables::none) return listed;
  return any_of({listed, text_matching(schema::kVariablePattern)});
}

JsonObject list(const JsonObject& entry) {
  return typed("array").object("items", entry).raw("uniqueItems", "true");
}

JsonObject named_members(const JsonObject& each) {
  return typed("object")
      .object("propertyNames", text_matching(kNamePattern))
      .object("additionalProperties", each);
}

JsonObject text_or_texts() {
  return any_of({any_text(), typed("array").object("items", any_text()).number("minItems", 1)});
}

JsonObject requires_key(std::string_view key) {
  return JsonObject().texts("required", {std::string(key)});
}

std::vector<JsonObject> each_required(std::initializer_list<std::string_view> keys) {
  std::vector<JsonObject> all;
  for (const std::string_view key : keys) all.push_back(requires_key(key));
  return all;
}

JsonObject with_property(std::string_view name, const JsonObject& value) {
  return JsonObject().object("properties", JsonObject().object(name, value));
}

JsonObject without_property(std::string_view name) {
  return JsonObject().object("properties", JsonObject().raw(name, "false"));
}

JsonObject rule(const JsonObject& when, const JsonObject& then) {
  return JsonObject().object("if", when).object("then", then);
}

// What holds between the keys of one mapping.
JsonObject with_rules(std::string_view name, JsonObject section) {
  const JsonObject variable = text_matching(schema::kVariablePattern);
  if (name == "scan") {
    section.objects("oneOf", each_required({"folder", "records", "uris"}));
    const JsonObject alone =
        requires_key("folder").object("properties", JsonObject().raw("list", "false"));
    section.objects("allOf", {rule(requires_key("manifest"), alone),
                              rule(requires_key("list"), requires_key("folder"))});
  } else if (name == "manifest" || name == "records") {
    section.objects("oneOf", each_required({"csv", "jsonl"}));
  } else if (name == "uris") {
    section.objects("oneOf", each_required({"csv", "jsonl", "list"}));
    section.objects("anyOf", each_required({"list", "column"}));
  } else if (name == "plan") {
    const JsonObject looks_back =
        any_of({JsonObject().texts("enum", {"skip", "new_version", "replace", "fail"}), variable});
    const JsonObject path = any_of({JsonObject().text("const", "relative_path"), variable});
    section.objects("allOf",
                    {rule(requires_key("identity"),
                          with_property("if_exists", looks_back).texts("required", {"if_exists"})),
                     with_property("identity", JsonObject().object("contains", path))});
  } else if (name == "failure") {
    section.objects("allOf", {with_property("quarantine", text_matching("\\$\\{run\\.id\\}"))});
  }
  return section;
}

JsonObject field_rule() {
  JsonObject mapped = mapping(field_keys());
  mapped.objects("oneOf", each_required({"literal", "from", "column"}));
  mapped.objects("allOf", {rule(requires_key("date"), without_property("map"))});
  return any_of({text_or_texts(), mapped});
}

JsonObject column_rule() {
  const JsonObject variable = text_matching(schema::kVariablePattern);
  const JsonObject date = any_of({JsonObject().text("const", "date"), variable});
  JsonObject mapped = mapping(column_keys()).number("minProperties", 1);
  mapped.objects("allOf", {rule(requires_key("format"),
                                with_property("type", date).texts("required", {"type"})),
                           with_property("one_of", JsonObject().number("minItems", 1))});
  return any_of({JsonObject().texts("enum", column_words()), variable,
                 list(any_text()).number("minItems", 1), mapped});
}

// A value that is expected, or none at all.
JsonObject expectation() {
  return any_of({any_text(), typed("null"), typed("array").object("items", any_text())});
}

JsonObject expectations() {
  JsonObject properties;
  for (const char* name : {"parts", "part_size", "refused"}) properties.object(name, expectation());
  for (const char* name : {"fields", "config"}) properties.object(name, typed("object"));
  return typed("object")
      .object("properties", properties)
      .object("propertyNames",
              text_matching("^(?:parts|part_size|refused|fields|config|(?:fields|config)\\..+)$"))
      .object("additionalProperties", any_of({expectation(), typed("object")}));
}

// The keys that modules of their own check.
JsonObject open_value(std::string_view name) {
  if (name == "params") return named_members(mapping(param_keys()));
  if (name == "profiles") return named_members(typed("object"));
  if (name == "tests") return typed("array").object("items", mapping(test_keys()));
  if (name == "expect") return expectations();
  if (name == "literal") return text_or_texts();
  if (name == "columns") return typed("object").object("additionalProperties", column_rule());
  if (name == "fields") return typed("object").object("additionalProperties", field_rule());
  if (name == "map")
    return typed("object").object("additionalProperties", any_text()).number("minProperties", 1);
  return typed("object");
}

JsonObject bare_value(const KeySpec& spec) {
  const std::string duration(schema::kDurationPattern);
  switch (spec.kind) {
    case KeyKind::mapping:
      return with_rules(spec.name, mapping(spec.children));
    case KeyKind::open:
      return open_value(spec.name);
    case KeyKind::text_map:
      return typed("object").object("additionalProperties",
                                    spec.name == "params" ? any_text() : expectation());
    case KeyKind::url:
      return text_matching("^https?://|" + std::string(schema::kVariablePattern));
    case KeyKind::boolean:
      return any_of({typed("boolean"), literal(spec, "true|false")});
    case KeyKind::integer:
      return whole_number(spec, "-?[0-9]+");
    case KeyKind::size:
      return whole_number(spec, schema::kSizePattern);
    case KeyKind::rate:
      return literal(spec, std::string(schema::kSizePattern) + "/s");
    case KeyKind::duration:
      return literal(spec, duration);
    case KeyKind::duration_range:
      return literal(spec, duration + "\\.\\." + duration);
    case KeyKind::budget:
      return any_of({typed("integer").number("minimum", 0),
                     literal(spec, "[0-9]+|[0-9]{1,3}(?:\\.[0-9]{1,4})?%")});
    case KeyKind::choice:
      return choice(spec);
    case KeyKind::choice_list:
      return list(choice(spec));
    case KeyKind::date_format:
      return text_matching(kDateFormatPattern);
    case KeyKind::glob_list:
    case KeyKind::text_list:
      return list(any_text());
    default:
      break;
  }
  JsonObject text = any_text();
  if (!spec.pattern.empty()) text.text("pattern", schema::anchored(spec.pattern));
  return text;
}

JsonObject mapping(std::span<const KeySpec> keys) {
  JsonObject properties;
  std::vector<std::string> required;
  for (const KeySpec& spec : keys) {
    JsonObject value = bare_value(spec);
    if (!spec.doc.empty()) value.text("description", spec.doc);
    if (!spec.fallback.empty()) value.text("default", spec.fallback);
    properties.object(spec.name, value);
    if (spec.presence == Presence::required) required.emplace_back(spec.name);
  }
  JsonObject result = typed("object").object("properties", properties);
  if (!required.empty()) result.texts("required", required);
  return result.raw("additionalProperties", "false");
}

// What the plugin wants to be there: a base URL without a default, a config with required keys.
std::vector<std::string> required_by(const ConfigSchema& config) {
  std::vector<std::string> required;
  const ConfigProperty* base_url = config.find("base_url");
  if (base_url == nullptr || !base_url->schema.fallback) required.emplace_back("base_url");
  const auto is_needed = [](const std::string& name) { return !is_reserved_config_key(name); };
  const bool has_required = std::any_of(config.required.begin(), config.required.end(), is_needed);
  if (has_required || !config.alternatives.empty()) required.emplace_back("config");
  return required;
}

// What holds when the job names this plugin.
JsonObject plugin_part(const PluginInfo& plugin, const ConfigSchema& config) {
  JsonObject vendor = with_property("config", schema::config_object(config));
  const std::vector<std::string> required = required_by(config);
  if (!required.empty()) vendor.texts("required", required);
  JsonObject sections = JsonObject().object("vendor", vendor);
  if (plugin.lifecycle_targets.empty()) {
    sections.raw("lifecycle", "false");
  } else {
    const JsonObject target = any_of({JsonObject().texts("enum", plugin.lifecycle_targets),
                                      text_matching(schema::kVariablePattern)});
    sections.object("lifecycle", with_property("to", target));
  }
  std::vector<std::string> ways = {"ignore", "skip", "fail"};
  for (const std::string& way : plugin.if_exists) {
    if (std::find(ways.begin(), ways.end(), way) == ways.end()) ways.push_back(way);
  }
  const JsonObject way =
      any_of({JsonObject().texts("enum", ways), text_matching(schema::kVariablePattern)});
  sections.object("plan", with_property("if_exists", way));
  const JsonObject named = with_property("plugin", JsonObject().text("const", plugin.name))
                               .texts("required", {"plugin"});
  return JsonObject()
      .object("if", with_property("vendor", named).texts("required", {"vendor"}))
      .object("then", JsonObject().object("properties", sections));
}

// What holds between the sections of a job.
std::vector<JsonObject> between_sections() {
  const auto section = [](std::string_view name, const JsonObject& value) {
    return with_property(name, value).texts("required", {std::string(name)});
  };
  const JsonObject table =
      JsonObject().objects("anyOf", each_required({"manifest", "records", "uris"}));
  std::vector<JsonObject> rules = {
      rule(section("validate", requires_key("columns")), with_property("scan", table))};
  for (const char* policy : {"row_without_file", "file_without_row"}) {
    const JsonObject sets_aside = section(policy, JsonObject().text("const", "quarantine"));
    rules.push_back(rule(section("scan", section("manifest", sets_aside)),
                         section("failure", requires_key("quarantine"))));
  }
  return rules;
}

}  // namespace

Result<std::string> job_schema(std::span<const PluginInfo> plugins) {
  JsonObject root;
  root.text("$schema", "https://json-schema.org/draft/2020-12/schema").text("title", "Ingot job");
  root.append(mapping(job_keys()));
  std::vector<JsonObject> parts = between_sections();
  for (const PluginInfo& plugin : plugins) {
    const auto config = parse_config_schema(plugin.config_schema_json);
    if (!config) return config.error().within("plugin " + plugin.name + " " + plugin.version);
    parts.push_back(plugin_part(plugin, *config));
  }
  root.objects("allOf", parts);
  return root.indented();
}

}  // namespace ingot::job
