// ItemBrowser: a person looks through a run's items: searches, sorts, pages, reads a history. Its own connection to the
// ledger, so it never waits for a run that writes it nor holds one up. Not for the program's own decisions (Ledger). One
// thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/ledger/history.hpp"
#include "host/ledger/item.hpp"

namespace ingot::ledger {

enum class ItemOrder : std::uint8_t { seq, size, attempts, duration };

struct ItemSearch {
  std::string text;  // contained in key, code, message or remote_id, ASCII letters in either case; empty = any
  std::vector<ItemState> states;   // any of them; empty = all
  ItemOrder order = ItemOrder::seq;
  bool is_descending = false;
  std::string after;               // ItemPage::next of the page before
  std::size_t limit = 100;
};

struct ItemPage {
  std::vector<Item> items;
  // Where to go on; nothing at the end. A page in the order of seq may be shorter than its limit and still have one: a
  // search reads so many rows at once and no more.
  std::optional<std::string> next;
};

// Failures that have the same outcome and code.
struct FailureCount {
  ItemState state;
  std::string code;
  std::uint64_t items = 0;
  std::int64_t example = 0;  // the seq of one
};

class ItemBrowser {
 public:
  // Rows that one page in the order of seq reads at most: about a hundredth of a second.
  static constexpr std::int64_t kRowsAtOnce = 50'000;

  // Errors as Ledger::open_read_only.
  static Result<std::unique_ptr<ItemBrowser>> open(const std::filesystem::path& file);
  virtual ~ItemBrowser() = default;

  // invalid: `after` is no cursor of that order. In the order of seq a page costs at most kRowsAtOnce rows; in another
  // one it reads the whole table.
  virtual Result<ItemPage> search(const ItemSearch& wish) = 0;
  // By time.
  virtual Result<std::vector<HistoryEntry>> history(std::int64_t seq) = 0;
  // The largest first, at most `limit`. Costs the failed items.
  virtual Result<std::vector<FailureCount>> failures(std::size_t limit) = 0;
};

}  // namespace ingot::ledger
