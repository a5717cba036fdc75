// StandardCodes: codes of items that mean the same for every vendor. A plugin may use them without
// declaring them, and the kit does; codes of its own stand in its manifest under "codes". Immutable
// data.
#pragma once

#include <span>
#include <string_view>

namespace ingot::plugin {

struct StandardCode {
  std::string_view name;
  std::string_view title;  // one line
  std::string_view text;   // a paragraph: why, and what to do
};

std::span<const StandardCode> standard_codes();

}  // namespace ingot::plugin
