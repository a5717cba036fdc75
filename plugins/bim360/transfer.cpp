// TRANSFER: rows become assets in as few calls as possible, then files are uploaded and linked.
#include <ingot/kit/json.hpp>

#include "plugins/bim360/desk.hpp"
#include "plugins/bim360/bim360.hpp"

namespace ingot::bim360 {

Desk::Desk(Batch& b, const Config& c)
    : batch(b),
      config(c),
      api(c),
      settings(Settings::read(b.context())),
      state(Checkpoint::read(b.state(), b.state_schema())),
      drafts(b.items().size()) {
  if (!settings.is_known) {
    batch.result(End::retryable, "transfer: the project's settings have not been discovered");
    return;
  }
  std::vector<const Draft*> good(drafts.size(), nullptr);
  for (const Item& item : batch.items()) {
    auto draft = read_draft(item, config, settings);
    if (draft) {
      good[item.idx] = &drafts[item.idx].emplace(std::move(*draft));
    } else if (batch.is_open(item)) {
      batch.rejected(item, "item", draft.problem());
    }
  }
  for (const auto& [index, problem] : repeated_keys(good)) {
    if (batch.is_open(static_cast<std::uint32_t>(index)))
      batch.rejected(static_cast<std::uint32_t>(index), "ingest_key", problem);
  }
}

void Desk::place(std::uint32_t index, const std::string& asset_id, bool is_ours) {
  if (!is_open(index)) return;
  if (!item(index).has_bytes) return finish(index, asset_id, nullptr);
  state.assets[index] = {asset_id, is_ours};
}

void Desk::finish(std::uint32_t index, const std::string& asset_id, const FiledDocument* document) {
  ObjectText meta;
  meta.text("category", draft(index).category).text("status", draft(index).status);
  meta.text("key", draft(index).key);
  if (document != nullptr) {
    meta.text("document", document->item_urn).text_if("relationship", document->relationship_id);
    if (document->size) meta.number("size", *document->size);
  }
  batch.done(index, asset_id, meta.str());
}

void Desk::end(std::uint32_t index, const Ending& ending) {
  if (!is_open(index)) return;
  const auto asset = state.assets.find(index);
  const bool is_left = asset != state.assets.end() && asset->second.is_ours;
  end_item(batch, item(index), ending, is_left ? asset->second.id : "");
}

task<> Bim360::transfer(Batch& batch) {
  Desk desk(batch, config_);
  if (!desk.settings.is_known) co_return;
  co_await place_assets(desk);
  std::vector<std::uint32_t> files;
  for (const auto& [index, asset] : desk.state.assets) {
    if (desk.is_open(index)) files.push_back(index);
  }
  if (!files.empty() && !batch.cancelled()) {
    desk.save();
    co_await batch.for_each(files.size(), batch.max_outstanding(),
                            [&](std::size_t i) { return attach_file(desk, files[i]); });
  }
  // Only a stopped run leaves items open. What may have been created is found again by its ingest
  // key.
  for (const Item& item : batch.items())
    desk.end(item.idx, Ending(End::retryable, "cancelled", "transfer: the run was stopped"));
}

}  // namespace ingot::bim360
