// Items as the page's API shows them (`ingot.ui/1`): one in a table, and one with its whole history. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/ledger/batch.hpp"
#include "host/ledger/history.hpp"
#include "host/ledger/item.hpp"
#include "host/run/standouts.hpp"

namespace ingot::ui {

// Everything there is to tell about one item.
struct ItemDetail {
  ledger::Item item;
  std::vector<ledger::HistoryEntry> history;   // by time
  std::vector<ledger::JournalEntry> requests;  // of its open batch, if it has that to itself
  std::optional<run::Standouts::Slow> under_way;
};

std::string item_json(const ledger::Item& item);
std::string item_json(const ItemDetail& detail);

// scan, upload, lifecycle, clean_up, done or failed.
std::string_view stage_of(ledger::ItemState state);

}  // namespace ingot::ui
