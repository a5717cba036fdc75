// DigestedSource: a source whose files carry their sha256 where an earlier run has brought one of
// the same path and size and recorded its digest, so that the two can be compared. No other file is
// read.
#pragma once

#include <memory>

#include "host/io/files.hpp"
#include "host/run/earlier_runs.hpp"
#include "host/run/item_source.hpp"

namespace ingot::run {

// All three must outlive the source; `earlier` is asked on the thread of the walk, which the
// digests hold up.
std::unique_ptr<ItemSource> digested_source(ItemSource& source, EarlierRuns& earlier,
                                            io::Files& files);

}  // namespace ingot::run
