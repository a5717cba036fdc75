// TableReader: the rows of a CSV (RFC 4180) or JSON Lines file, one after the other, in memory that does not depend on
// the file's length. Knows nothing of what the columns mean. One object is used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/table_row.hpp"

namespace ingot::io {

enum class TableForm : std::uint8_t {
  csv,    // the first line names the columns; LF or CRLF
  jsonl,  // an object a line
  lines,  // one value a line, in the column "line"; empty lines and those that begin with # are skipped
};

class TableReader {
 public:
  // A byte order mark of UTF-8 is skipped. Errors: not_found, refused (not readable), invalid: another encoding, no
  // header, a column named twice or not at all.
  static Result<TableReader> open(const std::filesystem::path& file, TableForm form);
  TableReader(TableReader&&) noexcept;
  TableReader& operator=(TableReader&&) noexcept;
  ~TableReader();

  // The next row, or nothing at the end. Error (invalid): the row cannot be read; the message names file and line. The
  // next call goes on behind it, unless is_lost().
  Result<std::optional<TableRow>> next();
  // After an error that is the file's, not the row's: bytes that are not UTF-8 (the message names the byte and the cure),
  // a quote that is never closed, a failing disk. What follows cannot be trusted.
  bool is_lost() const;
  // Where the row given last began, from 1.
  std::uint64_t line() const;
  // Of a CSV file; empty otherwise.
  const std::vector<std::string>& columns() const;

 private:
  class Impl;
  explicit TableReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ingot::io
