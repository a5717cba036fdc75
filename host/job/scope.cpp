#include "host/job/scope.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "host/base/text.hpp"
#include "host/job/nearest.hpp"

namespace ingot::job {

struct Scope::Use {
  const Node& node;
  std::string name;     // between the braces
  std::string spelled;  // with them
  Variables allowed;
};

static bool is_clean(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

static bool is_environment_name(std::string_view name) {
  const auto may_stand = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), may_stand);
}

bool has_variable(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos;
       at = text.find("${", at + 2)) {
    if (at == 0 || text[at - 1] != '$') return true;
  }
  return false;
}

Span Scope::place(const Node& node, std::string_view spelled) const {
  Span span = node.span;
  const std::string_view line = reporter_.source().line(span.line);
  if (span.column == 0 || span.column > line.size()) return span;
  const std::size_t found = line.find(spelled, span.column - 1);
  if (found == std::string_view::npos || found >= span.column - 1 + span.length) return span;
  span.column = static_cast<std::uint32_t>(found + 1);
  span.length = static_cast<std::uint32_t>(spelled.size());
  return span;
}

std::optional<Template::Piece> Scope::unknown(const Use& use) const {
  std::vector<std::string> known = {"env:NAME", "job", "run.id"};
  for (const auto& [name, param] : params_) known.push_back("params." + name);
  for (const char* fact : {"dir", "name", "stem", "ext", "path", "size", "mtime"}) {
    known.push_back(std::string("item.") + fact);
  }
  if (has_rows_) known.push_back("row.COLUMN");
  reporter_.error(Code::unknown_variable, place(use.node, use.spelled),
                  "unknown variable `" + use.spelled + "`",
                  {did_you_mean(use.name, known), "known are: " + listed(known)});
  return std::nullopt;
}

std::optional<Template::Piece> Scope::not_here(const Use& use) const {
  static constexpr std::string_view kAllowed[] = {
      "no variable may stand here", "only ${env:NAME} may stand here",
      "${env:...}, ${params...} and ${job} may stand here",
      "${env:...}, ${params...}, ${job} and ${item...} may stand here",
      "${env:...}, ${params...}, ${job} and ${run.id} may stand here"};
  reporter_.error(Code::variable_not_here, place(use.node, use.spelled),
                  "`" + use.spelled + "` has no value here",
                  {{}, std::string(kAllowed[static_cast<int>(use.allowed)])});
  return std::nullopt;
}

std::optional<Template::Piece> Scope::resolve_environment(const Use& use,
                                                          const std::string& name) const {
  if (!is_environment_name(name)) {
    reporter_.error(Code::malformed_variable, place(use.node, use.spelled),
                    "`" + use.spelled + "`: not the name of an environment variable",
                    {"write ${env:NAME}", {}});
    return std::nullopt;
  }
  if (use.allowed == Variables::none) return not_here(use);
  const auto value = environment_ ? environment_(name) : std::nullopt;
  if (!value) {
    reporter_.error(Code::environment_unset, place(use.node, use.spelled),
                    "environment variable `" + name + "` is not set",
                    {"set it before running", {}});
    return std::nullopt;
  }
  if (!is_clean(*value)) {
    reporter_.error(Code::unsafe_text, place(use.node, use.spelled),
                    "environment variable `" + name + "` has control characters or is not UTF-8");
    return std::nullopt;
  }
  return Template::Piece{*value, std::nullopt};
}

std::optional<Template::Piece> Scope::resolve_param(const Use& use, const std::string& name) const {
  const auto found = params_.find(name);
  if (found == params_.end()) return unknown(use);
  if (use.allowed < Variables::load) return not_here(use);
  if (found->second.state == Param::State::absent) {
    reporter_.error(Code::param_without_value, place(use.node, use.spelled),
                    "parameter `" + name + "` has no value and no default",
                    {"give -p " + name + "=...", {}});
  }
  if (found->second.state != Param::State::given) return std::nullopt;
  return Template::Piece{found->second.value, std::nullopt};
}

std::optional<Template::Piece> Scope::resolve_row(const Use& use, const std::string& column) const {
  if (use.allowed != Variables::item) return not_here(use);
  if (!has_rows_) {
    reporter_.error(Code::variable_not_here, place(use.node, use.spelled),
                    "`" + use.spelled + "` has no value here",
                    {{}, "the items of this job come from no table: scan has no manifest, records or uris"});
    return std::nullopt;
  }
  return Template::Piece{{}, Variable::row, column};
}

std::optional<Template::Piece> Scope::resolve(const Use& use) const {
  if (use.name.starts_with("env:")) return resolve_environment(use, use.name.substr(4));
  if (use.name.starts_with("params.")) {
    // Declarations come first: while they are read, no parameter is known yet.
    return use.allowed < Variables::load ? not_here(use) : resolve_param(use, use.name.substr(7));
  }
  if (use.name == "job") {
    if (use.allowed < Variables::load) return not_here(use);
    if (!job_) return std::nullopt;
    return Template::Piece{*job_, std::nullopt};
  }
  if (use.name.starts_with("row.")) return resolve_row(use, use.name.substr(4));
  const auto variable = find_variable(use.name);
  if (!variable) return unknown(use);
  const Variables needed = *variable == Variable::run_id ? Variables::run : Variables::item;
  if (use.allowed != needed) return not_here(use);
  return Template::Piece{{}, variable};
}

std::optional<Template> Scope::parse(const Node& node, Variables allowed,
                                     Template::Shape shape) const {
  std::vector<Template::Piece> pieces;
  std::string literal;
  bool is_good = true;
  const std::string& text = node.text;
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, 3, "$${") == 0) {
      literal += "${";
      at += 3;
      continue;
    }
    if (text.compare(at, 2, "${") != 0) {
      literal += text[at++];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos || end == at + 2) {
      const std::string spelled = text.substr(at, end == std::string::npos ? end : 3);
      reporter_.error(
          Code::malformed_variable, place(node, spelled),
          end == std::string::npos ? "a variable is not closed" : "a variable has no name",
          {"for the characters themselves write $${", {}});
      return std::nullopt;
    }
    auto piece = resolve(
        Use{node, text.substr(at + 2, end - at - 2), text.substr(at, end + 1 - at), allowed});
    at = end + 1;
    if (!piece) {
      is_good = false;
    } else if (!piece->variable) {
      literal += piece->literal;
    } else {
      if (!literal.empty()) pieces.push_back({std::exchange(literal, {}), std::nullopt});
      pieces.push_back(*std::move(piece));
    }
  }
  if (!is_good) return std::nullopt;
  if (!literal.empty() || pieces.empty()) pieces.push_back({std::move(literal), std::nullopt});
  return Template(std::move(pieces), shape);
}

std::optional<std::string> Scope::text(const Node& node, Variables allowed) const {
  assert(allowed < Variables::item);
  auto parsed = parse(node, allowed, Template::Shape::text);
  if (!parsed) return std::nullopt;
  return parsed->to_text();
}

}  // namespace ingot::job
