// JsonOutline: a JSON object as a few lines for people: what a plugin says about an account, whatever the plugin. Pure.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// One line a member: "user_id: 7", "fields: 31 (title, usage, …)". Text that is no object is one line as it is.
std::vector<std::string> json_outline(const std::string& json);

}  // namespace ingot::cli
