#include "host/run/row_keys.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::run {

Result<RowKeys> RowKeys::read(io::TableReader& table, const KeyOf& key_of,
                              const std::stop_token& stop) {
  RowKeys keys;
  while (!stop.stop_requested()) {
    const auto row = table.next();
    if (!row && table.is_lost()) return row.error();
    if (!row) continue;
    if (!*row) {
      std::sort(keys.entries_.begin(), keys.entries_.end());
      return keys;
    }
    const std::string key = key_of(**row);
    if (!key.empty()) keys.entries_.push_back({key_hash(key), table.line()});
  }
  return Error{ErrorKind::cancelled, "scan: stopped"};
}

bool RowKeys::has(std::string_view key) const {
  const Entry first{key_hash(key), 0};
  const auto found = std::lower_bound(entries_.begin(), entries_.end(), first);
  return found != entries_.end() && found->hash == first.hash;
}

std::vector<std::uint64_t> RowKeys::lines_of(std::string_view key) const {
  const std::uint64_t hash = key_hash(key);
  std::vector<std::uint64_t> lines;
  for (auto at = std::lower_bound(entries_.begin(), entries_.end(), Entry{hash, 0});
       at != entries_.end() && at->hash == hash; ++at) {
    lines.push_back(at->line);
  }
  return lines;
}

}  // namespace ingot::run
