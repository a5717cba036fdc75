#include "host/job/column_rules.hpp"

#include <algorithm>
#include <utility>

#include "host/job/coerce.hpp"
#include "host/job/spec.hpp"

namespace ingot::job {
namespace {

constexpr std::string_view kRequired = "required", kIsoDate = "YYYY-MM-DD";

ColumnRule::Type type_named(std::string_view name) {
  if (name == "date") return ColumnRule::Type::date;
  if (name == "integer") return ColumnRule::Type::integer;
  if (name == "number") return ColumnRule::Type::number;
  if (name == "url") return ColumnRule::Type::url;
  return ColumnRule::Type::text;
}

class ColumnReader {
 public:
  ColumnReader(Reporter& reporter, const Scope& scope, SectionCheck& check)
      : reporter_(reporter), scope_(scope), check_(check) {}

  ColumnRule read(const Entry& entry) {
    path_ = "validate.columns." + entry.key;
    ColumnRule rule;
    rule.column = entry.key;
    if (entry.key.empty())
      reporter_.error(Code::column_rule, entry.key_span, "a column needs a name");
    switch (entry.value.kind) {
      case NodeKind::null:
        reporter_.error(Code::no_value, entry.value.span, "`" + path_ + "` has no value",
                        {"give required, a type, a list of values or a rule", {}});
        break;
      case NodeKind::scalar:
        read_word(entry.value, rule);
        break;
      case NodeKind::sequence:
        read_choices(entry.value, rule);
        break;
      case NodeKind::mapping:
        read_mapping(entry, rule);
        break;
    }
    return rule;
  }

 private:
  void read_word(const Node& node, ColumnRule& rule) {
    const auto text = scope_.text(node, Variables::load);
    if (!text) return;
    const auto words = column_words();
    if (std::find(words.begin(), words.end(), *text) == words.end()) {
      Refusal refusal = not_a_choice(*text, words);
      reporter_.error(refusal.code, node.span, "`" + path_ + "`: " + refusal.message,
                      {std::move(refusal.suggestion), std::move(refusal.note)});
      return;
    }
    if (*text == kRequired) rule.need = ColumnRule::Need::required;
    set_type(*text, kIsoDate, rule);
  }

  void read_choices(const Node& node, ColumnRule& rule) {
    const KeySpec* one_of = find_key(column_keys(), "one_of");
    Values values;
    check_.value(node, *one_of, path_, values);
    rule.one_of = values.value_or<std::vector<std::string>>(path_, {});
    if (node.items.empty())
      reporter_.error(Code::column_rule, node.span, "`" + path_ + "` is an empty list");
  }

  void read_mapping(const Entry& entry, ColumnRule& rule) {
    const std::string prefix = path_ + ".";
    const Values values = check_.mapping(entry.value, column_keys(), prefix, entry.key_span);
    if (entry.value.entries.empty()) {
      reporter_.error(Code::column_rule, entry.key_span, "`" + path_ + "` says nothing",
                      {"give one of `type`, `one_of`, `pattern` and `required`", {}});
    }
    const auto type = values.value_or<std::string>(prefix + "type", "text");
    const auto format = values.find<std::string>(prefix + "format");
    if (format && type != "date" && values.has(prefix + "type")) {
      reporter_.error(Code::column_rule, values.span(prefix + "format"),
                      "`" + prefix + "format` belongs to `type: date`",
                      {"add it, or remove the format", {}});
    }
    set_type(type, format.value_or(std::string(kIsoDate)), rule);
    rule.one_of = values.value_or<std::vector<std::string>>(prefix + "one_of", {});
    if (values.has(prefix + "one_of") && rule.one_of.empty()) {
      reporter_.error(Code::column_rule, values.span(prefix + "one_of"),
                      "`" + prefix + "one_of` is an empty list");
    }
    if (values.value_or(prefix + "required", false)) rule.need = ColumnRule::Need::required;
    if (const auto pattern = values.find<std::string>(prefix + "pattern"))
      set_pattern(*pattern, values.span(prefix + "pattern"), rule);
  }

  static void set_type(std::string_view name, std::string_view format, ColumnRule& rule) {
    rule.type = type_named(name);
    if (rule.type != ColumnRule::Type::date) return;
    // A format that is wrong was reported.
    if (auto parsed = DateFormat::parse(format)) rule.format = *std::move(parsed);
  }

  void set_pattern(const std::string& text, Span place, ColumnRule& rule) {
    auto pattern = Pattern::compile(text, Pattern::Anchoring::whole);
    if (!pattern) {
      reporter_.error(Code::bad_pattern, place,
                      "`" + path_ + ".pattern`: " + pattern.error().message);
      return;
    }
    rule.pattern = *std::move(pattern);
    rule.pattern_text = text;
  }

  Reporter& reporter_;
  const Scope& scope_;
  SectionCheck& check_;
  std::string path_;
};

}  // namespace

std::vector<std::string> column_words() {
  std::vector<std::string> words = {std::string(kRequired)};
  for (const std::string_view type : find_key(column_keys(), "type")->choices) {
    if (type != "text") words.emplace_back(type);
  }
  return words;
}

std::vector<ColumnRule> read_column_rules(const Node& node, Reporter& reporter, const Scope& scope,
                                          SectionCheck& check) {
  std::vector<ColumnRule> rules;
  ColumnReader reader(reporter, scope, check);
  for (const Entry& entry : node.entries) rules.push_back(reader.read(entry));
  return rules;
}

}  // namespace ingot::job
