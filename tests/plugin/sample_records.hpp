// Sample records: well-formed action records with everything in them, to be taken apart by tests.
// Values; no thread rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/plugin.h>

#include "host/plugin/record_layout.hpp"
#include "host/plugin/session_shape.hpp"

namespace ingot::plugin::test {

// The bytes of one record, 8-aligned as the boundary wants them.
class Record {
 public:
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(words)); }
  std::byte* data() { return reinterpret_cast<std::byte*>(words.data()); }
  // The fixed part in place.
  template <class T>
  T& as() {
    return *reinterpret_cast<T*>(words.data());
  }
  template <class T>
  T& at(std::uint64_t offset) {
    return *reinterpret_cast<T*>(reinterpret_cast<char*>(words.data()) + offset);
  }

  std::vector<std::uint64_t> words;
};

// A record of type T: `fill` lays the tail and sets the fields.
template <class T, class Fill>
Record record_of(std::uint16_t type, std::uint64_t id, Fill fill) {
  Record record;
  RecordLayout layout(record.words, sizeof(T), 0);
  T head{};
  head.h.type = type;
  head.h.id = id;
  fill(head, layout);
  layout.close(head);
  return record;
}

// Two files of 1000 and 0 bytes, and a record without bytes.
SessionShape sample_shape(std::uint32_t op = INGOT_OP_TRANSFER);

Record sample_http(std::uint64_t id = 7);
Record sample_wait(std::uint64_t id = 8);
Record sample_digest(std::uint64_t id = 9);
Record sample_state(std::uint64_t id = 10);
Record sample_item(std::uint32_t item = 0, std::uint64_t id = 11);
Record sample_note(std::uint64_t id = 12, std::string_view text = "part 3 of é.tif is late");
Record sample_abandon(std::uint64_t id = 13, std::uint64_t target = 7);
Record sample_result(std::uint64_t id = 14, std::uint32_t result = INGOT_IT_REJECTED);
std::vector<Record> all_samples();

}  // namespace ingot::plugin::test
