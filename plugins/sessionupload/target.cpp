#include "plugins/sessionupload/target.hpp"

#include <algorithm>
#include <utility>

#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/names.hpp>
#include <ingot/kit/remote_path.hpp>

namespace ingot::sessionupload {
namespace {

std::string last_segment(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string display_name_problem(const std::string& name) {
  if (name.find('/') != std::string::npos) return "display_name: a path, not a name";
  if (const auto problem = path_problem(name); !problem.empty()) return "display_name: " + problem;
  const auto dot = name.rfind('.');
  const bool has_extension = dot != std::string::npos && dot > 0 && dot + 1 < name.size();
  return has_extension ? "" : "display_name: needs the extension of the file";
}

void add(std::string& problems, const std::string& problem) {
  if (problem.empty()) return;
  problems += (problems.empty() ? "" : "; ") + problem;
}

void drop(Target& target, std::string& value, const char* name) {
  if (!value.empty()) target.ignored.push_back(name);
  value.clear();
}

std::string size_problem(const Item& item, const Config& config) {
  if (!item.has_bytes) return "an upload session needs a file";
  if (item.size < config.min_size) {
    return item.size == 0
               ? "the file is empty"
               : "the file is smaller than " + std::to_string(config.min_size) + " bytes";
  }
  if (item.size > kMostParts * kLargestChunk) return "the file is larger than 10000 parts of 5 GiB";
  return {};
}

}  // namespace

void aim_at_existing(Target& target, const std::string& asset_id) {
  target.existing_asset_id = asset_id;
  for (std::string* value : {&target.parent_id, &target.relative_path, &target.display_name})
    value->clear();
}

Parsed<Target> read_target(const Item& item, const Config& config) {
  const auto fields = read_item_fields(item.fields);
  if (!fields) return Parsed<Target>::failed(fields.problem());
  Target target;
  std::string problems = size_problem(item, config);
  for (const auto& [key, into] :
       {std::pair{"existing_asset_id", &target.existing_asset_id},
        std::pair{"related_content_id", &target.related_content_id},
        std::pair{"parent_id", &target.parent_id}, std::pair{"language_id", &target.language_id},
        std::pair{"move_to", &target.move_to}}) {
    *into = fields->setting(key);
    if (!into->empty() && !is_uuid(*into))
      add(problems, std::string(key) + ": `" + *into + "` is not a UUID");
  }
  if (config.lifecycle_to == "moved" && target.move_to.empty())
    add(problems, "move_to: missing, and lifecycle.to is moved");
  const std::string own_path = fields->setting("relative_path");
  const std::string own_name = fields->setting("display_name");
  if (!own_name.empty()) add(problems, display_name_problem(own_name));
  if (!target.existing_asset_id.empty()) {
    target.relative_path = own_path;
    target.display_name = own_name;
    drop(target, target.parent_id, "parent_id");
    drop(target, target.relative_path, "relative_path");
    drop(target, target.display_name, "display_name");
  } else {
    // The key keeps the folders of the source apart, so that no two files become one asset.
    target.relative_path = own_path.empty() ? item.key : own_path;
    if (const auto problem = path_problem(target.relative_path); !problem.empty())
      add(problems, "relative_path: " + problem);
    target.display_name = own_name.empty() ? last_segment(target.relative_path) : own_name;
    if (!target.related_content_id.empty()) {
      target.relative_path = own_path;
      drop(target, target.parent_id, "parent_id");
      drop(target, target.relative_path, "relative_path");
    }
  }
  if (!problems.empty()) return Parsed<Target>::failed(problems);
  return target;
}

}  // namespace ingot::sessionupload
