#include "host/run/quarantine.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "host/base/text.hpp"
#include "host/io/csv_field.hpp"
#include "host/io/folder.hpp"
#include "host/io/replacing_file.hpp"
#include "host/run/file_names.hpp"

namespace ingot::run {

namespace {

using ledger::Item;
using ledger::ItemState;

constexpr std::string_view kOwnColumns[] = {"ingot_code", "ingot_reason", "ingot_line"};

bool is_own(std::string_view column) {
  return std::find(std::begin(kOwnColumns), std::end(kOwnColumns), column) != std::end(kOwnColumns);
}

struct Reason {
  std::string code, message;
};

// The items to mend, as rows can be found again: by what identifies them, or by their line.
class Held {
 public:
  explicit Held(const TableSourceOptions* table) : table_(table) {}

  Status take(const Item& item) {
    if (!belongs_to_quarantine(item)) return {};
    if (item.kind == ledger::ItemKind::file)
      files_.insert(item.path.empty() ? item.key : item.path);
    if (table_ == nullptr) return {};
    if (const auto line = line_of(item)) {
      by_line_.emplace(*line, Reason{item.code, item.message});
    } else {
      by_key_.emplace(key_of(item), Reason{item.code, item.message});
    }
    return {};
  }

  const Reason* find(std::uint64_t line, const std::string& identity) const {
    if (const auto found = by_line_.find(line); found != by_line_.end()) return &found->second;
    const auto found = by_key_.find(identity);
    return found == by_key_.end() ? nullptr : &found->second;
  }
  const Reason* find(std::uint64_t line) const {
    const auto found = by_line_.find(line);
    return found == by_line_.end() ? nullptr : &found->second;
  }
  const std::set<std::string>& files() const { return files_; }
  bool is_empty() const { return files_.empty() && by_line_.empty() && by_key_.empty(); }

 private:
  // Of a row without a usable key: "items.csv:17" or "items.csv:17: a.tif".
  std::optional<std::uint64_t> line_of(const Item& item) const {
    const std::string prefix = table_->table.filename().string() + ":";
    if (item.state != ItemState::unreadable || !item.key.starts_with(prefix)) return std::nullopt;
    const std::string_view rest = std::string_view(item.key).substr(prefix.size());
    std::uint64_t line = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), line);
    const std::string_view behind = rest.substr(static_cast<std::size_t>(read.ptr - rest.data()));
    if (read.ec != std::errc() || (!behind.empty() && !behind.starts_with(": ")))
      return std::nullopt;
    return line;
  }

  std::string key_of(const Item& item) const {
    const bool is_by_name = table_->naming == TableSourceOptions::Naming::last_name;
    return is_by_name ? std::string(last_name(item.key)) : item.key;
  }

  const TableSourceOptions* table_;
  std::map<std::uint64_t, Reason> by_line_;
  std::unordered_map<std::string, Reason> by_key_;
  std::set<std::string> files_;
};

// A reason may quote what came from outside, and a spreadsheet must not take it for a formula.
// Cells of the table stay as they are: they are to be read again.
std::string reason_field(std::string_view text) {
  const std::string shown = printable(text);
  const bool is_risky =
      !shown.empty() && std::string_view("=+-@\t\r'").find(shown.front()) != std::string_view::npos;
  return io::csv_field(is_risky ? "'" + shown : shown);
}

class RowWriter {
 public:
  RowWriter(const TableSourceOptions& table, const Held& held, io::ReplacingFile& out)
      : table_(table), held_(held), out_(out) {}

  Result<std::uint64_t> write() {
    INGOT_CHECK(find_columns());
    INGOT_CHECK(write_heading());
    std::uint64_t rows = 0;
    INGOT_CHECK(each_held([&](const io::TableRow& row, const Reason& reason, std::uint64_t line) {
      ++rows;
      return out_.write(line_of(row, reason, line));
    }));
    return rows;
  }

 private:
  template <class Take>
  Status each_held(Take take) {
    INGOT_TRY(io::TableReader reader, io::TableReader::open(table_.table, table_.form));
    while (true) {
      const auto row = reader.next();
      if (!row && reader.is_lost()) return row.error();
      if (row && !*row) return {};
      static const io::TableRow kUnread;
      const Reason* reason =
          row ? held_.find(reader.line(), row_identity(table_, **row)) : held_.find(reader.line());
      if (reason != nullptr) INGOT_CHECK(take(row ? **row : kUnread, *reason, reader.line()));
    }
  }

  // JSON Lines may have others in each line.
  Status find_columns() {
    INGOT_TRY(const io::TableReader reader, io::TableReader::open(table_.table, table_.form));
    columns_ = reader.columns();
    if (columns_.empty()) {
      INGOT_CHECK(each_held([this](const io::TableRow& row, const Reason&, std::uint64_t) {
        for (const io::TableCell& cell : row.cells) {
          if (std::find(columns_.begin(), columns_.end(), cell.column) == columns_.end())
            columns_.push_back(cell.column);
        }
        return Status();
      }));
    }
    // A table that has been here before has a newer reason now.
    std::erase_if(columns_, is_own);
    return {};
  }

  Status write_heading() {
    // For spreadsheets, which take a file without a mark for their own encoding.
    std::string line = "\xEF\xBB\xBF";
    for (const std::string& column : columns_) line += io::csv_field(column) + ",";
    for (const std::string_view column : kOwnColumns)
      line += std::string(column) + (column == kOwnColumns[2] ? "\r\n" : ",");
    return out_.write(line);
  }

  std::string line_of(const io::TableRow& row, const Reason& reason, std::uint64_t number) const {
    std::string line;
    for (const std::string& column : columns_) line += io::csv_field(row.text(column)) + ",";
    return line + io::csv_field(reason.code) + "," + reason_field(reason.message) + "," +
           io::csv_field(table_.table.filename().string() + ":" + std::to_string(number)) + "\r\n";
  }

  const TableSourceOptions& table_;
  const Held& held_;
  io::ReplacingFile& out_;
  std::vector<std::string> columns_;
};

// A name with a line end in it is shown as an escape: a list of lines cannot hold it.
std::string shown_path(const std::string& path) {
  return path.find('\n') == path.npos ? path : printable(path);
}

}  // namespace

bool belongs_to_quarantine(const Item& item) {
  switch (item.state) {
    case ItemState::rejected:
    case ItemState::conflict:
    case ItemState::unreadable:
      return true;
    case ItemState::skipped:
      return item.code == kRowWithoutFile || item.code == kFileWithoutRow;
    default:
      return false;
  }
}

Result<QuarantineCounts> write_quarantine(const QuarantineOptions& options,
                                          ledger::Ledger& ledger) {
  Held held(options.table);
  INGOT_CHECK(ledger.each_item([&](const Item& item) { return held.take(item); }));
  std::error_code ignored;
  if (held.is_empty() && !std::filesystem::exists(options.folder, ignored))
    return QuarantineCounts();
  INGOT_CHECK(io::make_folders(options.folder));
  QuarantineCounts counts;
  INGOT_TRY(io::ReplacingFile files, io::ReplacingFile::begin(options.folder / "files.txt"));
  for (const std::string& path : held.files()) INGOT_CHECK(files.write(shown_path(path) + "\n"));
  counts.files = held.files().size();
  if (options.table != nullptr) {
    INGOT_TRY(io::ReplacingFile rows, io::ReplacingFile::begin(options.folder / "rows.csv"));
    INGOT_TRY(counts.rows, RowWriter(*options.table, held, rows).write());
    INGOT_CHECK(rows.commit());
  }
  INGOT_CHECK(files.commit());
  return counts;
}

}  // namespace ingot::run
