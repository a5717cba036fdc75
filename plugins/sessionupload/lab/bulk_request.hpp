// The body of move and of the bulk verbs, BatchModel of sessionupload.md 1.1. Pure.
#pragma once

#include <string>
#include <vector>

#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/replies.hpp"

namespace ingot::lab::sessionupload {

struct BulkRequest {
  std::string destination;  // actionArguments: a folder's id; empty: none
  std::vector<std::string> target_ids;
};

enum class BulkKind : std::uint8_t {
  kMove,    // a destination; targets are optional beside the one in the path
  kTargets  // at least one target
};

Answer<BulkRequest> read_bulk(const Json& body, BulkKind kind);

}  // namespace ingot::lab::sessionupload
