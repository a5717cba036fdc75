#include "host/ledger/item_browser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "host/base/text.hpp"
#include "host/ledger/item_row.hpp"
#include "host/ledger/reading.hpp"
#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

namespace {

constexpr const char* kHistory =
    "select at_ms, what, is_good, text from history where item = ?1 order by number";
// `indexed by` makes a plan that would read the table an error and not a surprise.
constexpr const char* kFailures =
    "select state, code, count(*), min(seq) from item indexed by item_failed where state >= 18"
    " group by state, code order by 3 desc limit ?1";

// What an order sorts by. Sessions are counted as a report counts them, near enough to sort by.
const char* column_of(ItemOrder order) {
  switch (order) {
    case ItemOrder::seq: return "seq";
    case ItemOrder::size: return "size";
    case ItemOrder::attempts: return "(tries * 1000000 + min(requests, 999999))";
    case ItemOrder::duration: return "took_ms";
  }
  return "seq";
}

// In `like` these two stand for more than themselves.
std::string pattern_of(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

struct Cursor {
  std::int64_t value = 0, seq = 0;
};

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::optional<Cursor>> cursor_of(const std::string& text) {
  if (text.empty()) return std::optional<Cursor>();
  const std::size_t dot = text.find('.');
  const auto value = number_of(std::string_view(text).substr(0, dot));
  const auto seq = dot == text.npos ? std::nullopt : number_of(std::string_view(text).substr(dot + 1));
  if (!value || !seq) return Error{ErrorKind::invalid, "this is no cursor of a page before"};
  return std::optional(Cursor{*value, *seq});
}

std::string text_of(const Cursor& cursor) {
  return std::to_string(cursor.value) + "." + std::to_string(cursor.seq);
}

std::string filter_of(const ItemSearch& wish) {
  std::string filter;
  if (!wish.text.empty()) {
    filter += " and (key like ?4 escape '\\' or code like ?4 escape '\\' or message like ?4 escape '\\'"
              " or remote_id like ?4 escape '\\')";
  }
  if (wish.states.empty()) return filter;
  std::string states;
  for (const ItemState state : wish.states) {
    states += (states.empty() ? "" : ", ") + std::to_string(static_cast<int>(state));
  }
  return filter + " and state in (" + states + ")";
}

// Failed items have an index, so a search among them reads just these.
bool is_failed_only(const ItemSearch& wish) {
  return !wish.states.empty() && std::all_of(wish.states.begin(), wish.states.end(),
                                             [](ItemState state) { return state >= ItemState::rejected; });
}

std::string source_of(const ItemSearch& wish) {
  return is_failed_only(wish) ? " from item indexed by item_failed where state >= 18 and "
                              : " from item where ";
}

class SqliteBrowser final : public ItemBrowser {
 public:
  SqliteBrowser(std::string place, Connection connection)
      : place_(std::move(place)), connection_(std::move(connection)) {}

  Result<ItemPage> search(const ItemSearch& wish) override {
    auto page = wish.order == ItemOrder::seq ? by_seq(wish) : by_column(wish);
    return page ? std::move(page) : Result<ItemPage>(page.error().within(place_));
  }

  Result<std::vector<HistoryEntry>> history(std::int64_t seq) override {
    INGOT_TRY(Statement statement, connection_.prepare(kHistory));
    std::vector<HistoryEntry> entries;
    Rows rows = statement.start(seq);
    while (true) {
      INGOT_TRY(const bool has_row, rows.next());
      if (!has_row) return entries;
      entries.push_back({.item = seq,
                         .at_ms = rows.integer(0),
                         .what = rows.bytes(1),
                         .is_good = rows.integer(2) != 0,
                         .text = rows.bytes(3)});
    }
  }

  Result<std::vector<FailureCount>> failures(std::size_t limit) override {
    INGOT_TRY(Statement statement, connection_.prepare(kFailures));
    std::vector<FailureCount> groups;
    Rows rows = statement.start(limit);
    while (true) {
      INGOT_TRY(const bool has_row, rows.next());
      if (!has_row) return groups;
      const auto state = item_state(rows.integer(0));
      if (!state) continue;
      groups.push_back({*state, rows.bytes(1), static_cast<std::uint64_t>(rows.integer(2)), rows.integer(3)});
    }
  }

 private:
  // Walks a stretch of the table; what lies behind it belongs to the next page.
  Result<ItemPage> by_seq(const ItemSearch& wish) {
    INGOT_TRY(const auto after, cursor_of(wish.after));
    INGOT_TRY(const std::int64_t last, connection_.integer("select max(seq) from item"));
    const std::int64_t from = after ? after->seq : wish.is_descending ? last + 1 : 0;
    const std::int64_t rows = is_failed_only(wish) ? last : kRowsAtOnce;
    const std::int64_t end = wish.is_descending ? from - rows - 1 : from + rows + 1;
    const std::string sql = "select " INGOT_ITEM_COLUMNS + source_of(wish) +
                            (wish.is_descending ? "seq < ?1 and seq > ?2" : "seq > ?1 and seq < ?2") +
                            filter_of(wish) + " order by seq" + (wish.is_descending ? " desc" : "") + " limit ?3";
    INGOT_TRY(Statement statement, connection_.prepare(sql.c_str()));
    INGOT_TRY(ItemPage page, items_of(statement, wish, from, end));
    const bool is_full = page.items.size() == wish.limit;
    const bool is_at_end = wish.is_descending ? end <= 0 : end > last;
    if (is_full) {
      const std::int64_t seq = page.items.back().seq;
      page.next = text_of({seq, seq});
    } else if (!is_at_end) {
      const std::int64_t seq = wish.is_descending ? end + 1 : end - 1;
      page.next = text_of({seq, seq});
    }
    return page;
  }

  Result<ItemPage> by_column(const ItemSearch& wish) {
    INGOT_TRY(const auto after, cursor_of(wish.after));
    const std::string column = column_of(wish.order);
    const std::string beyond = wish.is_descending ? " < ?1" : " > ?1";
    std::string sql = "select " INGOT_ITEM_COLUMNS + source_of(wish);
    sql += after ? "(" + column + beyond + " or (" + column + " = ?1 and seq > ?2))" : std::string("1 = 1");
    sql += filter_of(wish) + " order by " + column + (wish.is_descending ? " desc" : "") + ", seq limit ?3";
    INGOT_TRY(Statement statement, connection_.prepare(sql.c_str()));
    INGOT_TRY(ItemPage page, items_of(statement, wish, after ? after->value : 0, after ? after->seq : 0));
    if (page.items.size() == wish.limit) {
      const Item& last = page.items.back();
      page.next = text_of({value_of(last, wish.order), last.seq});
    }
    return page;
  }

  static std::int64_t value_of(const Item& item, ItemOrder order) {
    switch (order) {
      case ItemOrder::seq: return item.seq;
      case ItemOrder::size: return static_cast<std::int64_t>(item.size);
      case ItemOrder::attempts:
        return std::int64_t{item.tries} * 1'000'000 + std::min<std::int64_t>(item.requests, 999'999);
      case ItemOrder::duration: return item.took_ms;
    }
    return item.seq;
  }

  static Result<ItemPage> items_of(Statement& statement, const ItemSearch& wish, std::int64_t first,
                                   std::int64_t second) {
    ItemPage page;
    const std::string pattern = pattern_of(wish.text);
    // A parameter that the statement does not have cannot be bound.
    if (wish.text.empty()) {
      Rows rows = statement.start(first, second, wish.limit);
      INGOT_CHECK(take(rows, page));
    } else {
      Rows rows = statement.start(first, second, wish.limit, pattern);
      INGOT_CHECK(take(rows, page));
    }
    return page;
  }

  static Status take(Rows& rows, ItemPage& page) {
    while (true) {
      INGOT_TRY(const bool has_row, rows.next());
      if (!has_row) return {};
      INGOT_TRY(Item item, item_of(rows));
      page.items.push_back(std::move(item));
    }
  }

  const std::string place_;
  Connection connection_;
};

}  // namespace

Result<std::unique_ptr<ItemBrowser>> ItemBrowser::open(const std::filesystem::path& file) {
  const std::string place = "ledger " + printable(file.string());
  auto connection = connect_to_read(file);
  if (!connection) return connection.error().within(place);
  return std::unique_ptr<ItemBrowser>(std::make_unique<SqliteBrowser>(place, *std::move(connection)));
}

}  // namespace ingot::ledger
