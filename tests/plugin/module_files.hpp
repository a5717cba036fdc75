// Module files: where the test plugins lie, and changed copies of them. One thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace ingot::plugin::test {

inline std::filesystem::path module(std::string_view sin) {
  return std::filesystem::path(INGOT_TEST_MODULES) / ("ingot-" + std::string(sin) + ".so");
}

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path write_file(const std::filesystem::path& file,
                                        std::string_view content) {
  std::ofstream(file, std::ios::binary) << content;
  return file;
}

}  // namespace ingot::plugin::test
