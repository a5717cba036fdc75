#include "host/run/offline_check.hpp"

#include <ingot/plugin.h>

#include "host/plugin/json_value.hpp"
#include "host/transfer/item_facts.hpp"

namespace ingot::run {

OfflineCheck::OfflineCheck(Parts parts, ItemRules rules, std::string config_json)
    : parts_(parts), rules_(std::move(rules)), config_json_(std::move(config_json)) {}

io::SourceFile source_of(const ledger::Item& item) {
  return io::SourceFile{.key = item.path.empty() ? item.key : item.path,
                        .size = item.size,
                        .mtime_ns = item.mtime_ns,
                        .inode = item.inode,
                        .device = 0};
}

void OfflineCheck::plan_parts(CheckedItem& checked, const std::optional<plan::PartWish>& measured) const {
  transfer::SessionItem& item = checked.item;
  if (!item.has_bytes || rules_.cutting != Cutting::host) {
    const bool is_single = item.has_bytes && rules_.cutting == Cutting::nobody;
    item.n_parts = is_single ? 1 : 0;
    item.part_size = is_single ? item.file.size : 0;
    return;
  }
  const auto plan = plan::plan_parts(item.file.size, rules_.limits, rules_.part_size, measured);
  if (!plan) {
    if (!checked.refusal) checked.refusal = Refusal{"size", plan.error().message};
    return;
  }
  item.part_size = plan->part_size;
  item.n_parts = static_cast<std::uint32_t>(plan->count);
}

static transfer::SessionItem bare_item(const ledger::Item& item) {
  transfer::SessionItem made;
  made.seq = item.seq;
  made.has_bytes = item.kind == ledger::ItemKind::file;
  if (made.has_bytes) made.file = source_of(item);
  made.key = item.key;
  const std::string& named = made.has_bytes ? made.file.key : item.key;
  made.name = named.substr(named.rfind('/') + 1);
  if (made.has_bytes) made.mime = media_type(made.name);
  made.remote_id = item.remote_id;
  made.meta = item.meta;
  made.tries = item.tries;
  return made;
}

namespace {

bool is_same(const ledger::Item& item, const EarlierItem& earlier, const std::optional<Identity>& identity) {
  // A record has neither size nor time: what its row says is what it is.
  if (item.kind == ledger::ItemKind::plain) {
    const bool is_by_path = identity && !identity->size && !identity->mtime && !identity->sha256 && !identity->row;
    return is_by_path || earlier.row == item.row;
  }
  const Identity facts = identity.value_or(Identity{.size = true, .mtime = true});
  return (!facts.size || earlier.size == item.size) && (!facts.mtime || earlier.mtime_ns == item.mtime_ns) &&
         (!facts.sha256 || (!item.sha256.empty() && earlier.sha256 == item.sha256)) &&
         (!facts.row || earlier.row == item.row);
}

std::string agreement(const ledger::Item& item, const std::optional<Identity>& identity) {
  if (item.kind == ledger::ItemKind::plain) return "the row is the same";
  if (!identity) return "size and time are the same";
  std::string text = "the path";
  if (identity->size) text += ", size";
  if (identity->mtime) text += ", time";
  if (identity->sha256) text += ", sha256";
  if (identity->row) text += ", row";
  return text + (text.find(',') == text.npos ? " is the same" : " are the same");
}

}  // namespace

// An earlier run's asset, for the vendor to change; or a reason to pass the item over.
Status OfflineCheck::look_back(const ledger::Item& item, CheckedItem& checked) const {
  if (rules_.if_exists == IfExists::ignore || parts_.earlier == nullptr) return {};
  INGOT_TRY(const auto earlier, parts_.earlier->find(item.key));
  if (!earlier) return {};
  const bool is_unchanged = is_same(item, *earlier, rules_.identity);
  const bool is_change = rules_.if_exists == IfExists::new_version || rules_.if_exists == IfExists::replace;
  // Who says what makes an item the same one wants nothing done where it is.
  if (is_change && !(rules_.identity && is_unchanged)) {
    checked.item.remote_id = earlier->remote_id;
    // What a session of this run has kept for the next one goes before it.
    if (checked.item.meta.empty()) checked.item.meta = earlier->meta;
    return {};
  }
  if (!is_unchanged || checked.refusal) return {};
  const bool is_refused = rules_.if_exists == IfExists::fail;
  checked.refusal = Refusal{std::string(kExists),
                            "run " + earlier->run_id + " has brought it; " + agreement(item, rules_.identity),
                            is_refused ? ledger::ItemState::rejected : ledger::ItemState::skipped,
                            is_refused ? "" : earlier->remote_id};
  return {};
}

Result<transfer::SessionItem> OfflineCheck::session_item(const ledger::Item& item,
                                                         std::uint32_t op,
                                                         const std::optional<plan::PartWish>& measured) const {
  CheckedItem made{bare_item(item), {}};
  if (auto fields = parts_.describer.fields(item)) made.item.fields = *std::move(fields);
  plan_parts(made, measured);
  if (op == INGOT_OP_TRANSFER) INGOT_CHECK(look_back(item, made));
  return std::move(made.item);
}

Result<CheckedItem> OfflineCheck::check_alone(const ledger::Item& item,
                                              const std::optional<plan::PartWish>& measured) const {
  CheckedItem checked{bare_item(item), refusal_of(item, rules_)};
  if (checked.refusal) return checked;
  plan_parts(checked, measured);
  auto fields = parts_.describer.fields(item);
  if (fields) checked.item.fields = *std::move(fields);
  if (!fields && !checked.refusal) checked.refusal = Refusal{"fields", fields.error().message};
  INGOT_CHECK(look_back(item, checked));
  return checked;
}

Result<std::vector<CheckedItem>> OfflineCheck::check(const std::vector<ledger::Item>& items,
                                                     const std::string& context,
                                                     const std::optional<plan::PartWish>& measured) const {
  std::vector<CheckedItem> checked;
  checked.reserve(items.size());
  for (const auto& item : items) {
    INGOT_TRY(CheckedItem one, check_alone(item, measured));
    checked.push_back(std::move(one));
  }
  if (parts_.vendor.manifest().supports(plugin::Operation::validate)) {
    INGOT_CHECK(ask_plugin(checked, context));
  }
  return checked;
}

// A plugin that fails here fails for any item: nobody's bug but its own.
static Error fault_of_plugin(Error error) {
  if (error.kind == ErrorKind::internal) error.kind = ErrorKind::refused;
  return error;
}

Result<std::vector<plugin::Action>> OfflineCheck::one_step(const plugin::BeginFacts& begin) const {
  const auto session = parts_.vendor.open(config_json_);
  if (!session) return fault_of_plugin(session.error());
  plugin::EventWriter events;
  INGOT_CHECK(events.begin(begin));
  auto actions = (*session)->step(parts_.clock.wall_ms(), events);
  if (!actions) return fault_of_plugin(actions.error());
  return actions;
}

static plugin::BeginFacts facts_of(std::uint32_t op, const std::string& context) {
  static const std::string kNoEntropy(32, '\0');
  plugin::BeginFacts begin;
  begin.op = op;
  begin.entropy = kNoEntropy;
  begin.context = context;
  return begin;
}

// VALIDATE must judge every item in the step that begins it.
Status OfflineCheck::ask_plugin(std::vector<CheckedItem>& checked,
                                const std::string& context) const {
  plugin::BeginFacts begin = facts_of(INGOT_OP_VALIDATE, context);
  std::vector<std::size_t> asked;
  for (std::size_t i = 0; i < checked.size(); ++i) {
    if (checked[i].refusal) continue;
    begin.items.push_back(transfer::item_facts(checked[i].item, static_cast<std::uint32_t>(asked.size())));
    asked.push_back(i);
  }
  if (asked.empty()) return {};
  INGOT_TRY(const auto actions, one_step(begin));
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
    return Error{ErrorKind::refused, "the plugin's validate did not judge " +
                                          checked[asked[i]].item.key};
  }
  return {};
}

static std::optional<RequestCounts> read_counts(const std::string& json) {
  const auto root = plugin::parse_json(json);
  if (!root || !root->is(plugin::JsonValue::Kind::object)) return std::nullopt;
  RequestCounts counts;
  for (const auto& [name, into] :
       {std::pair{"login", &counts.login}, std::pair{"discover", &counts.discover},
        std::pair{"transfer", &counts.transfer}, std::pair{"each_part", &counts.each_part},
        std::pair{"lifecycle", &counts.lifecycle}}) {
    const plugin::JsonValue* value = root->find(name);
    if (value == nullptr) continue;
    if (!value->is(plugin::JsonValue::Kind::integer) || value->integer < 0) return std::nullopt;
    *into = static_cast<std::uint64_t>(value->integer);
  }
  return counts;
}

Result<std::optional<RequestCounts>> OfflineCheck::estimate(const std::vector<transfer::SessionItem>& items,
                                                            const std::string& context) const {
  if (!parts_.vendor.manifest().supports(plugin::Operation::estimate)) return std::optional<RequestCounts>();
  plugin::BeginFacts begin = facts_of(INGOT_OP_ESTIMATE, context);
  for (const auto& item : items) {
    begin.items.push_back(transfer::item_facts(item, static_cast<std::uint32_t>(begin.items.size())));
  }
  INGOT_TRY(const auto actions, one_step(begin));
  for (const auto& action : actions) {
    const auto* result = std::get_if<plugin::ResultAction>(&action);
    if (result == nullptr) continue;
    const auto counts = result->result == INGOT_IT_DONE ? read_counts(result->json) : std::nullopt;
    if (counts) return counts;
    return Error{ErrorKind::refused, "the plugin's estimate cannot be read: " + result->message + result->json};
  }
  return Error{ErrorKind::refused, "the plugin's estimate has no result"};
}

}  // namespace ingot::run
