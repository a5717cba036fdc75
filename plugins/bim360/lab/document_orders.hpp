// What a client orders of Data Management, in JSON:API: a storage place, the first version of a
// document, a further version (bim360.md 3.1, attaching documents). Strict: members nobody knows
// are refused. Pure.
#pragma once

#include <string>

#include "plugins/bim360/lab/replies.hpp"

namespace ingot::lab::bim360 {

struct StorageOrder {
  std::string name;
  std::string folder_id;
};

struct ItemOrder {
  std::string name;
  std::string folder_id;
  std::string storage_id;
};

struct VersionOrder {
  std::string name;
  std::string item_id;
  std::string storage_id;
};

Answer<StorageOrder> read_storage_order(const Json& body);
Answer<ItemOrder> read_item_order(const Json& body);
Answer<VersionOrder> read_version_order(const Json& body);

}  // namespace ingot::lab::bim360
