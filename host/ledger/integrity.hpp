// Integrity: is a ledger file whole, and do its sums agree with its items. Reads only; takes as long as reading the
// file. Any thread; the ledger may be in use.
#pragma once

#include <filesystem>

#include "host/base/result.hpp"

namespace ingot::ledger {

// invalid names the damage; otherwise as Ledger::open_read_only.
Status check_integrity(const std::filesystem::path& file);

}  // namespace ingot::ledger
