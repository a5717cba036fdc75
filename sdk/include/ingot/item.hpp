// Item: one thing to ingest, as the host described it at BEGIN; owning copies, valid for the
// session. Not a file: a plugin never sees a path or a byte of it. Thread rule: value.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ingot::inline sdk_v1 {

/// A byte range of an item.
struct Part {
  Part(std::uint64_t offset, std::uint64_t length) : off(offset), len(length) {}
  std::uint64_t off, len;
};

struct Item {
  Item() = default;  // declared so that Item is no aggregate, see request.hpp

  std::uint32_t idx = 0;   // 0..n-1 within the session
  bool has_bytes = true;   // false: a URI or a record
  bool has_ended = false;  // in an earlier life of this session: nothing is to be done for it
  std::string key, name,
      mime;  // key: stable name in the job; name: its last component; mime may be empty
  std::uint64_t size = 0;  // bytes
  std::int64_t mtime_ms = 0;
  std::uint64_t part_size = 0;  // the host's plan: every part but the last has this size
  std::uint32_t n_parts = 1;    // 0: not the host's to plan
  std::uint32_t tries = 0;      // 0 for the first session that gets this item
  std::string fields;           // JSON object of the job's fields, or empty
  std::string remote_id, meta;  // what an earlier operation (TRANSFER: an earlier run) reported, or empty

  /// Range of part `number`, counted from 1 as vendors do. Throws std::out_of_range
  /// outside 1..n_parts.
  Part part(std::uint32_t number) const {
    if (number == 0 || number > n_parts) throw std::out_of_range("no such part");
    if (n_parts == 1) return Part(0, size);
    const std::uint64_t off = std::uint64_t{number - 1} * part_size;
    if (off > size) throw std::out_of_range("the part plan is longer than the item");
    return Part(off, number == n_parts || size - off < part_size ? size - off : part_size);
  }
};

/// Names an item in a call: the Item itself or its index.
class ItemRef {
 public:
  ItemRef(const Item& item) : idx_(item.idx) {}  // NOLINT: implicit on purpose
  ItemRef(std::uint32_t idx) : idx_(idx) {}      // NOLINT: implicit on purpose
  std::uint32_t idx() const { return idx_; }

 private:
  std::uint32_t idx_;
};

}  // namespace ingot::inline sdk_v1
