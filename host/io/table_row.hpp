// TableRow: one row of a manifest or of a record list: named values, each a text or several. A value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::io {

struct TableCell {
  std::string column;
  std::vector<std::string> values;  // none: empty; several: a JSON array

  friend bool operator==(const TableCell&, const TableCell&) = default;
};

struct TableRow {
  std::vector<TableCell> cells;  // in the order of the file

  // The cell of that name, or null.
  const TableCell* find(std::string_view column) const;
  // Its only value; empty where there is none; several are joined by "; ".
  std::string text(std::string_view column) const;

  friend bool operator==(const TableRow&, const TableRow&) = default;
};

// {"A":"x","B":["y","z"],"C":""}: how a ledger keeps a row.
std::string to_json(const TableRow& row);
// The reverse, also of a line of a JSON Lines file: numbers and truth values become their text, null becomes no value.
// Error (invalid): not one object of such values; the message says which member.
Result<TableRow> row_of_json(std::string_view json);

}  // namespace ingot::io
