#include "host/ledger/mutation.hpp"

namespace ingot::ledger {

namespace {

std::size_t text_size(const std::optional<std::string>& text) {
  return text ? text->size() : 0;
}

struct TextSize {
  std::size_t operator()(const AddItem& add) const {
    const Item& item = add.item;
    return item.key.size() + item.remote_id.size() + item.meta.size() + item.code.size() +
           item.message.size() + item.sha256.size();
  }
  std::size_t operator()(const OpenBatch& open) const {
    const Batch& batch = open.batch;
    return batch.entropy.size() + batch.state.size() + batch.items.size() * sizeof(batch.items[0]);
  }
  std::size_t operator()(const SaveState& save) const { return save.state.size(); }
  std::size_t operator()(const CountRestart&) const { return 0; }
  std::size_t operator()(const RecordIntent&) const { return 0; }
  std::size_t operator()(const RecordAnswer& answer) const {
    std::size_t size = answer.entry.body.size();
    for (const auto& header : answer.entry.headers) {
      size += sizeof(header) + header.first.size() + header.second.size();
    }
    return size;
  }
  std::size_t operator()(const UpdateItem& update) const {
    return text_size(update.remote_id) + text_size(update.meta) + text_size(update.code) +
           text_size(update.message) + text_size(update.sha256);
  }
  std::size_t operator()(const ReviveItem& revive) const {
    return text_size(revive.remote_id) + text_size(revive.meta) + revive.message.size();
  }
  std::size_t operator()(const AddHistory& add) const {
    return add.entry.what.size() + add.entry.text.size();
  }
  std::size_t operator()(const CloseBatch&) const { return 0; }
  std::size_t operator()(const SetFact& fact) const { return fact.name.size() + fact.value.size(); }
};

}  // namespace

std::size_t memory_size(const Transaction& transaction) {
  std::size_t size = sizeof(Transaction) + transaction.size() * sizeof(Mutation);
  for (const Mutation& mutation : transaction) size += std::visit(TextSize(), mutation);
  return size;
}

}  // namespace ingot::ledger
