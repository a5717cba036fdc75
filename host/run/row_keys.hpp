// RowKeys: the keys of a table's rows, read before the rows are used, so that of two rows with one
// key neither is taken. Sixteen bytes a row. Immutable; thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/table_reader.hpp"

namespace ingot::run {

class RowKeys {
 public:
  // The key of a row, or an empty text for one that has none.
  using KeyOf = std::function<std::string(const io::TableRow&)>;
  // Reads all rows; those that cannot be read have no key. Error: the table as a whole cannot be
  // read, cancelled.
  static Result<RowKeys> read(io::TableReader& table, const KeyOf& key_of,
                              const std::stop_token& stop);

  bool has(std::string_view key) const;
  // Where the rows with this key begin, ascending.
  std::vector<std::uint64_t> lines_of(std::string_view key) const;

 private:
  struct Entry {
    std::uint64_t hash, line;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  std::vector<Entry> entries_;  // sorted
};

}  // namespace ingot::run
