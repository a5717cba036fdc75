// What an asset must look like: every rule of the seed and of bim360.md 3.1, one finding for each
// broken one. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugins/bim360/lab/asset_register.hpp"
#include "plugins/bim360/lab/bim360_options.hpp"
#include "plugins/bim360/lab/project.hpp"
#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

// One broken rule of one item of a batch.
struct Finding {
  std::size_t item = 0;
  std::string key = {};  // the asset's id where the batch is keyed by ids
  std::string field;
  std::string code;
  std::string message;
  Json metadata = Json::object();
};

// Gathers what is wrong; the batch's reader moves `at_item` and `at_key` on.
struct Findings {
  std::vector<Finding> all;
  std::size_t at_item = 0;
  std::string at_key = {};

  void add(std::string field, std::string code, std::string message,
           Json metadata = Json::object());
};

struct RuleBook {
  const Bim360Options& options;
  const Project& project;
};

// A new asset, whole only where nothing was found.
AssetFields read_new_asset(const Json& item, const RuleBook& rules, Findings& findings);
// The fields after `changes`; null clears a field that may be missing.
AssetFields read_changed_asset(const Json& changes, const AssetFields& before,
                               const RuleBook& rules, Findings& findings);
// Values of the attributes the category has, its own and inherited ones; required ones present.
void check_attributes(const Json& values, const Category& category, const RuleBook& rules,
                      Findings& findings);
// The 400 for the whole batch of `items`: nothing of it was done.
Reply batch_refusal(const Findings& findings, std::size_t items, BatchErrors layout);

}  // namespace ingot::lab::bim360
