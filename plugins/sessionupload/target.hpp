// Target: where one item goes at the vendor, as the job says it, with the API's precedence applied.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/kit/parsed.hpp>

#include "plugins/sessionupload/config.hpp"

namespace ingot::sessionupload {

// Ids are empty when not set. What a stronger setting makes void is empty as well:
// existing_asset_id rules out parent_id, relative_path and display_name, related_content_id rules
// out parent_id and relative_path.
struct Target {
  std::string existing_asset_id, related_content_id, parent_id, language_id;
  std::string relative_path, display_name;
  std::string move_to;               // folder id of the lifecycle target `moved`
  std::vector<std::string> ignored;  // settings of the job that are void
};

// The problem holds everything that is wrong with the item, joined by "; ".
Parsed<Target> read_target(const Item& item, const Config& config);
// The same asset as in an earlier run of the job: a new version of it.
void aim_at_existing(Target& target, const std::string& asset_id);

}  // namespace ingot::sessionupload
