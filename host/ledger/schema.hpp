// Schema: the tables of a ledger file (FORMAT.md), the marks it is known by, and the sentences that
// refuse others. Internal to this folder.
#pragma once

#include "host/ledger/sqlite.hpp"

namespace ingot::ledger {

// "INGL" in the file's header: SQLite's application_id.
inline constexpr std::int64_t kApplicationId = 0x494E474C;
// SQLite's user_version. A change of the tables or of their meaning is a new number.
inline constexpr std::int64_t kFormat = 3;

// Turns a new, empty file into a ledger; synced to disk, the name in its folder included.
Status create_schema(Connection& connection);
// refused unless the file is a ledger of this format, invalid if it was never finished.
Status check_schema(Connection& connection);
// Settings a connection needs that writes; after check_schema, so a foreign file is not touched.
Status prepare_for_writing(Connection& connection);

}  // namespace ingot::ledger
