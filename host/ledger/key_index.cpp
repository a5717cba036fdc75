#include "host/ledger/key_index.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "host/base/text.hpp"

namespace ingot::ledger {

std::uint32_t stored_hash(std::string_view key) {
  return static_cast<std::uint32_t>(key_hash(key) >> 32);
}

Result<KeyIndex> KeyIndex::load(Connection& connection) {
  KeyIndex index;
  INGOT_TRY(index.find_flushed_,
            connection.prepare("select i.seq from item_key k join item i on i.seq = k.seq "
                               "where k.hash = ?1 and i.key = ?2"));
  INGOT_TRY(index.is_key_, connection.prepare("select 1 from item where seq = ?1 and key = ?2"));
  INGOT_TRY(index.insert_, connection.prepare("insert into item_key(hash, seq) values(?1, ?2)"));
  INGOT_TRY(
      index.set_mark_,
      connection.prepare("insert or replace into mark(name, value) values('keys_indexed', ?1)"));
  INGOT_TRY(
      index.select_recent_,
      connection.prepare("select seq, key from item where seq > coalesce("
                         "(select value from mark where name = 'keys_indexed'), 0) order by seq"));
  INGOT_CHECK(index.load_recent());
  return index;
}

Status KeyIndex::load_recent() {
  Rows rows = select_recent_.start();
  while (true) {
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row) return {};
    last_seq_ = rows.integer(0);
    recent_.emplace(stored_hash(rows.bytes(1)), last_seq_);
  }
}

Result<std::optional<std::int64_t>> KeyIndex::find(std::string_view key) {
  std::uint32_t hash = stored_hash(key);
  auto [first, last] = recent_.equal_range(hash);
  for (; first != last; ++first) {
    Rows same = is_key_.start(first->second, key);
    INGOT_TRY(bool is_same, same.next());
    if (is_same) return std::optional(first->second);
  }
  Rows rows = find_flushed_.start(hash, key);
  INGOT_TRY(bool has_row, rows.next());
  return has_row ? std::optional(rows.integer(0)) : std::nullopt;
}

Status KeyIndex::add(std::string_view key, std::int64_t seq) {
  recent_.emplace(stored_hash(key), seq);
  last_seq_ = seq;
  return recent_.size() < kRecentLimit ? Status() : flush();
}

Status KeyIndex::flush() {
  std::vector<std::pair<std::uint32_t, std::int64_t>> sorted(recent_.begin(), recent_.end());
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [hash, seq] : sorted) INGOT_CHECK(insert_.run(hash, seq));
  INGOT_CHECK(set_mark_.run(last_seq_));
  recent_.clear();
  return {};
}

}  // namespace ingot::ledger
