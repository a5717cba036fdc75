// TableSource: the rows of a table as items: of a manifest, whose rows name files of a folder, or
// records and URIs. Two readings: the first one judges the table as a whole and finds keys that
// stand twice, the second one makes the items.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "host/io/table_reader.hpp"
#include "host/run/item_source.hpp"
#include "host/run/named_files.hpp"
#include "host/run/row_rules.hpp"

namespace ingot::run {

struct TableSourceOptions {
  std::filesystem::path table;  // a regular file
  io::TableForm form = io::TableForm::csv;
  std::string key_column;   // its value is the item's key, unless the file's path is
  std::string file_column;  // its value names a file below files.root; empty: items have no bytes
  // How: by its path below the root; or by its last name, wherever below the root it is, which
  // walks the folder first.
  enum class Naming { path, last_name } naming = Naming::path;
  // What an item is called: as the key column says, or by its file's path below the root.
  enum class Key { column, path } key = Key::column;
  // What a row is whose file column is empty, or whose file is not there: an unreadable item,
  // nothing, an item without bytes, or an item that is set aside.
  enum class WithoutFile {
    problem,
    skip,
    plain,
    set_aside
  } empty_file = WithoutFile::problem,
    missing_file = WithoutFile::problem;
  // What a file is that no row names. Other than ignore walks the folder.
  enum class WithoutRow { ignore, problem, set_aside } without_row = WithoutRow::ignore;
  NamedFilesOptions files;
  std::vector<std::string> keep;    // columns that go to the ledger with the item
  std::vector<std::string> need;    // columns that have to be there beside them
  const RowRules* rules = nullptr;  // must outlive the source; null: any row will do
};
// What no two rows may share, and what their items are found by again: of a manifest the file as it
// names it, else the key.
std::string row_identity(const TableSourceOptions& options, const io::TableRow& row);

// `clock` must outlive the source.
std::unique_ptr<ItemSource> table_source(TableSourceOptions options, Clock& clock);

}  // namespace ingot::run
