#include "host/run/item_batches.hpp"
#include "host/run/table_source.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "host/base/text.hpp"
#include "host/run/file_names.hpp"
#include "host/run/row_keys.hpp"

namespace ingot::run {

namespace {

using Key = TableSourceOptions::Key;
using Naming = TableSourceOptions::Naming;
using WithoutFile = TableSourceOptions::WithoutFile;
using WithoutRow = TableSourceOptions::WithoutRow;


ledger::Item unreadable(std::string key, std::string_view code, std::string message) {
  ledger::Item item;
  item.key = std::move(key);
  item.kind = ledger::ItemKind::plain;
  item.state = ledger::ItemState::unreadable;
  item.code = code;
  item.message = std::move(message);
  return item;
}

void take_facts(ledger::Item& item, const io::SourceFile& file) {
  item.size = file.size;
  item.mtime_ns = file.mtime_ns;
  item.inode = file.inode;
}

std::string numbers(const std::vector<std::uint64_t>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < 5; ++i) {
    text += (i == 0 ? "" : i + 1 == lines.size() ? " and " : ", ") + std::to_string(lines[i]);
  }
  return text + (lines.size() > 5 ? ", ..." : "");
}

// One walk: what it has to look things up in, and what it has found.
class Walk {
 public:
  Walk(const TableSourceOptions& options, Clock& clock, ItemSink& sink, const std::stop_token& stop)
      : options_(options), clock_(clock), stop_(stop), found_(sink) {}

  Result<SourceCounts> run() {
    INGOT_CHECK(check_file());
    INGOT_TRY(io::TableReader first, io::TableReader::open(options_.table, options_.form));
    INGOT_CHECK(check_columns(first));
    INGOT_TRY(keys_,
              RowKeys::read(
                  first, [this](const io::TableRow& row) { return identity_of(row); }, stop_));
    INGOT_CHECK(look_around());
    INGOT_TRY(io::TableReader table, io::TableReader::open(options_.table, options_.form));
    INGOT_CHECK(take_rows(table));
    INGOT_CHECK(take_files_without_row());
    INGOT_CHECK(found_.flush());
    return counts_;
  }

 private:
  // Read twice, and again by a resumed run.
  Status check_file() const {
    struct stat facts {};
    if (::stat(options_.table.c_str(), &facts) != 0 || S_ISREG(facts.st_mode)) return {};
    return Error{ErrorKind::invalid,
                 options_.table.string() +
                     ": a table is read more than once, so it cannot be a pipe or a device; write "
                     "it to a file"};
  }

  Status check_columns(const io::TableReader& reader) const {
    if (options_.form != io::TableForm::csv) return {};
    std::vector<std::string> wanted = options_.keep;
    wanted.insert(wanted.end(), options_.need.begin(), options_.need.end());
    wanted.push_back(options_.key_column);
    if (!options_.file_column.empty()) wanted.push_back(options_.file_column);
    std::string has;
    for (const std::string& column : reader.columns())
      has += (has.empty() ? "" : ", ") + printable(column);
    for (const std::string& column : wanted) {
      const auto& known = reader.columns();
      if (std::find(known.begin(), known.end(), column) != known.end()) continue;
      return Error{ErrorKind::invalid, options_.table.string() + ":1: no column `" +
                                           printable(column) + "`; the file has: " + has};
    }
    return {};
  }

  bool is_manifest() const { return options_.key == Key::path; }

  std::string identity_of(const io::TableRow& row) const { return row_identity(options_, row); }

  Status look_around() {
    if (options_.file_column.empty()) return {};
    INGOT_TRY(files_, NamedFiles::open(options_.files, clock_));
    if (options_.naming == Naming::path) return {};
    INGOT_TRY(names_, FileNames::read(scan_options(), clock_, stop_));
    take_counts(names_->counts());
    for (const io::ScanProblem& problem : names_->problems()) {
      INGOT_CHECK(found_.add(unreadable(problem.key, problem.code, problem.message)));
    }
    return {};
  }

  io::ScanOptions scan_options() const {
    io::ScanOptions scan;
    scan.root = options_.files.root;
    scan.globs = options_.files.globs;
    scan.symlinks = options_.files.symlinks;
    if (options_.naming == Naming::last_name) scan.stable_for = options_.files.stable_for;
    return scan;
  }

  void take_counts(const io::ScanCounts& scan) {
    counts_.excluded += scan.excluded;
    counts_.symlinks_skipped += scan.symlinks_skipped;
  }

  std::string place() const {
    return options_.table.filename().string() + ":" + std::to_string(line_);
  }

  Status take_rows(io::TableReader& table) {
    while (!stop_.stop_requested()) {
      const auto row = table.next();
      line_ = table.line();
      if (!row) {
        if (table.is_lost()) return row.error();
        INGOT_CHECK(found_.add(unreadable(place(), "row", row.error().message)));
        continue;
      }
      if (!*row) return {};
      INGOT_CHECK(take_row(**row));
    }
    return Error{ErrorKind::cancelled, "stopped"};
  }

  Status take_row(const io::TableRow& row) {
    const std::string identity = identity_of(row);
    if (identity.empty()) {
      return found_.add(
          unreadable(place(), "key",
                     place() + ": the column `" + options_.key_column + "` is empty in this row"));
    }
    const auto lines = keys_.lines_of(identity);
    if (lines.size() > 1) {
      return found_.add(unreadable(place() + ": " + identity, "duplicate",
                            "the rows of lines " + numbers(lines) +
                                (is_manifest() ? " name the same file" : " have the same key") +
                                ", `" + printable(identity) + "`: none of them is taken"));
    }
    if (options_.rules != nullptr) {
      if (auto problem = options_.rules->judge(row)) {
        return found_.add(unreadable(place() + ": " + identity, problem->code,
                              place() + ": " + problem->message));
      }
    }
    ledger::Item item;
    item.key = identity;
    item.row = kept(row);
    if (options_.file_column.empty()) {
      item.kind = ledger::ItemKind::plain;
      return found_.add(std::move(item));
    }
    return take_file(row, std::move(item));
  }

  std::string kept(const io::TableRow& row) const {
    io::TableRow some;
    for (const std::string& column : options_.keep) {
      if (const io::TableCell* cell = row.find(column)) some.cells.push_back(*cell);
    }
    return some.cells.empty() ? std::string() : io::to_json(some);
  }

  Status take_file(const io::TableRow& row, ledger::Item item) {
    const std::string named = row.text(options_.file_column);
    if (named.empty()) {
      return without_file(std::move(item), options_.empty_file,
                          "the column `" + options_.file_column + "` is empty in this row");
    }
    if (options_.naming == Naming::last_name) return take_named(named, std::move(item));
    const auto path = path_below(named, Separators::slash_and_backslash);
    if (!path) {
      return found_.add(unreadable(item.key, io::scan_code::kOutsideRoot,
                            place() + ": `" + printable(named) + "` leads out of the folder"));
    }
    INGOT_TRY(const NamedFiles::Look look, files_->look(*path, stop_));
    if (const auto* problem = std::get_if<io::ScanProblem>(&look)) {
      return found_.add(unreadable(item.key, problem->code, place() + ": " + problem->message));
    }
    if (const auto* absence = std::get_if<NamedFiles::Absence>(&look)) {
      if (*absence == NamedFiles::Absence::missing)
        return without_file(std::move(item), options_.missing_file, missing(*path));
      ++counts_.excluded;
      return {};
    }
    return take_found(std::move(item), std::get<io::SourceFile>(look));
  }

  std::string missing(const std::string& path) const {
    return "there is no file " + printable(path) + " in " + options_.files.root.string();
  }

  Status take_named(const std::string& name, ledger::Item item) {
    const auto found = names_->find(name);
    if (found.empty()) return without_file(std::move(item), options_.missing_file, missing(name));
    if (found.size() == 1) return take_found(std::move(item), found.front());
    std::string paths;
    for (std::size_t i = 0; i < found.size() && i < 3; ++i)
      paths += (i == 0 ? "" : ", ") + printable(found[i].key);
    return found_.add(unreadable(place() + ": " + name, "ambiguous",
                          place() + ": " + std::to_string(found.size()) + " files have the name `" +
                              printable(name) + "`: " + paths + (found.size() > 3 ? ", ..." : "") +
                              "; name them by path (against: relative_path)"));
  }

  Status take_found(ledger::Item item, const io::SourceFile& file) {
    if (options_.key == Key::path) item.key = file.key;
    if (file.key != item.key) item.path = file.key;
    take_facts(item, file);
    return found_.add(std::move(item));
  }

  Status without_file(ledger::Item item, WithoutFile policy, const std::string& why) {
    item.kind = ledger::ItemKind::plain;
    switch (policy) {
      case WithoutFile::plain:
        return found_.add(std::move(item));
      case WithoutFile::skip:
        ++counts_.excluded;
        return {};
      case WithoutFile::problem:
        return found_.add(unreadable(item.key, kRowWithoutFile, place() + ": " + why));
      case WithoutFile::set_aside:
        break;
    }
    item.code = kRowWithoutFile;
    item.message = place() + ": " + why;
    return found_.add(std::move(item));
  }

  // ---- files that no row names

  class Unnamed final : public io::ScanSink {
   public:
    explicit Unnamed(Walk& walk) : walk_(walk) {}
    Status take(std::vector<io::SourceFile> files) override {
      for (const io::SourceFile& file : files) INGOT_CHECK(walk_.take_unless_named(file, file.key));
      return {};
    }
    Status report(io::ScanProblem problem) override {
      return walk_.found_.add(unreadable(problem.key, problem.code, problem.message));
    }

   private:
    Walk& walk_;
  };

  Status take_files_without_row() {
    if (options_.without_row == WithoutRow::ignore || options_.file_column.empty()) return {};
    if (names_) {
      for (const io::SourceFile& file : names_->all())
        INGOT_CHECK(take_unless_named(file, last_name(file.key)));
      return {};
    }
    Unnamed unnamed(*this);
    INGOT_TRY(const io::ScanCounts scan,
              io::FolderScan(scan_options(), clock_).run(unnamed, stop_));
    take_counts(scan);
    return {};
  }

  Status take_unless_named(const io::SourceFile& file, std::string_view name) {
    if (keys_.has(name)) return {};
    const std::string why = "no row of " + options_.table.filename().string() + " names this file";
    if (options_.without_row == WithoutRow::problem)
      return found_.add(unreadable(file.key, kFileWithoutRow, why));
    ledger::Item item;
    item.key = file.key;
    item.code = kFileWithoutRow;
    item.message = why;
    take_facts(item, file);
    return found_.add(std::move(item));
  }

  const TableSourceOptions& options_;
  Clock& clock_;
  const std::stop_token& stop_;
  RowKeys keys_;
  std::optional<NamedFiles> files_;
  std::optional<FileNames> names_;
  SourceCounts counts_;
  ItemBatches found_;
  std::uint64_t line_ = 0;  // of the row at hand
};

class TableSource final : public ItemSource {
 public:
  TableSource(TableSourceOptions options, Clock& clock)
      : options_(std::move(options)), clock_(clock) {}

  Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) override {
    return Walk(options_, clock_, sink, stop).run();
  }

 private:
  const TableSourceOptions options_;
  Clock& clock_;
};

}  // namespace

std::string row_identity(const TableSourceOptions& options, const io::TableRow& row) {
  const std::string text = row.text(options.key_column);
  const bool is_path = options.key == TableSourceOptions::Key::path &&
                       options.naming == TableSourceOptions::Naming::path;
  return is_path ? path_below(text, Separators::slash_and_backslash).value_or(text) : text;
}

std::unique_ptr<ItemSource> table_source(TableSourceOptions options, Clock& clock) {
  return std::make_unique<TableSource>(std::move(options), clock);
}

}  // namespace ingot::run
