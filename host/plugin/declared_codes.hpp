// DeclaredCodes: what the codes mean that a plugin ends items with, as its manifest says under
// "codes". Apart from Manifest, since only people ask for them. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::plugin {

struct DeclaredCode {
  std::string name;
  std::string title;  // one line
  std::string text;   // why, and what to do
};

// Of a manifest that has no problems; in its order.
Result<std::vector<DeclaredCode>> declared_codes(std::string_view manifest_json);
// The same of a plugin's file, which is not loaded.
Result<std::vector<DeclaredCode>> declared_codes_of(const std::filesystem::path& file);

}  // namespace ingot::plugin
