// What a vendor session is started with: the operation, the items and, after a restart, what the ledger remembers.
// Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/io/source_file.hpp"
#include "host/ledger/ledger.hpp"

namespace ingot::transfer {

struct SessionItem {
  std::int64_t seq = 0;  // the item in the ledger
  bool has_bytes = true;
  io::SourceFile file;   // size 0 and no name without bytes
  std::string key, name, mime;
  std::string fields;           // JSON, see ingot_item.fields
  std::string remote_id, meta;  // from an earlier session, or for TRANSFER from an earlier run
  std::uint64_t part_size = 0;
  std::uint32_t n_parts = 1;    // 0: not ours to plan
  std::uint32_t tries = 0;
  bool has_ended = false;  // in an earlier life of this session
};

struct SessionSpec {
  std::uint32_t op = 0;    // INGOT_OP_*
  std::int64_t batch = 0;  // in the ledger; 0 = nothing about this session is stored (LOGIN, DISCOVER)
  std::vector<SessionItem> items;
  std::string context;     // what DISCOVER ended with
  std::string entropy;     // 32 bytes
  std::string state;
  std::uint32_t state_schema = 0, restarts = 0;
  std::vector<ledger::JournalEntry> journal;  // answers and open intents of earlier lives
};

using SessionId = std::uint64_t;

}  // namespace ingot::transfer
