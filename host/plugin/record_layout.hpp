// RecordLayout: appends one event record to a buffer of 8-byte words: a fixed part, then texts and
// arrays behind it. Offsets are from the start of the record. The sizes must have been summed
// beforehand (RecordSize). One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <ingot/plugin.h>

namespace ingot::plugin {

// Sums what a record will take, safely for any input: the total saturates instead of wrapping.
class RecordSize {
 public:
  explicit RecordSize(std::size_t fixed) : bytes_(fixed) {}
  void add(std::size_t bytes) {
    // A place for padding with every piece: generous, but never too little.
    bytes_ = bytes > UINT64_MAX - bytes_ - 8 ? UINT64_MAX : bytes_ + bytes + 8;
  }
  bool fits() const { return bytes_ <= UINT32_MAX - 8; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t bytes_;
};

class RecordLayout {
 public:
  // Opens a record at the end of `words`, which must outlive this; `expected` bytes are reserved.
  RecordLayout(std::vector<std::uint64_t>& words, std::size_t fixed, std::uint64_t expected)
      : words_(words), start_(words.size() * 8), end_(fixed) {
    words_.reserve(words_.size() + expected / 8 + 1);
    grow();
  }

  ingot_span text(std::string_view bytes) {
    if (bytes.empty()) return {0, 0};
    const std::uint64_t at = end_;
    end_ += bytes.size();
    grow();
    std::memcpy(base() + at, bytes.data(), bytes.size());
    return span_of(at, bytes.size());
  }

  // Room for an 8-aligned array, to be filled by put().
  template <class T>
  ingot_span array(std::size_t count) {
    if (count == 0) return {0, 0};
    const std::uint64_t at = (end_ + 7) / 8 * 8;
    end_ = at + count * sizeof(T);
    grow();
    return span_of(at, count * sizeof(T));
  }

  template <class T>
  void put(std::uint64_t at, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(base() + at, &value, sizeof(T));
  }

  // Writes the fixed part, whose head gets the final size.
  template <class T>
  void close(T head) {
    head.h.size = static_cast<std::uint32_t>((end_ + 7) / 8 * 8);
    put(0, head);
  }

 private:
  static ingot_span span_of(std::uint64_t at, std::uint64_t size) {
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)};
  }
  // New words are zero, so padding is, and equal facts make equal bytes.
  void grow() { words_.resize((start_ + end_ + 7) / 8); }
  char* base() { return reinterpret_cast<char*>(words_.data()) + start_; }

  std::vector<std::uint64_t>& words_;
  const std::size_t start_;
  std::uint64_t end_;  // bytes of this record so far
};

}  // namespace ingot::plugin
