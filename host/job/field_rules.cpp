#include "host/job/field_rules.hpp"

#include <string>
#include <utility>

namespace ingot::job {
namespace {

// `from: size` means the variable item.size; the relative path is item.path.
Template fact(const std::string& name) {
  const auto variable = find_variable(name == "relative_path" ? "item.path" : "item." + name);
  return Template({Template::Piece{{}, variable}}, Template::Shape::text);
}

class RuleReader {
 public:
  RuleReader(Reporter& reporter, const Scope& scope, SectionCheck& check)
      : reporter_(reporter), scope_(scope), check_(check) {}

  void read(const Entry& entry, FieldRule& rule) {
    path_ = "scan.fields." + entry.key;
    rule.name = entry.key;
    if (entry.key.empty()) {
      reporter_.error(Code::field_rule, entry.key_span, "a field needs a name");
      return;
    }
    switch (entry.value.kind) {
      case NodeKind::null:
        reporter_.error(Code::no_value, entry.value.span, "`" + path_ + "` has no value",
                        {"give a template or a rule", {}});
        return;
      case NodeKind::scalar:
        add_source(entry.value, rule);
        return;
      case NodeKind::sequence:
        read_list(entry.value, rule);
        return;
      case NodeKind::mapping:
        read_mapping(entry, rule);
        return;
    }
  }

 private:
  void add_source(const Node& node, FieldRule& rule) {
    auto parsed = scope_.parse(node, Variables::item, Template::Shape::text);
    if (parsed) rule.sources.push_back(*std::move(parsed));
  }

  void read_list(const Node& node, FieldRule& rule) {
    rule.form = FieldRule::Form::list;
    if (node.items.empty())
      reporter_.error(Code::field_rule, node.span, "`" + path_ + "` is an empty list");
    for (const Node& item : node.items) {
      if (check_.is_kind(item, NodeKind::scalar, path_)) add_source(item, rule);
    }
  }

  void read_mapping(const Entry& entry, FieldRule& rule) {
    const std::string prefix = path_ + ".";
    const Values values = check_.mapping(entry.value, field_keys(), prefix, entry.key_span);
    rule.split = values.value_or<std::string>(prefix + "split", "");
    rule.fallback = values.find<std::string>(prefix + "default");
    if (values.value_or(prefix + "required", false)) rule.need = FieldRule::Need::required;
    if (values.has(prefix + "split")) {
      rule.form = FieldRule::Form::list;
      if (rule.split.empty()) {
        reporter_.error(Code::field_rule, values.span(prefix + "split"),
                        "`" + prefix + "split` is empty");
      }
    }
    read_source(entry, values, rule);
    const Entry* map = entry.value.find("map");
    if (map != nullptr) read_map(*map, rule);
    const Entry* date = entry.value.find("date");
    if (date == nullptr || !date->value.is_mapping()) return;
    read_date(values, rule);
    if (map == nullptr) return;
    reporter_.error(Code::field_rule, date->key_span, "`" + path_ + "` has both `map` and `date`",
                    {"a date is not looked up in a map", {}});
  }

  void read_date(const Values& values, FieldRule& rule) {
    const auto from_text = values.find<std::string>(path_ + ".date.from");
    const auto to_text = values.find<std::string>(path_ + ".date.to");
    if (!from_text || !to_text) return;
    auto from = DateFormat::parse(*from_text);
    auto to = DateFormat::parse(*to_text);
    if (!from || !to) return;
    if (!from->covers(*to)) {
      reporter_.error(Code::bad_date_format, values.span(path_ + ".date.from"),
                      "`" + path_ + ".date.to` writes a time of day that `from` does not read");
    }
    if (rule.fallback && !to->read(*rule.fallback)) {
      reporter_.error(Code::not_date, values.span(path_ + ".default"),
                      "`" + path_ + ".default`: " + to->read(*rule.fallback).error().message,
                      {"write " + to->example(), {}});
    }
    rule.date = FieldRule::Date{*std::move(from), *std::move(to)};
  }

  void read_source(const Entry& entry, const Values& values, FieldRule& rule) {
    const Entry* literal = entry.value.find("literal");
    const Entry* column = entry.value.find("column");
    const int sources = (literal != nullptr ? 1 : 0) + (column != nullptr ? 1 : 0) +
                        (entry.value.find("from") != nullptr ? 1 : 0);
    if (sources != 1) {
      reporter_.error(Code::field_rule, entry.key_span,
                      "`" + path_ + "` " + (sources == 0 ? "has no source" : "has several sources"),
                      {"give one of `literal`, `from` and `column`", {}});
      return;
    }
    if (column != nullptr) read_column(column->value, values, rule);
    if (const auto from = values.find<std::string>(path_ + ".from"))
      rule.sources.push_back(fact(*from));
    if (literal == nullptr) return;
    if (literal->value.is_sequence()) {
      read_list(literal->value, rule);
    } else if (check_.is_kind(literal->value, NodeKind::scalar, path_ + ".literal")) {
      add_source(literal->value, rule);
    }
  }

  void read_column(const Node& node, const Values& values, FieldRule& rule) {
    const auto name = values.find<std::string>(path_ + ".column");
    if (!name) return;
    if (!scope_.has_rows()) {
      reporter_.error(Code::field_rule, node.span, "`" + path_ + ".column` has no table to look in",
                      {"add scan.manifest, scan.records or scan.uris", {}});
      return;
    }
    rule.sources.push_back(
        Template({Template::Piece{{}, Variable::row, *name}}, Template::Shape::text));
  }

  void read_map(const Entry& map, FieldRule& rule) {
    const std::string path = path_ + ".map";
    if (!check_.is_kind(map.value, NodeKind::mapping, path)) return;
    if (map.value.entries.empty())
      reporter_.error(Code::field_rule, map.value.span, "`" + path + "` is empty");
    for (const Entry& entry : map.value.entries) {
      if (!check_.is_kind(entry.value, NodeKind::scalar, path + "." + entry.key)) continue;
      if (auto text = scope_.text(entry.value, Variables::load))
        rule.map.emplace(entry.key, *std::move(text));
    }
  }

  Reporter& reporter_;
  const Scope& scope_;
  SectionCheck& check_;
  std::string path_;
};

}  // namespace

std::vector<FieldRule> read_field_rules(const Node& node, Reporter& reporter, const Scope& scope,
                                        SectionCheck& check) {
  std::vector<FieldRule> rules;
  RuleReader reader(reporter, scope, check);
  for (const Entry& entry : node.entries) {
    FieldRule rule;
    reader.read(entry, rule);
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace ingot::job
