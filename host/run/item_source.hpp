// ItemSource: where a job's items come from, as the scan stage walks it: a folder, or the rows of a table. ItemSink takes
// what is found. One thread at a time.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/io/folder_scan.hpp"
#include "host/io/table_reader.hpp"
#include "host/ledger/item.hpp"

namespace ingot::run {

class ItemSink {
 public:
  virtual ~ItemSink() = default;
  // Items without a seq; those the source could not take are among them, in the state unreadable with code and message.
  // An error ends the walk and is its result. May block: that is the walk's back-pressure.
  virtual Status take(std::vector<ledger::Item> items) = 0;
};

// What was passed over without being an item.
struct SourceCounts {
  std::uint64_t excluded = 0, symlinks_skipped = 0;
};

class ItemSource {
 public:
  virtual ~ItemSource() = default;
  // Walks once, in an order that is the same while the source is; may be called again for a fresh walk. Errors: the
  // source as a whole is missing or unreadable, the sink's, cancelled.
  virtual Result<SourceCounts> walk(ItemSink& sink, const std::stop_token& stop) = 0;
};

// `clock` must outlive the source.
std::unique_ptr<ItemSource> folder_source(io::ScanOptions options, Clock& clock);

// Rows as items. Files are looked up below `root`, and only files that are named: nothing is walked.
struct TableSourceOptions {
  std::filesystem::path table;
  io::TableForm form = io::TableForm::csv;
  std::string key_column;   // its value is the item's key
  std::string file_column;  // its value is a path below `root`; empty: items have no bytes
  // What a row is whose file column is empty, or whose file is not there.
  enum class WithoutFile { problem, skip, plain } empty_file = WithoutFile::problem,
                                                missing_file = WithoutFile::problem;
  std::filesystem::path root;
  io::Symlinks symlinks = io::Symlinks::skip;
  io::Globs globs;                // of paths; rows of others are excluded
  std::vector<std::string> keep;  // columns that go to the ledger with the item
};
std::unique_ptr<ItemSource> table_source(TableSourceOptions options);

}  // namespace ingot::run
