// OfflineCheck: everything that can be said about items without the network: the job's rules, the part plan, the
// fields, and the plugin's own VALIDATE. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/ledger/item.hpp"
#include "host/plugin/session.hpp"
#include "host/run/describe.hpp"
#include "host/run/earlier_runs.hpp"
#include "host/run/item_rules.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::run {

struct CheckedItem {
  transfer::SessionItem item;      // complete when there is no refusal
  std::optional<Refusal> refusal;
};

// Requests of each operation for one session of some items, without polls; see INGOT_OP_ESTIMATE.
struct RequestCounts {
  std::uint64_t login = 0, discover = 0, transfer = 0, lifecycle = 0;
  std::uint64_t each_part = 0;  // more, for every part that the vendor's server cuts
};

class OfflineCheck {
 public:
  struct Parts {
    Clock& clock;
    plugin::Vendor& vendor;
    const Describer& describer;
    EarlierRuns* earlier = nullptr;  // null: there are none, or the job does not care
  };
  OfflineCheck(Parts parts, ItemRules rules, std::string config_json);

  // In the order given. An error concerns the plugin or its config, never one item.
  // `context`: what DISCOVER ended with, or empty offline. `measured`: the part size a run has found.
  Result<std::vector<CheckedItem>> check(const std::vector<ledger::Item>& items,
                                         const std::string& context = {},
                                         const std::optional<plan::PartWish>& measured = {}) const;
  // What the plugin says a session of these would cost; nothing when it does not say. Without items: what a run
  // costs beside its sessions.
  Result<std::optional<RequestCounts>> estimate(const std::vector<transfer::SessionItem>& items,
                                                const std::string& context) const;
  // A session item as TRANSFER, LIFECYCLE and ABORT want it, without judging it. `op`: INGOT_OP_*.
  Result<transfer::SessionItem> session_item(const ledger::Item& item, std::uint32_t op,
                                             const std::optional<plan::PartWish>& measured = {}) const;

 private:
  Result<CheckedItem> check_alone(const ledger::Item& item, const std::optional<plan::PartWish>& measured) const;
  Status look_back(const ledger::Item& item, CheckedItem& checked) const;
  void plan_parts(CheckedItem& checked, const std::optional<plan::PartWish>& measured) const;
  // The only step of a session that has no world to ask.
  Result<std::vector<plugin::Action>> one_step(const plugin::BeginFacts& begin) const;
  Status ask_plugin(std::vector<CheckedItem>& checked, const std::string& context) const;

  Parts parts_;
  const ItemRules rules_;
  const std::string config_json_;
};

io::SourceFile source_of(const ledger::Item& item);

}  // namespace ingot::run
