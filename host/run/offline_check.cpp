#include "host/run/offline_check.hpp"

#include <ingot/plugin.h>

#include "host/transfer/item_facts.hpp"

namespace ingot::run {

OfflineCheck::OfflineCheck(Parts parts, ItemRules rules, std::string config_json)
    : parts_(parts), rules_(std::move(rules)), config_json_(std::move(config_json)) {}

io::SourceFile source_of(const ledger::Item& item) {
  return io::SourceFile{
      .key = item.key, .size = item.size, .mtime_ns = item.mtime_ns, .inode = item.inode, .device = 0};
}

transfer::SessionItem OfflineCheck::session_item(const ledger::Item& item) const {
  transfer::SessionItem made;
  made.seq = item.seq;
  made.file = source_of(item);
  made.name = item.key.substr(item.key.rfind('/') + 1);
  made.mime = media_type(made.name);
  made.remote_id = item.remote_id;
  made.meta = item.meta;
  made.tries = item.tries;
  if (auto fields = parts_.describer.fields(made.file)) made.fields = *std::move(fields);
  if (const auto plan = plan::plan_parts(item.size, rules_.limits, rules_.part_size)) {
    made.part_size = plan->part_size;
    made.n_parts = static_cast<std::uint32_t>(plan->count);
  }
  return made;
}

CheckedItem OfflineCheck::check_alone(const ledger::Item& item) const {
  CheckedItem checked{session_item(item), refusal_of(source_of(item), rules_)};
  if (checked.refusal) return checked;
  const auto plan = plan::plan_parts(item.size, rules_.limits, rules_.part_size);
  if (!plan) checked.refusal = Refusal{"size", plan.error().message};
  const auto fields = parts_.describer.fields(checked.item.file);
  if (!fields && !checked.refusal) checked.refusal = Refusal{"fields", fields.error().message};
  return checked;
}

Result<std::vector<CheckedItem>> OfflineCheck::check(const std::vector<ledger::Item>& items) const {
  std::vector<CheckedItem> checked;
  checked.reserve(items.size());
  for (const auto& item : items) checked.push_back(check_alone(item));
  if (parts_.vendor.manifest().supports(plugin::Operation::validate)) {
    INGOT_CHECK(ask_plugin(checked));
  }
  return checked;
}

// VALIDATE has no world to ask: it must judge every item in the step that begins it.
Status OfflineCheck::ask_plugin(std::vector<CheckedItem>& checked) const {
  static const std::string kNoEntropy(32, '\0');
  plugin::BeginFacts begin;
  begin.op = INGOT_OP_VALIDATE;
  begin.entropy = kNoEntropy;
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (checked[i].refusal) continue;
    begin.items.push_back(transfer::item_facts(checked[i].item, static_cast<std::uint32_t>(asked.size())));
    asked.push_back(i);
  }
  if (asked.empty()) return {};
  INGOT_TRY(const auto session, parts_.vendor.open(config_json_));
  plugin::EventWriter events;
  INGOT_CHECK(events.begin(begin));
  INGOT_TRY(const auto actions, session->step(parts_.clock.wall_ms(), events));
  std::vector<bool> is_judged(asked.size(), false);
  for (const auto& action : actions) {
    const auto* end = std::get_if<plugin::ItemAction>(&action);
    if (end == nullptr) continue;
    is_judged[end->item] = true;
    if (end->result == INGOT_IT_DONE || end->result == INGOT_IT_SKIPPED) continue;
    checked[asked[end->item]].refusal =
        Refusal{end->code.empty() ? "validate" : end->code, end->message};
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (is_judged[i]) continue;
    return Error{ErrorKind::internal, "the plugin's validate did not judge " +
                                          checked[asked[i]].item.file.key};
  }
  return {};
}

}  // namespace ingot::run
