// Opens a ledger file to be read only, wherever it lies: beside a run that writes it, or in a folder nobody may write.
// Internal to this folder.
#pragma once

#include <filesystem>

#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

// Errors as Ledger::open_read_only, but they do not name the file.
Result<Connection> connect_to_read(const std::filesystem::path& file);

}  // namespace ingot::ledger
