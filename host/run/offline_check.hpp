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
#include "host/run/item_rules.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::run {

struct CheckedItem {
  transfer::SessionItem item;      // complete when there is no refusal
  std::optional<Refusal> refusal;
};

class OfflineCheck {
 public:
  struct Parts {
    Clock& clock;
    plugin::Vendor& vendor;
    const Describer& describer;
  };
  OfflineCheck(Parts parts, ItemRules rules, std::string config_json);

  // In the order given. An error concerns the plugin or its config, never one item.
  Result<std::vector<CheckedItem>> check(const std::vector<ledger::Item>& items) const;
  // A session item as TRANSFER, LIFECYCLE and ABORT want it, without judging it.
  transfer::SessionItem session_item(const ledger::Item& item) const;

 private:
  CheckedItem check_alone(const ledger::Item& item) const;
  Status ask_plugin(std::vector<CheckedItem>& checked) const;

  Parts parts_;
  const ItemRules rules_;
  const std::string config_json_;
};

io::SourceFile source_of(const ledger::Item& item);

}  // namespace ingot::run
