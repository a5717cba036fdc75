// What Acme's answers mean: pure readers from body text to values; tests/replies_test.cpp has the
// table. They skip members they do not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <ingot/kit/parsed.hpp>

namespace acme_plugin {

struct Asset {
  std::string id, upload_id;
  bool is_live = false;  // complete, and there for everybody; else its bytes are awaited
};

ingot::kit::Parsed<Asset> read_asset(std::string_view body);
// Of a search by reference: at most one can be meant. Empty: there is none.
ingot::kit::Parsed<std::optional<Asset>> read_found(std::string_view body);
ingot::kit::Parsed<std::string> read_url(std::string_view body);

}  // namespace acme_plugin
