#include <ingot/kit/named.hpp>

#include <algorithm>
#include <functional>
#include <unordered_map>

#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::kit {
namespace {

constexpr std::size_t kDeepest = 64;  // also ends a walk round a circle of parents

using Path = std::vector<std::string>;
using ById = std::unordered_map<std::string, const Named*>;
using Form = std::function<std::string(std::string)>;

std::vector<std::string> segments_of(const std::string& path) {
  std::vector<std::string> segments;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find('>', start), path.size());
    std::string part = path.substr(start, end - start);
    part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
    part.erase(part.find_last_not_of(' ') + 1);
    segments.push_back(std::move(part));
    start = end + 1;
  }
  return segments;
}

// Names from the root down to the node.
std::vector<std::string> path_of(const Named& node, const ById& by_id) {
  std::vector<std::string> path;
  for (const Named* at = &node; at != nullptr && path.size() < kDeepest;) {
    path.insert(path.begin(), at->name);
    const auto parent = by_id.find(at->parent);
    at = at->parent.empty() || parent == by_id.end() ? nullptr : parent->second;
  }
  return path;
}

std::string joined(const std::vector<std::string>& path) {
  std::string text;
  for (const std::string& part : path) text += (text.empty() ? "" : " > ") + part;
  return text;
}

bool ends_with(const std::vector<std::string>& path, const std::vector<std::string>& tail) {
  return tail.size() <= path.size() && std::equal(tail.rbegin(), tail.rend(), path.rbegin());
}

// Nodes whose path ends with the wanted one.
std::vector<const Named*> matches(const std::vector<Named>& all, bool wants_active,
                                  const ById& by_id, const std::string& wanted, const Form& form) {
  const std::string text = form(wanted);
  const std::vector<std::string> tail = segments_of(text);
  std::vector<const Named*> found;
  for (const Named& node : all) {
    const std::string name = form(node.name);
    if (node.is_active != wants_active || (name != tail.back() && name != text)) continue;
    std::vector<std::string> path = path_of(node, by_id);
    for (std::string& part : path) part = form(std::move(part));
    if (!ends_with(path, tail) && path.back() != text) continue;
    found.push_back(&node);
  }
  return found;
}

// The name that was meant, or else those there are, as far as that is a help.
std::string advice(const std::vector<Named>& all, const std::string& wanted) {
  constexpr std::size_t kMostListed = 12;
  std::vector<std::string> names;
  for (const Named& node : all) {
    const bool is_new = std::find(names.begin(), names.end(), node.name) == names.end();
    if (node.is_active && is_new) names.push_back(node.name);
  }
  const std::string near = nearest_name(wanted, names);
  if (!near.empty()) return "; did you mean `" + near + "`?";
  if (names.empty() || names.size() > kMostListed) return {};
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return "; there are: " + list;
}

}  // namespace

Parsed<std::string> pick(const std::vector<Named>& all, const std::string& wanted,
                         const std::string& what) {
  using Answer = Parsed<std::string>;
  ById by_id;
  for (const Named& node : all) by_id.emplace(node.id, &node);
  std::vector<const Named*> found;
  if (const auto known = by_id.find(wanted); known != by_id.end()) found = {known->second};
  const Form exact = [](std::string text) { return text; };
  for (const bool wants_active : {true, false}) {
    for (const Form& form : {exact, Form(lower_ascii)}) {
      if (found.empty()) found = matches(all, wants_active, by_id, wanted, form);
    }
  }
  if (found.size() == 1) {
    if (found[0]->is_active) return found[0]->id;
    return Answer::failed(what + " `" + wanted + "` is deactivated");
  }
  if (found.empty()) {
    return Answer::failed("no " + what + " `" + wanted + "`" +
                          advice(all, segments_of(wanted).back()));
  }
  std::string paths;
  for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 3); ++i)
    paths += (i == 0 ? "" : ", ") + joined(path_of(*found[i], by_id));
  return Answer::failed(what + " `" + wanted + "` is ambiguous: " + paths +
                        (found.size() > 3 ? ", …" : "") + "; give more of the path, or the id");
}

}  // namespace ingot::kit
