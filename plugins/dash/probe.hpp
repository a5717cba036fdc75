// The search for assets that a lost answer may have left behind: asks Dash until what it sees
// stands still, and says for each item which asset is its own, that there is none, or that nobody
// can tell. Changes nothing.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ingot/batch.hpp>

#include "plugins/dash/workbench.hpp"

namespace ingot::dash {

struct ProbeResult {
  std::map<std::uint32_t, std::string> found;     // item index -> asset id
  std::set<std::uint32_t> missing;                // certainly not there
  std::map<std::uint32_t, std::string> doubtful;  // why nobody can tell
};

// Who an asset may belong to, among `wanted`, given what one search saw. `known` are assets that
// belong to somebody for certain. Pure; the rule itself is in dash.md 1.9, trap 6.
ProbeResult assign(const std::vector<const ItemWork*>& wanted, const std::vector<Asset>& seen,
                   const std::set<std::string>& known, std::int64_t since_ms);

// Looks for the assets of `wanted`, created at or after `since_ms`. Takes up to about half a
// minute, because the creation may still be under way. Every wanted item is in exactly one part of
// the result.
task<ProbeResult> probe(Workbench& bench, std::vector<std::uint32_t> wanted, std::int64_t since_ms);

}  // namespace ingot::dash
