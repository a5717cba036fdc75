#include "host/job/section_check.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "host/io/glob.hpp"
#include "host/job/coerce.hpp"
#include "host/job/nearest.hpp"

namespace ingot::job {
namespace {

bool is_list(KeyKind kind) {
  return kind == KeyKind::choice_list || kind == KeyKind::glob_list || kind == KeyKind::text_list;
}

// What a list holds, as one key: the entries are judged like scalars.
KeySpec entry_of(const KeySpec& list) {
  KeySpec entry = list;
  entry.kind = list.kind == KeyKind::choice_list ? KeyKind::choice : KeyKind::text;
  return entry;
}

// A declared default as if the job had written it.
Node written(const KeySpec& spec) {
  Node node;
  node.kind = is_list(spec.kind) ? NodeKind::sequence : NodeKind::scalar;
  node.span = Span{};
  if (!is_list(spec.kind)) {
    node.text = std::string(spec.fallback);
    return node;
  }
  std::string_view rest = spec.fallback;
  while (!rest.empty()) {
    Node item;
    item.kind = NodeKind::scalar;
    item.span = Span{};
    item.text = std::string(rest.substr(0, rest.find(", ")));
    rest.remove_prefix(std::min(item.text.size() + 2, rest.size()));
    node.items.push_back(std::move(item));
  }
  return node;
}

}  // namespace

Values SectionCheck::mapping(const Node& node, std::span<const KeySpec> keys,
                             const std::string& prefix, Span place) {
  Values values;
  walk(node, keys, prefix, place, values);
  return values;
}

void SectionCheck::walk(const Node& node, std::span<const KeySpec> keys, const std::string& prefix,
                        Span place, Values& values) {
  for (const Entry& entry : node.entries) {
    const KeySpec* spec = find_key(keys, entry.key);
    if (spec == nullptr) {
      unknown(entry, keys, prefix);
      continue;
    }
    const std::string path = prefix + entry.key;
    if (spec->kind == KeyKind::open || spec->kind == KeyKind::text_map) continue;
    if (spec->kind == KeyKind::mapping) {
      if (is_kind(entry.value, NodeKind::mapping, path)) {
        walk(entry.value, spec->children, path + ".", entry.key_span, values);
      }
      continue;
    }
    value(entry.value, *spec, path, values);
  }
  for (const KeySpec& spec : keys) {
    if (node.find(spec.name) != nullptr) continue;
    if (spec.presence == Presence::required) {
      reporter_.error(Code::missing_key, place,
                      "`" + prefix + std::string(spec.name) + "` is missing",
                      {{}, std::string(spec.name) + ": " + std::string(spec.doc)});
    } else {
      fill_one(spec, prefix + std::string(spec.name), values);
    }
  }
}

void SectionCheck::fill(std::span<const KeySpec> keys, const std::string& prefix, Values& values) {
  for (const KeySpec& spec : keys) {
    if (spec.presence == Presence::optional)
      fill_one(spec, prefix + std::string(spec.name), values);
  }
}

void SectionCheck::fill_one(const KeySpec& spec, const std::string& path, Values& values) {
  if (spec.kind == KeyKind::mapping) {
    fill(spec.children, path + ".", values);
  } else if (!spec.fallback.empty()) {
    value(written(spec), spec, path, values);
  }
}

void SectionCheck::unknown(const Entry& entry, std::span<const KeySpec> keys, const std::string& prefix) {
  if (reporter_.is_full()) return reporter_.error(Code::unknown_key, entry.key_span, {});
  const std::vector<std::string> names = key_names(keys);
  const std::string owner =
      prefix.empty() ? "a job" : "`" + prefix.substr(0, prefix.size() - 1) + "`";
  const std::string note = owner + " declares: " + listed(names);
  reporter_.error(Code::unknown_key, entry.key_span, "unknown key `" + entry.key + "`",
                  {did_you_mean(entry.key, names), note});
}

bool SectionCheck::is_kind(const Node& node, NodeKind wanted, const std::string& path) {
  if (node.kind == wanted) return true;
  if (node.kind == NodeKind::null) {
    reporter_.error(
        Code::no_value, node.span, "`" + path + "` has no value",
        {"give " + (wanted == NodeKind::scalar ? "a value" : std::string(described(wanted))) +
             " or remove the key",
         {}});
    return false;
  }
  const std::string hint = wanted == NodeKind::sequence && node.is_scalar()
                               ? "write [" + node.text.substr(0, 40) + "]"
                               : "";
  reporter_.error(Code::wrong_kind, node.span,
                  "`" + path + "` must be " + std::string(described(wanted)) + ", not " +
                      std::string(described(node.kind)),
                  {hint, {}});
  return false;
}

void SectionCheck::value(const Node& node, const KeySpec& spec, const std::string& path,
                         Values& values) {
  if (is_list(spec.kind)) {
    if (is_kind(node, NodeKind::sequence, path)) list(node, spec, path, values);
  } else if (is_kind(node, NodeKind::scalar, path)) {
    scalar(node, spec, path, values);
  }
}

void SectionCheck::scalar(const Node& node, const KeySpec& spec, const std::string& path,
                          Values& values) {
  if (spec.variables == Variables::run) return run_path(node, path, values);
  const auto text = scope_.text(node, spec.variables);
  if (!text) return;
  if (spec.kind == KeyKind::path && (spec.word.empty() || *text != spec.word)) {
    auto resolved = resolve_path(*text);
    if (!resolved) {
      reporter_.error(Code::bad_path, node.span, "`" + path + "`: " + resolved.error().message);
    } else {
      values.set(path, {*std::move(resolved), node.span});
    }
    return;
  }
  Coerced coerced = coerce(*text, spec);
  if (auto* refusal = std::get_if<Refusal>(&coerced)) {
    reporter_.error(refusal->code, node.span, "`" + path + "`: " + refusal->message,
                    {std::move(refusal->suggestion), std::move(refusal->note), refusal->concealed});
    return;
  }
  values.set(path, {std::get<Data>(std::move(coerced)), node.span});
}

void SectionCheck::run_path(const Node& node, const std::string& path, Values& values) {
  const auto parsed = scope_.parse(node, Variables::run, Template::Shape::text);
  if (!parsed) return;
  // Resolved with its holes spelled out: they contain no slash, so the parts of the path stay what
  // they are.
  auto resolved = resolve_path(parsed->to_text());
  if (!resolved) {
    reporter_.error(Code::bad_path, node.span, "`" + path + "`: " + resolved.error().message);
    return;
  }
  std::vector<Template::Piece> pieces;
  const std::string hole = "${" + std::string(variable_name(Variable::run_id)) + "}";
  std::string_view rest = *resolved;
  for (std::size_t at = rest.find(hole); at != std::string_view::npos; at = rest.find(hole)) {
    pieces.push_back({std::string(rest.substr(0, at)), std::nullopt});
    pieces.push_back({{}, Variable::run_id});
    rest.remove_prefix(at + hole.size());
  }
  pieces.push_back({std::string(rest), std::nullopt});
  values.set(path, {Template(std::move(pieces), Template::Shape::text), node.span});
}

void SectionCheck::list(const Node& node, const KeySpec& spec, const std::string& path,
                        Values& values) {
  const KeySpec entry_spec = entry_of(spec);
  std::vector<std::string> texts;
  std::set<std::string> seen;
  const std::size_t errors_before = reporter_.error_count();
  for (const Node& item : node.items) {
    if (!is_kind(item, NodeKind::scalar, path)) continue;
    Values one;
    scalar(item, entry_spec, path, one);
    auto text = one.find<std::string>(path);
    if (!text) continue;
    if (!seen.insert(*text).second) {
      reporter_.error(Code::repeated_entry, item.span,
                      "`" + path + "`: `" + *text + "` appears twice", {"remove one of them", {}});
    }
    if (spec.kind == KeyKind::glob_list) {
      if (const auto glob = io::Glob::compile(*text); !glob) {
        reporter_.error(Code::bad_glob, item.span, "`" + path + "`: " + glob.error().message);
      }
    }
    texts.push_back(*std::move(text));
  }
  if (reporter_.error_count() == errors_before) values.set(path, {std::move(texts), node.span});
}

Result<std::string> SectionCheck::resolve_path(std::string_view text) const {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (text.empty()) return Error{ErrorKind::invalid, "the path is empty"};
  if (std::any_of(text.begin(), text.end(), is_control)) {
    return Error{ErrorKind::invalid, "the path has a control character"};
  }
  if (text == "~" || text.starts_with("~/")) {
    return Error{ErrorKind::invalid, "`~` is not expanded here; write ${env:HOME}"};
  }
  std::filesystem::path joined = std::filesystem::path(base_dir_) / std::filesystem::path(text);
  std::string clean = joined.lexically_normal().string();
  while (clean.size() > 1 && clean.ends_with('/')) clean.pop_back();
  return clean;
}

}  // namespace ingot::job
