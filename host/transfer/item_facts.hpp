// ItemFacts: how a session's item is told to its plugin. Pure.
#pragma once

#include "host/plugin/events.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::transfer {

// Borrows from `item`, which must outlive the facts.
plugin::ItemFacts item_facts(const SessionItem& item, std::uint32_t index);

}  // namespace ingot::transfer
