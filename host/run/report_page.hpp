// The fixed parts of the HTML report: its style and its script. Pure.
#pragma once

#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::run {

std::string_view page_style();
std::string_view page_script();

// The page's content security policy: nothing is fetched, and only that style and that script apply, so text of a
// vendor that slipped through as markup could neither run nor call home. Error: no SHA-256 on this system.
Result<std::string> page_policy();

}  // namespace ingot::run
