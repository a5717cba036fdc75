// ItemSource: where a job's items come from, as the scan stage walks it: a folder, a list of paths, or the rows of a
// table. ItemSink takes what is found. One thread at a time.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/clock.hpp"
#include "host/io/folder_scan.hpp"
#include "host/ledger/item.hpp"

namespace ingot::run {

class ItemSink {
 public:
  virtual ~ItemSink() = default;
  // Items without a seq; those the source could not take are among them, in the state unreadable with code and message,
  // and those it sets aside, pending with one of the codes below.
  // An error ends the walk and is its result. May block: that is the walk's back-pressure.
  virtual Status take(std::vector<ledger::Item> items) = 0;
};

// What was passed over without being an item.
struct SourceCounts {
  std::uint64_t excluded = 0, symlinks_skipped = 0;
  // Not empty: the walk could not see everything there is, and says what to do.
  std::string cut_off = {};
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

// Codes of items that are set aside rather than taken: they end as skipped, and go to the quarantine.
inline constexpr std::string_view kRowWithoutFile = "row_without_file", kFileWithoutRow = "file_without_row";

}  // namespace ingot::run
