// Text: how sizes, durations and odd names are shown to people, and the stable hash of an item key. Pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ingot {

// 1536 -> "1.5 KiB"; bytes below 1 KiB without a fraction.
std::string human_bytes(std::uint64_t bytes);
// 90 s -> "1m 30s", 1.25 s -> "1.2s".
std::string human_duration(std::chrono::milliseconds duration);
// Control characters and invalid UTF-8 replaced by escapes, so a hostile name cannot move the cursor or forge a line.
std::string printable(std::string_view text);
bool is_utf8(std::string_view text);
// 2026-01-31T10:00:00.123Z
std::string iso8601(std::int64_t wall_ms);
// Stable over releases and machines (it is stored in ledgers and decides shards): FNV-1a 64 with a final mix.
std::uint64_t key_hash(std::string_view key);
std::string to_hex(std::string_view bytes);

}  // namespace ingot
