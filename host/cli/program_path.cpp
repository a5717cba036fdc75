#include "host/cli/program_path.hpp"

namespace ingot::cli {

std::filesystem::path program_path() {
  std::error_code unmounted;
  return std::filesystem::read_symlink("/proc/self/exe", unmounted);
}

std::filesystem::path prefix_folder() {
  return program_path().parent_path().parent_path();
}

std::filesystem::path libexec_folder() {
  return prefix_folder() / "libexec" / "ingot";
}

}  // namespace ingot::cli
