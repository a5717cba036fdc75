// Rows of a table as items.
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <unordered_set>

#include "host/base/text.hpp"
#include "host/run/item_source.hpp"

namespace ingot::run {

namespace {

using WithoutFile = TableSourceOptions::WithoutFile;

constexpr std::size_t kBatchRows = 256;

// "./a//b.tif" and "a\\b.tif" of a spreadsheet mean a/b.tif; nothing leads out of the root.
std::optional<std::string> clean_path(std::string_view text) {
  std::string clean;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("/\\");
    const std::string_view part = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    if (part.empty() || part == ".") continue;
    if (part == "..") return std::nullopt;
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  return clean;
}

class TableSource final : public ItemSource {
 public:
  explicit TableSource(TableSourceOptions options) : options_(std::move(options)) {}

  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) override {
    INGOT_TRY(io::TableReader reader, io::TableReader::open(options_.table, options_.form));
    INGOT_CHECK(check_columns(reader));
    std::optional<io::RootFolder> root;
    if (!options_.file_column.empty()) {
      INGOT_TRY(root, io::RootFolder::open(options_.root, options_.symlinks));
    }
    Walk walk{reader, root, {}, {}, {}};
    while (!stop.stop_requested()) {
      INGOT_TRY(const bool has_more, read_row(walk));
      if (has_more && walk.found.size() < kBatchRows) continue;
      if (!walk.found.empty()) INGOT_CHECK(sink.take(std::exchange(walk.found, {})));
      if (!has_more) return walk.counts;
    }
    return Error{ErrorKind::cancelled, "stopped"};
  }

 private:
  struct Walk {
    io::TableReader& reader;
    const std::optional<io::RootFolder>& root;
    SourceCounts counts;
    std::vector<ledger::Item> found;
    std::unordered_set<std::size_t> keys;  // hashes of the keys so far: some 40 bytes a row
  };

  Status check_columns(const io::TableReader& reader) const {
    if (options_.form != io::TableForm::csv) return {};
    std::vector<std::string> wanted = options_.keep;
    wanted.push_back(options_.key_column);
    if (!options_.file_column.empty()) wanted.push_back(options_.file_column);
    std::string has;
    for (const std::string& column : reader.columns()) has += (has.empty() ? "" : ", ") + printable(column);
    for (const std::string& column : wanted) {
      const auto& known = reader.columns();
      if (std::find(known.begin(), known.end(), column) != known.end()) continue;
      return Error{ErrorKind::invalid, options_.table.string() + ":1: no column `" +
                                           printable(column) + "`; the file has: " + has};
    }
    return {};
  }

  std::string place(const Walk& walk) const {
    return options_.table.filename().string() + ":" + std::to_string(walk.reader.line());
  }

  // False at the end.
  Result<bool> read_row(Walk& walk) {
    auto row = walk.reader.next();
    if (!row && row.error().kind != ErrorKind::invalid) return row.error();
    if (!row) {
      problem(walk, place(walk), "row", row.error().message);
      // A quote that is never closed has eaten the rest.
      return row.error().message.find("never closed") == std::string::npos;
    }
    if (!*row) return false;
    take_row(walk, **row);
    return true;
  }

  void take_row(Walk& walk, const io::TableRow& row) {
    const std::string key = row.text(options_.key_column);
    if (key.empty()) {
      return problem(walk, place(walk), "key",
                     "the column `" + options_.key_column + "` is empty in this row");
    }
    if (!walk.keys.insert(std::hash<std::string>()(key)).second) {
      return problem(walk, place(walk) + ": " + key, "duplicate",
                     "a row before it has the key `" + printable(key) + "` as well");
    }
    ledger::Item item;
    item.key = key;
    item.row = kept(row);
    if (options_.file_column.empty()) {
      item.kind = ledger::ItemKind::plain;
    } else if (!attach_file(walk, row, item)) {
      return;
    }
    walk.found.push_back(std::move(item));
  }

  std::string kept(const io::TableRow& row) const {
    io::TableRow some;
    for (const std::string& column : options_.keep) {
      if (const io::TableCell* cell = row.find(column)) some.cells.push_back(*cell);
    }
    return some.cells.empty() ? std::string() : io::to_json(some);
  }

  // False: the row is no item, which has been said.
  bool attach_file(Walk& walk, const io::TableRow& row, ledger::Item& item) {
    const std::string named = row.text(options_.file_column);
    if (named.empty()) {
      return without_file(walk, item, options_.empty_file,
                          "the column `" + options_.file_column + "` is empty in this row");
    }
    const auto path = clean_path(named);
    if (!path || path->empty()) {
      problem(walk, item.key, std::string(io::scan_code::kOutsideRoot), "`" + printable(named) + "` leads out of the folder");
      return false;
    }
    if (!options_.globs.takes_path(*path)) {
      ++walk.counts.excluded;
      return false;
    }
    const auto looked = walk.root->look(*path);
    const bool is_missing = looked.error_number == ENOENT || looked.error_number == ENOTDIR;
    if (is_missing) {
      return without_file(walk, item, options_.missing_file,
                          "there is no file " + printable(*path) + " in " + options_.root.string());
    }
    if (looked.error_number != 0 || !S_ISREG(looked.facts.st_mode)) {
      problem(walk, item.key, std::string(io::scan_code::kUnreadable),
              printable(*path) + ": " + (looked.error_number != 0 ? std::strerror(looked.error_number)
                                                                  : "not a regular file"));
      return false;
    }
    item.size = static_cast<std::uint64_t>(looked.facts.st_size);
    item.mtime_ns = std::int64_t{looked.facts.st_mtim.tv_sec} * 1'000'000'000 +
                    looked.facts.st_mtim.tv_nsec;
    item.inode = looked.facts.st_ino;
    if (*path != item.key) item.path = *path;
    return true;
  }

  bool without_file(Walk& walk, ledger::Item& item, WithoutFile policy, const std::string& why) {
    if (policy == WithoutFile::plain) {
      item.kind = ledger::ItemKind::plain;
      return true;
    }
    if (policy == WithoutFile::skip) {
      ++walk.counts.excluded;
    } else {
      problem(walk, item.key, "row_without_file", place(walk) + ": " + why);
    }
    return false;
  }

  static void problem(Walk& walk, std::string key, std::string code, std::string message) {
    ledger::Item item;
    item.key = std::move(key);
    item.kind = ledger::ItemKind::plain;
    item.state = ledger::ItemState::unreadable;
    item.code = std::move(code);
    item.message = std::move(message);
    walk.found.push_back(std::move(item));
  }

  const TableSourceOptions options_;
};

}  // namespace

std::unique_ptr<ItemSource> table_source(TableSourceOptions options) {
  return std::make_unique<TableSource>(std::move(options));
}

}  // namespace ingot::run
