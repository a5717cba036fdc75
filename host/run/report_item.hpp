// What every report says about one item beside the ledger's own columns. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "host/ledger/item.hpp"

namespace ingot::run {

// Ended, and neither done nor skipped.
bool is_failed(ledger::ItemState state);

// Sessions that have had the item since it was last begun anew, the one it ended in included; 0 for one that was
// refused or passed over before anything was asked for it.
std::uint32_t attempts_of(const ledger::Item& item);

// What a person should do about an item that ended so; empty when there is nothing to do.
std::string_view advice_for(const ledger::Item& item);

// Text for a report: what is not UTF-8 (a name of a foreign system) is shown escaped.
std::string report_text(std::string_view text);

}  // namespace ingot::run
