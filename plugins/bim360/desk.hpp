// Desk: everything one TRANSFER knows about its batch: the rows as drafts, the project's settings,
// the checkpoint, and how items end. Does nothing by itself. Lives in the frame of the operation;
// one session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/bim360/checkpoint.hpp"
#include "plugins/bim360/config.hpp"
#include "plugins/bim360/draft.hpp"
#include "plugins/bim360/requests.hpp"
#include "plugins/bim360/settings.hpp"

namespace ingot::bim360 {

// A row's file once it is filed and linked.
struct FiledDocument {
  std::string item_urn, relationship_id;
  std::optional<std::int64_t> size;  // as the vendor says it holds it
};

struct Desk {
  // Ends the items that cannot become assets. `b` and `c` must outlive the object.
  Desk(Batch& b, const Config& c);

  Batch& batch;
  const Config& config;
  const Api api;
  const Settings settings;
  Checkpoint state;
  std::vector<std::optional<Draft>> drafts;  // by index

  const Item& item(std::uint32_t index) const { return batch.items()[index]; }
  const Draft& draft(std::uint32_t index) const { return *drafts[index]; }
  bool is_open(std::uint32_t index) const { return batch.is_open(index); }
  void save() { batch.checkpoint(Checkpoint::kSchema, state.to_json()); }
  // The row has this asset. Ends the item unless a file is still to come.
  void place(std::uint32_t index, const std::string& asset_id, bool is_ours);
  void finish(std::uint32_t index, const std::string& asset_id, const FiledDocument* document);
  // Names the item's asset for ABORT if this session created it.
  void end(std::uint32_t index, const Ending& ending);
};

// Gives every open item its asset: creates, adopts what an earlier try left, updates what the job
// wants replaced.
task<> place_assets(Desk& desk);
// Uploads an item's file, files it in its folder and links it to the item's asset; ends the item.
task<> attach_file(Desk& desk, std::uint32_t index);

// The vendor's words about one refused item, with its error code and metadata.
std::string refusal_text(const Judgement& judgement, std::string_view body);

}  // namespace ingot::bim360
