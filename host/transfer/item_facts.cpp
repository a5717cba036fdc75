#include "host/transfer/item_facts.hpp"

#include <ingot/plugin.h>

namespace ingot::transfer {

plugin::ItemFacts item_facts(const SessionItem& item, std::uint32_t index) {
  plugin::ItemFacts facts;
  facts.idx = index;
  facts.flags = item.has_bytes ? INGOT_ITEM_HAS_BYTES : 0;
  if (item.has_ended) facts.flags |= INGOT_ITEM_ENDED;
  facts.size = item.file.size;
  facts.mtime_ms = item.file.mtime_ns / 1'000'000;
  facts.part_size = item.part_size;
  facts.n_parts = item.n_parts;
  facts.tries = item.tries;
  facts.key = item.key;
  facts.name = item.name;
  facts.mime = item.mime;
  facts.fields = item.fields;
  facts.remote_id = item.remote_id;
  facts.meta = item.meta;
  return facts;
}

}  // namespace ingot::transfer
