#include "host/job/params.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "host/base/text.hpp"
#include "host/job/coerce.hpp"
#include "host/job/literal.hpp"
#include "host/job/nearest.hpp"
#include "host/job/pattern.hpp"
#include "host/job/section_check.hpp"

namespace ingot::job {
namespace {

struct Declaration {
  std::string name;
  std::string type;
  Span span;  // of the name
  bool is_required = false;
  std::optional<std::string> fallback;
  Span fallback_span;
  std::vector<std::string> values;
  std::optional<Pattern> pattern;
  std::string pattern_text;
};

bool is_clean(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

template <class T>
std::optional<Refusal> refused(const Result<T>& parsed) {
  if (parsed) return std::nullopt;
  return Refusal{Code::param_value, parsed.error().message};
}

// Why `text` cannot be the value of the parameter; nothing when it can.
std::optional<Refusal> judge(std::string_view text, const Declaration& declared) {
  if (!is_clean(text)) {
    return Refusal{Code::unsafe_text, "the value has control characters or is not UTF-8"};
  }
  if (declared.type == "integer") return refused(parse_integer(text));
  if (declared.type == "boolean") return refused(parse_boolean(text));
  if (declared.type == "size") return refused(parse_size(text));
  if (declared.type == "duration") return refused(parse_duration(text));
  if (declared.type == "choice") {
    const auto& values = declared.values;
    if (std::find(values.begin(), values.end(), text) != values.end()) return std::nullopt;
    Refusal refusal = not_a_choice(text, values);
    refusal.code = Code::param_value;
    return refusal;
  }
  if (declared.type == "path" && text.empty())
    return Refusal{Code::param_value, "the path is empty"};
  if (!declared.pattern) return std::nullopt;
  const auto is_match = declared.pattern->matches(text);
  if (is_match && *is_match) return std::nullopt;
  const std::string why = is_match ? "does not match the pattern" : is_match.error().message;
  return Refusal{Code::param_value,
                 "`" + std::string(text.substr(0, 60)) + "` " + why,
                 {},
                 "the pattern is " + declared.pattern_text};
}

class ParamLoader {
 public:
  ParamLoader(const ParamSources& sources, Reporter& reporter, Scope& scope)
      : sources_(sources), reporter_(reporter), scope_(scope) {}

  void load() {
    if (sources_.declared != nullptr) declare_all(*sources_.declared);
    for (const auto& [name, value] : sources_.given) refuse_undeclared(name, nullptr);
    for (const auto& [name, node] : sources_.profile) refuse_undeclared(name, &node);
  }

 private:
  void declare_all(const Node& node) {
    if (!node.is_mapping()) {
      reporter_.error(node.kind == NodeKind::null ? Code::no_value : Code::wrong_kind, node.span,
                      "`params` must be a mapping of names to declarations");
      return;
    }
    for (const Entry& entry : node.entries) {
      names_.push_back(entry.key);
      Scope::Param param{Scope::Param::State::broken};
      const auto declared = declare(entry);
      if (declared) param = choose(*declared);
      scope_.set_param(entry.key, std::move(param));
    }
  }

  std::optional<Declaration> declare(const Entry& entry) {
    const std::string path = "params." + entry.key;
    if (!is_declared_name(entry.key)) {
      reporter_.error(Code::param_name, entry.key_span,
                      "`" + entry.key + "` is not a name for a parameter",
                      {"use letters, digits, _ and -", {}});
      return std::nullopt;
    }
    if (!entry.value.is_mapping()) {
      reporter_.error(entry.value.kind == NodeKind::null ? Code::no_value : Code::wrong_kind,
                      entry.value.span, "`" + path + "` must be a mapping with a type",
                      {"write { type: string, default: ... }", {}});
      return std::nullopt;
    }
    const std::size_t errors_before = reporter_.error_count();
    SectionCheck check(reporter_, scope_, "");
    const Values values = check.mapping(entry.value, param_keys(), path + ".", entry.key_span);
    Declaration declared = read(entry, values, path + ".");
    check_consistency(declared, values, path + ".");
    if (reporter_.error_count() != errors_before) return std::nullopt;
    return declared;
  }

  Declaration read(const Entry& entry, const Values& values, const std::string& prefix) {
    Declaration declared;
    declared.name = entry.key;
    declared.span = entry.key_span;
    declared.type = values.value_or<std::string>(prefix + "type", "");
    declared.is_required = values.value_or(prefix + "required", false);
    declared.fallback = values.find<std::string>(prefix + "default");
    declared.fallback_span = values.span(prefix + "default");
    declared.values = values.value_or<std::vector<std::string>>(prefix + "values", {});
    declared.pattern_text = values.value_or<std::string>(prefix + "pattern", "");
    if (values.has(prefix + "pattern")) {
      auto compiled = Pattern::compile(declared.pattern_text, Pattern::Anchoring::whole);
      if (compiled) {
        declared.pattern = *std::move(compiled);
      } else {
        reporter_.error(Code::bad_pattern, values.span(prefix + "pattern"),
                        "`" + prefix + "pattern`: " + compiled.error().message);
      }
    }
    return declared;
  }

  void check_consistency(const Declaration& declared, const Values& values,
                         const std::string& prefix) {
    if (declared.type.empty()) return;
    const bool is_choice = declared.type == "choice";
    const auto complain = [&](Span span, std::string message) {
      reporter_.error(Code::param_declaration, span, std::move(message));
    };
    if (is_choice && !values.has(prefix + "values")) {
      complain(declared.span,
               "parameter `" + declared.name + "` is a choice but lists no `values`");
    }
    if (!is_choice && values.has(prefix + "values")) {
      complain(values.span(prefix + "values"),
               "`values` belongs to type choice, not to " + declared.type);
    }
    const bool has_text = declared.type == "string" || declared.type == "path";
    if (values.has(prefix + "pattern") && !has_text) {
      complain(values.span(prefix + "pattern"),
               "`pattern` belongs to types string and path, not to " + declared.type);
    }
    if (declared.is_required && declared.fallback) {
      complain(declared.fallback_span,
               "parameter `" + declared.name + "` is required and has a default");
    }
  }

  Scope::Param choose(const Declaration& declared) {
    using State = Scope::Param::State;
    // The default is judged even when it is not used, so that it does not fail the day it is.
    const bool is_fallback_good =
        !declared.fallback || is_good(*declared.fallback, declared, declared.fallback_span);
    const auto is_this = [&](const auto& pair) { return pair.first == declared.name; };
    const auto given = std::find_if(sources_.given.rbegin(), sources_.given.rend(), is_this);
    if (given != sources_.given.rend()) return choose_given(given->second, declared);
    const auto profile = std::find_if(sources_.profile.begin(), sources_.profile.end(), is_this);
    if (profile != sources_.profile.end()) {
      const auto text = scope_.text(profile->second, Variables::environment);
      if (!text || !is_good(*text, declared, profile->second.span)) return {State::broken};
      return {State::given, *text};
    }
    if (declared.fallback) {
      return is_fallback_good ? Scope::Param{State::given, *declared.fallback}
                              : Scope::Param{State::broken};
    }
    if (!declared.is_required) return {State::absent};
    reporter_.error(Code::param_without_value, declared.span,
                    "parameter `" + declared.name + "` needs a value",
                    {"give -p " + declared.name + "=...", {}});
    return {State::broken};
  }

  Scope::Param choose_given(const std::string& text, const Declaration& declared) {
    if (auto refusal = judge(text, declared)) {
      reporter_.error_outside(refusal->code, "-p " + declared.name,
                              "parameter `" + declared.name + "`: " + refusal->message,
                              {std::move(refusal->suggestion), std::move(refusal->note)});
      return {Scope::Param::State::broken};
    }
    // A shell user means the present folder, the author of a job the job's.
    if (declared.type == "path" && !sources_.working_dir.empty()) {
      const auto joined = std::filesystem::path(sources_.working_dir) / text;
      return {Scope::Param::State::given, joined.lexically_normal().string()};
    }
    return {Scope::Param::State::given, text};
  }

  bool is_good(const std::string& text, const Declaration& declared, Span span) {
    auto refusal = judge(text, declared);
    if (!refusal) return true;
    reporter_.error(refusal->code, span, "parameter `" + declared.name + "`: " + refusal->message,
                    {std::move(refusal->suggestion), std::move(refusal->note)});
    return false;
  }

  // `node` is the value in a profile, or null for the command line.
  void refuse_undeclared(const std::string& name, const Node* node) {
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return;
    const std::string note =
        names_.empty() ? "the job declares no parameters" : "the job declares: " + listed(names_);
    Reporter::Extra extra{did_you_mean(name, names_), note};
    const std::string message = "unknown parameter `" + name + "`";
    if (node != nullptr) {
      reporter_.error(Code::unknown_param, node->span, message, std::move(extra));
    } else {
      reporter_.error_outside(Code::unknown_param, "-p " + name, message, std::move(extra));
    }
  }

  const ParamSources& sources_;
  Reporter& reporter_;
  Scope& scope_;
  std::vector<std::string> names_;
};

}  // namespace

bool is_declared_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto may_follow = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), may_follow);
}

void load_params(const ParamSources& sources, Reporter& reporter, Scope& scope) {
  ParamLoader(sources, reporter, scope).load();
}

}  // namespace ingot::job
