#include "host/job/profiles.hpp"

#include <algorithm>

#include "host/job/nearest.hpp"
#include "host/job/params.hpp"

namespace ingot::job {
namespace {

std::vector<std::string> split_dots(std::string_view key) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t dot = key.find('.');
    parts.emplace_back(key.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    key.remove_prefix(dot + 1);
  }
}

bool has_variables(const Node& node) {
  if (has_variable(node.text)) return true;
  const auto in_entry = [](const Entry& entry) { return has_variables(entry.value); };
  return std::any_of(node.items.begin(), node.items.end(), has_variables) ||
         std::any_of(node.entries.begin(), node.entries.end(), in_entry);
}

class ProfileReader {
 public:
  ProfileReader(Node& root, Reporter& reporter, SectionCheck& check)
      : root_(root), reporter_(reporter), check_(check) {}

  std::vector<std::pair<std::string, Node>> apply(const Entry& profile) {
    for (const Entry& entry : profile.value.entries) {
      if (!is_settable(entry)) continue;
      const std::vector<std::string> parts = split_dots(entry.key);
      if (parts[0] == "params") {
        take_param(parts[1], entry);
      } else {
        override_value(parts, entry);
      }
    }
    return std::move(params_);
  }

  void judge(const Entry& profile) {
    for (const Entry& entry : profile.value.entries) {
      if (!is_settable(entry) || has_variables(entry.value)) continue;
      const KeySpec* spec = leaf_;
      Values scratch;
      if (spec == nullptr || spec->kind == KeyKind::open) continue;
      if (spec->kind != KeyKind::mapping) {
        check_.value(entry.value, *spec, entry.key, scratch);
      } else if (check_.is_kind(entry.value, NodeKind::mapping, entry.key)) {
        check_.mapping(entry.value, spec->children, entry.key + ".", entry.key_span);
      }
    }
  }

 private:
  // Walks the declared keys along the dotted key; leaf_ is then the declaration of its end, or null
  // below an open key.
  bool is_settable(const Entry& entry) {
    const std::vector<std::string> parts = split_dots(entry.key);
    leaf_ = nullptr;
    if (parts[0] == "params") return is_param_key(parts, entry);
    if (parts[0] == "version" || parts[0] == "job" || parts[0] == "profiles") {
      reporter_.error(Code::profile_key, entry.key_span,
                      "a profile cannot set `" + entry.key + "`");
      return false;
    }
    std::span<const KeySpec> keys = job_keys();
    std::size_t offset = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const KeySpec* spec = find_key(keys, parts[i]);
      if (spec == nullptr) return unknown(entry, parts[i], offset, keys);
      offset += parts[i].size() + 1;
      leaf_ = spec;
      if (spec->kind == KeyKind::open) {
        if (i + 1 < parts.size()) leaf_ = nullptr;
        return true;
      }
      if (spec->kind != KeyKind::mapping && i + 1 < parts.size()) {
        reporter_.error(
            Code::profile_key, entry.key_span,
            "`" + entry.key + "` leads through `" + parts[i] + "`, which is not a mapping");
        return false;
      }
      keys = spec->children;
    }
    return true;
  }

  bool is_param_key(const std::vector<std::string>& parts, const Entry& entry) {
    if (parts.size() == 2 && entry.value.is_scalar()) return true;
    reporter_.error(Code::profile_key, entry.key_span,
                    "a profile sets the value of a parameter, not its declaration",
                    {"write params.NAME: value", {}});
    return false;
  }

  // `part` of the dotted key, which begins at `offset`, is not declared.
  bool unknown(const Entry& entry, const std::string& part, std::size_t offset,
               std::span<const KeySpec> keys) {
    const std::vector<std::string> names = key_names(keys);
    const std::string before = entry.key.substr(0, offset),
                      after = entry.key.substr(offset + part.size());
    const auto meant = nearest(part, names);
    reporter_.error(Code::unknown_key, entry.key_span, "unknown key `" + entry.key + "`",
                    {meant ? "did you mean `" + before + *meant + after + "`?" : "",
                     "declared are: " + listed(names)});
    return false;
  }

  void take_param(const std::string& name, const Entry& entry) {
    params_.emplace_back(name, entry.value);
  }

  void override_value(const std::vector<std::string>& parts, const Entry& entry) {
    Node* at = &root_;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (at->kind == NodeKind::null) at->kind = NodeKind::mapping;
      if (!at->is_mapping()) {
        reporter_.error(
            Code::profile_key, entry.key_span,
            "`" + entry.key + "` leads through `" + parts[i - 1] + "`, which is not a mapping");
        return;
      }
      Entry* next = at->find(parts[i]);
      if (next == nullptr) {
        Node empty;
        empty.span = entry.key_span;
        at->entries.push_back({parts[i], entry.key_span, std::move(empty)});
        next = &at->entries.back();
      }
      if (i + 1 == parts.size()) {
        next->key_span = entry.key_span;
        next->value = entry.value;
        return;
      }
      at = &next->value;
    }
  }

  Node& root_;
  Reporter& reporter_;
  SectionCheck& check_;
  const KeySpec* leaf_ = nullptr;
  std::vector<std::pair<std::string, Node>> params_;
};

bool is_well_formed(const Entry& profile, Reporter& reporter) {
  if (!is_declared_name(profile.key)) {
    reporter.error(Code::param_name, profile.key_span,
                   "`" + profile.key + "` is not a name for a profile",
                   {"use letters, digits, _ and -", {}});
  }
  if (profile.value.is_mapping()) return true;
  reporter.error(profile.value.kind == NodeKind::null ? Code::no_value : Code::wrong_kind,
                 profile.value.span,
                 "profile `" + profile.key + "` must be a mapping of dotted keys to values");
  return false;
}

}  // namespace

std::vector<std::pair<std::string, Node>> apply_profiles(Node& root, const std::string& chosen,
                                                         Reporter& reporter, SectionCheck& check) {
  std::vector<std::pair<std::string, Node>> params;
  std::vector<std::string> names;
  const Entry* section = std::as_const(root).find("profiles");
  // A copy: laying a profile over the tree may move the tree's entries.
  const Node profiles = section == nullptr ? Node{} : section->value;
  if (section != nullptr && !profiles.is_mapping()) {
    reporter.error(profiles.kind == NodeKind::null ? Code::no_value : Code::wrong_kind,
                   profiles.span, "`profiles` must be a mapping of names to sets of keys");
  }
  ProfileReader reader(root, reporter, check);
  for (const Entry& profile : profiles.entries) {
    names.push_back(profile.key);
    if (!is_well_formed(profile, reporter)) continue;
    if (profile.key == chosen) {
      params = reader.apply(profile);
    } else {
      reader.judge(profile);
    }
  }
  if (!chosen.empty() && std::find(names.begin(), names.end(), chosen) == names.end()) {
    const std::string note =
        names.empty() ? "the job declares no profiles" : "the job declares: " + listed(names);
    reporter.error_outside(Code::unknown_profile, "--profile " + chosen,
                           "unknown profile `" + chosen + "`", {did_you_mean(chosen, names), note});
  }
  return params;
}

}  // namespace ingot::job
