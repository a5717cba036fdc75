// The files of the page, as Vite built them, held by the program itself. Constants; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ingot::ui {

struct Asset {
  std::string_view path;  // as a browser asks for it; the page itself is "/index.html"
  std::string_view media_type;
  std::span<const std::byte> bytes;
};

// Empty in a build without the page (INGOT_UI=OFF).
std::span<const Asset> page_assets();

}  // namespace ingot::ui
