// RecordView: bounded reading of one record's bytes. Everything it returns lies inside the record;
// every failure names the field. Not the meaning of a record (record_check). Borrows the bytes; one
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <ingot/plugin.h>

#include "host/base/result.hpp"

namespace ingot::plugin {

// The plugin's fault; the message names the field.
Error record_fault(std::string_view field, std::string_view what);

class RecordView {
 public:
  // `bytes` starts 8-aligned, has the size its head says, and `fixed` bytes of it at least are
  // there.
  RecordView(std::span<const std::byte> bytes, std::size_t fixed) : bytes_(bytes), fixed_(fixed) {}

  std::size_t size() const { return bytes_.size(); }

  // The fixed part as T; T's size is the `fixed` of the constructor at most.
  template <class T>
  T fixed_part() const {
    return load<T>(0);
  }

  // Bytes of the tail, `limit` at most; empty for an absent span.
  Result<std::string_view> tail(ingot_span span, std::size_t limit, std::string_view field) const;
  // The same, and UTF-8.
  Result<std::string_view> text(ingot_span span, std::size_t limit, std::string_view field) const;

  // Checks that `span` holds exactly `count` elements of `element` bytes, 8-aligned; returns where
  // they start.
  Result<std::size_t> array(ingot_span span, std::uint32_t count, std::uint32_t limit,
                            std::size_t element, std::string_view field) const;
  // Element `index` of an array that starts at `start`, both checked by array().
  template <class T>
  T element(std::size_t start, std::size_t index) const {
    return load<T>(start + index * sizeof(T));
  }

 private:
  template <class T>
  T load(std::size_t at) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, bytes_.data() + at, sizeof(T));
    return value;
  }

  std::span<const std::byte> bytes_;
  std::size_t fixed_;
};

}  // namespace ingot::plugin
