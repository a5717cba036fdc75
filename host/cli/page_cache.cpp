#include "host/cli/page_cache.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace ingot::cli {

static constexpr std::uint64_t kMost = 1u << 30;
static constexpr std::uint64_t kUnknown = 64u << 20;

// proc(5): "MemAvailable:   23456789 kB".
static std::optional<std::uint64_t> available_memory() {
  std::ifstream lines("/proc/meminfo");
  std::string name;
  for (std::uint64_t kib = 0; lines >> name >> kib;) {
    if (name == "MemAvailable:") return kib << 10;
    std::getline(lines, name);
  }
  return std::nullopt;
}

// cgroup v2: the page cache of a container counts as its memory. "max" where there is no limit.
static std::optional<std::uint64_t> allowed_memory() {
  std::uint64_t bytes = 0;
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  return limit >> bytes ? std::optional(bytes) : std::nullopt;
}

std::uint64_t page_cache_share() {
  const auto available = available_memory(), allowed = allowed_memory();
  if (!available && !allowed) return kUnknown;
  return std::min({available.value_or(UINT64_MAX) / 4, allowed.value_or(UINT64_MAX) / 4, kMost});
}

}  // namespace ingot::cli
