// DoctorChecks: what of this machine makes runs fail, each looked at by itself. They read, and write one small file
// that they remove. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/cli/state_folder.hpp"
#include "host/plugin/registry.hpp"

namespace ingot::cli {

struct Finding {
  enum class Level { ok, warn, fail };
  std::string name;     // "free space"
  Level level = Level::ok;
  std::string message;  // what was found, and the cure where one is needed
  int exit_code = 0;    // of a failure: what a run would end with
};

inline constexpr std::uint64_t kSpaceFail = 100u << 20, kSpaceWarn = 1u << 30;  // bytes
inline constexpr std::uint64_t kDescriptorsFail = 128, kDescriptorsWarn = 1024;

// Pure: the judgements behind the checks.
Finding judge_space(std::uint64_t free_bytes);
Finding judge_descriptors(std::uint64_t limit);
Finding judge_clock(std::int64_t difference_ms);

// The folder itself or, while there is none, the one it would be made in.
Finding check_state_folder(const StateFolder& state);
Finding check_space(const StateFolder& state);
Finding check_descriptors();
Finding check_token_file(const StateFolder& state);
// Of the newest run.
Finding check_ledger(const StateFolder& state);
// Each that is installed is loaded, as a run would.
std::vector<Finding> check_plugins(const plugin::Registry& registry);

}  // namespace ingot::cli
