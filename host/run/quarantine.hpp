// Quarantine: a folder that says what a run refused or set aside, for people to mend: rows.csv has
// the table's own rows with code, reason and line, and can be given to a manifest again; files.txt
// has the paths of files, for scan.list. Nothing but these two files is written, and no file of the
// source is touched.
#pragma once

#include <cstdint>
#include <filesystem>

#include "host/base/result.hpp"
#include "host/ledger/ledger.hpp"
#include "host/run/table_source.hpp"

namespace ingot::run {

struct QuarantineOptions {
  std::filesystem::path folder;
  const TableSourceOptions* table = nullptr;  // the items come from; null: they come from no table
};

struct QuarantineCounts {
  std::uint64_t rows = 0, files = 0;
};

// Is it for people to mend? What failed on the way is not: retry takes it up.
bool belongs_to_quarantine(const ledger::Item& item);

// Writes both files whole or not at all, in place of what an earlier life of the run wrote. Without
// anything to mend and without a folder there is nothing to write. Memory grows with what is
// refused, not with the table.
Result<QuarantineCounts> write_quarantine(const QuarantineOptions& options, ledger::Ledger& ledger);

}  // namespace ingot::run
