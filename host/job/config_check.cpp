#include "host/job/config_check.hpp"

#include <algorithm>
#include <iterator>

#include "host/job/config_scalar.hpp"
#include "host/base/json_text.hpp"
#include "host/job/nearest.hpp"

namespace ingot::job {
namespace {

std::string joined(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

bool is_reference_form(const Node& node) {
  return node.is_mapping() && node.entries.size() == 1 && node.entries[0].key == "secret";
}

bool is_path_like(const ConfigSchema& schema, std::string_view text) {
  const bool is_declared = schema.fallback && schema.fallback->text.starts_with('/');
  return is_declared || text.find('/') != std::string_view::npos;
}

}  // namespace

CheckedConfig ConfigCheck::check(const ConfigSchema& schema, const Node& node, Span place,
                                 std::string_view host_members) {
  object(schema, node, At{"", place}, host_members);
  return std::move(result_);
}

void ConfigCheck::refuse(Code code, Span place, const At& at, std::string message,
                         Reporter::Extra extra) {
  const std::string path = at.path.empty() ? "vendor.config" : joined("vendor.config", at.path);
  reporter_.error(code, place, "`" + path + "`" + message, std::move(extra));
}

void ConfigCheck::value(const ConfigSchema& schema, const Node& node, const At& at) {
  if (node.kind == NodeKind::null) {
    refuse(Code::no_value, at.place, at, " has no value", {"give a value or remove the key", {}});
  } else if (schema.is_secret) {
    secret(node, at);
  } else if (is_reference_form(node) && schema.find("secret") == nullptr) {
    refuse(Code::secret_not_expected, node.span, at, " is not a secret of this plugin",
           {"write the value itself", {}});
  } else if (schema.types.empty() && schema.unit == ConfigUnit::none && !schema.is_item_template &&
             schema.choices.empty() && schema.properties.empty()) {
    untyped(node, at);
  } else if (node.is_mapping() && schema.allows(ConfigType::object)) {
    object(schema, node, at, {});
  } else if (node.is_sequence() && schema.allows(ConfigType::array)) {
    array(schema, node, at);
  } else if (node.is_scalar()) {
    scalar(schema, node, at);
  } else {
    wrong_kind(schema, node, at);
  }
}

void ConfigCheck::wrong_kind(const ConfigSchema& schema, const Node& node, const At& at) {
  refuse(Code::wrong_kind, node.span, at,
         " must be " + described_types(schema) + ", not " + std::string(described(node.kind)));
}

void ConfigCheck::object(const ConfigSchema& schema, const Node& node, const At& at,
                         std::string_view host_members) {
  result_.json += '{';
  result_.json += host_members;
  std::string separator = host_members.empty() ? "" : ",";
  entries(schema, node, at, separator);
  alternatives(schema, node, at);
  for (const std::string& name : schema.required) {
    const bool is_host_set = at.path.empty() && is_reserved_config_key(name);
    if (node.find(name) != nullptr || is_host_set) continue;
    const ConfigProperty* property = schema.find(name);
    const std::string about = property == nullptr ? "" : property->schema.description;
    refuse(Code::missing_key, at.place, At{joined(at.path, name), at.place}, " is missing",
           {{}, about.empty() ? owner_ + " requires it" : name + ": " + about});
  }
  defaults(schema, node, at, separator);
  result_.json += '}';
}

void ConfigCheck::entries(const ConfigSchema& schema, const Node& node, const At& at,
                          std::string& separator) {
  for (const Entry& entry : node.entries) {
    if (at.path.empty() && is_reserved_config_key(entry.key)) {
      const std::string home =
          entry.key == "base_url" ? "`vendor.base_url`" : "the section `lifecycle`";
      reporter_.error(Code::reserved_config_key, entry.key_span,
                      "`" + entry.key + "` is not set here", {"write it as " + home, {}});
      continue;
    }
    const ConfigProperty* property = schema.find(entry.key);
    const bool is_additional = property == nullptr && !schema.additional.empty();
    if (property == nullptr && !is_additional && !schema.is_open) {
      unknown(schema, entry, at);
      continue;
    }
    result_.json += separator;
    separator = ",";
    append_json(result_.json, entry.key);
    result_.json += ':';
    const At below{joined(at.path, entry.key), entry.key_span};
    if (property != nullptr) {
      value(property->schema, entry.value, below);
    } else if (is_additional) {
      value(schema.additional[0], entry.value, below);
    } else {
      untyped(entry.value, below);
    }
  }
}

void ConfigCheck::unknown(const ConfigSchema& schema, const Entry& entry, const At& at) {
  if (reporter_.is_full()) return reporter_.error(Code::unknown_key, entry.key_span, {});
  std::vector<std::string> names = schema.property_names();
  if (at.path.empty()) std::erase_if(names, is_reserved_config_key);
  // A secret below a misspelled key is still a secret.
  const auto meant = nearest(entry.key, names);
  const ConfigProperty* property = meant ? schema.find(*meant) : nullptr;
  const bool is_secret = property != nullptr && property->schema.is_secret;
  const auto concealed =
      is_secret && !is_reference_form(entry.value) ? Concealed::behind : Concealed::nothing;
  const std::string where = at.path.empty() ? "" : " for `" + at.path + "`";
  reporter_.error(Code::unknown_key, entry.key_span, "unknown key `" + entry.key + "`",
                  {did_you_mean(entry.key, names),
                   owner_ + " declares" + where + ": " + listed(names), concealed});
}

void ConfigCheck::defaults(const ConfigSchema& schema, const Node& node, const At& at,
                           std::string& separator) {
  for (const ConfigProperty& property : schema.properties) {
    const bool is_host_set = at.path.empty() && is_reserved_config_key(property.name);
    if (!property.schema.fallback || node.find(property.name) != nullptr || is_host_set) continue;
    const std::string path = joined(at.path, property.name);
    // Judged on its own: a wrong default is the plugin's fault and must not look like the job's.
    const Source no_source("", "");
    Diagnostics problems;
    Reporter reporter(no_source, problems);
    ConfigCheck inner(reporter, scope_, owner_, base_dir_);
    inner.value(property.schema, *property.schema.fallback, At{path, Span{}});
    if (problems.has_errors()) {
      reporter_.error(Code::broken_schema, at.place,
                      owner_ + " declares a wrong default: " + problems.all().front().message);
      continue;
    }
    result_.json += separator + json_string(property.name) + ":" + inner.result_.json;
    separator = ",";
    std::move(inner.result_.templates.begin(), inner.result_.templates.end(),
              std::back_inserter(result_.templates));
  }
}

void ConfigCheck::alternatives(const ConfigSchema& schema, const Node& node, const At& at) {
  for (const ConfigAlternatives& alternatives : schema.alternatives) {
    std::size_t satisfied = 0;
    std::vector<std::string> shown;
    for (const std::vector<std::string>& set : alternatives.required_sets) {
      const auto is_there = [&](const std::string& name) { return node.find(name) != nullptr; };
      satisfied += std::all_of(set.begin(), set.end(), is_there) ? 1 : 0;
      std::string names;
      for (const std::string& name : set) names += (names.empty() ? "" : " with ") + name;
      shown.push_back(names);
    }
    const bool is_exclusive = alternatives.rule == ConfigAlternatives::Rule::exactly_one;
    if (satisfied == 1 || (satisfied > 1 && !is_exclusive)) continue;
    const std::string what =
        satisfied == 0 ? " has none of its alternatives" : " has more than one of its alternatives";
    refuse(Code::config_choice, at.place, at, what,
           {"give one of them", owner_ + " accepts one of: " + listed(shown)});
  }
}

void ConfigCheck::array(const ConfigSchema& schema, const Node& node, const At& at) {
  if (node.items.size() < schema.min_items || node.items.size() > schema.max_items) {
    const bool is_few = node.items.size() < schema.min_items;
    refuse(Code::bad_length, node.span, at,
           is_few ? " needs at least " + std::to_string(schema.min_items) + " entries"
                  : " may have at most " + std::to_string(schema.max_items) + " entries");
  }
  result_.json += '[';
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (i > 0) result_.json += ',';
    const At below{joined(at.path, std::to_string(i)), node.items[i].span};
    if (schema.items.empty()) {
      untyped(node.items[i], below);
    } else {
      value(schema.items[0], node.items[i], below);
    }
  }
  result_.json += ']';
}

void ConfigCheck::secret(const Node& node, const At& at) {
  const std::string cure = "write { secret: env:NAME }";
  if (!is_reference_form(node) || !node.entries[0].value.is_scalar()) {
    const bool is_variable =
        node.is_scalar() && node.text.starts_with("${env:") && node.text.ends_with("}");
    const std::string exact =
        is_variable ? "write { secret: env:" + node.text.substr(6, node.text.size() - 7) + " }"
                    : cure;
    // The value is not quoted: it may be the secret itself.
    refuse(Code::literal_secret, at.place, at, " takes a reference, never the secret itself",
           {exact, "references are env:NAME, file:PATH, exec:COMMAND and ledger:NAME",
            Concealed::behind});
    return;
  }
  const Node& reference = node.entries[0].value;
  const auto text = scope_.text(reference, Variables::load);
  if (!text) return;
  auto target = parse_secret_target(*text, base_dir_);
  if (!target) {
    refuse(Code::secret_reference, node.entries[0].key_span, at, ": " + target.error().message,
           {cure, {}, Concealed::behind});
    return;
  }
  result_.secrets.push_back({at.path, *std::move(target)});
  result_.json += "{\"$secret\":" + json_string(at.path) + "}";
}

void ConfigCheck::item_template(const ConfigSchema& schema, const Node& node, const At& at) {
  const auto shape =
      is_path_like(schema, node.text) ? Template::Shape::path : Template::Shape::text;
  auto parsed = scope_.parse(node, Variables::item, shape);
  if (!parsed) return;
  if (shape == Template::Shape::path && !has_literal_prefix(*parsed)) {
    refuse(Code::no_literal_prefix, node.span, at, " must begin with fixed text",
           {"begin with /", {}});
    return;
  }
  if (parsed->is_literal()) {
    if (const auto rendered = parsed->render(ItemFacts{}); !rendered) {
      refuse(Code::unsafe_text, node.span, at, ": " + rendered.error().message);
      return;
    }
  }
  // Length, pattern and choices are judged on the template as it is written, holes included.
  auto written = scalar_json(schema, parsed->to_text(), ScalarStyle::quoted);
  if (auto* refusal = std::get_if<Refusal>(&written)) {
    refuse(refusal->code, node.span, at, ": " + refusal->message,
           {std::move(refusal->suggestion), std::move(refusal->note)});
    return;
  }
  result_.json += std::get<std::string>(written);
  result_.templates.push_back({at.path, *std::move(parsed)});
}

void ConfigCheck::scalar(const ConfigSchema& schema, const Node& node, const At& at) {
  if (schema.is_item_template) return item_template(schema, node, at);
  const auto text = scope_.text(node, Variables::load);
  if (!text) return;
  auto written = scalar_json(schema, *text, node.style);
  if (auto* refusal = std::get_if<Refusal>(&written)) {
    const std::string separator = refusal->message.starts_with("must") ? " " : ": ";
    refuse(refusal->code, node.span, at, separator + refusal->message,
           {std::move(refusal->suggestion), std::move(refusal->note), refusal->concealed});
    return;
  }
  result_.json += std::get<std::string>(written);
}

void ConfigCheck::untyped(const Node& node, const At& at) {
  const ConfigSchema any;
  switch (node.kind) {
    case NodeKind::null:
      result_.json += "null";
      return;
    case NodeKind::scalar:
      return scalar(any, node, at);
    case NodeKind::sequence:
      return array(any, node, at);
    case NodeKind::mapping:
      break;
  }
  if (is_reference_form(node)) {
    refuse(Code::secret_not_expected, node.span, at, " is not a secret of this plugin",
           {"write the value itself", {}});
    return;
  }
  result_.json += '{';
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    const Entry& entry = node.entries[i];
    result_.json += (i > 0 ? "," : "") + json_string(entry.key) + ":";
    untyped(entry.value, At{joined(at.path, entry.key), entry.key_span});
  }
  result_.json += '}';
}

}  // namespace ingot::job
