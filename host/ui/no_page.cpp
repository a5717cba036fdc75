#include "host/ui/assets.hpp"

namespace ingot::ui {

std::span<const Asset> page_assets() {
  return {};
}

}  // namespace ingot::ui
