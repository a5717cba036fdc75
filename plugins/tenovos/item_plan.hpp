// ItemPlan: what is to be created for one item, decided from the job alone; VALIDATE and TRANSFER
// share it. Pure.
#pragma once

#include <string>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/kit/item_fields.hpp>

#include "plugins/tenovos/config.hpp"
#include "plugins/tenovos/context.hpp"

namespace ingot::tenovos {

enum class Mode { upload, metadata_only, federated };

struct ItemPlan {
  Mode mode = Mode::upload;
  std::string filename;
  std::string original_file_id;  // the asset this becomes a version of; empty: a new asset
  std::string content_path;      // federated
  std::string metadata = "[]";   // JSON
};

// The `metadata` of POST /asset in its classic form (tenovos.md 2.4), made from the job's fields,
// with everything that can be said against them before a request leaves.
struct Metadata {
  std::string json = "[]";
  std::vector<std::string> problems;
};
Metadata build_metadata(const Config& config, const Context& context, const ItemFields& fields);

// All problems of the item in one message, joined by "; ".
Parsed<ItemPlan> plan_item(const Config& config, const Context& context, const Item& item);

}  // namespace ingot::tenovos
