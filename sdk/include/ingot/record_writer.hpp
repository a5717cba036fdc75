// RecordWriter builds the flat records of plugin.h. Not a validator: it writes what it is told.
// Thread rule: value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <vector>

#include <ingot/plugin.h>

namespace ingot::inline sdk_v1 {

/// Appends records back to back into one buffer: open<Head>(), text() and array() for its tail,
/// close(head). Throws std::length_error when a record passes the 4 GiB a span can address; the
/// writer is then useless until clear().
class RecordWriter {
 public:
  template <class Head>
  void open() {
    static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) % 8 == 0);
    start_ = bytes_.size();
    bytes_.resize(start_ + sizeof(Head));
  }

  /// Copies `text` into the tail. Absent ({0,0}) for an empty one.
  ingot_span text(std::string_view text) {
    if (text.empty()) return ingot_span{0, 0};
    return append(text.data(), text.size());
  }

  /// Copies `elements` into the tail, 8-aligned. Absent for an empty one.
  template <class T>
  ingot_span array(std::span<const T> elements) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (elements.empty()) return ingot_span{0, 0};
    pad();
    return append(elements.data(), elements.size_bytes());
  }

  /// Ends the record: writes `head` with its size set over the space open() left.
  template <class Head>
  std::span<const std::byte> close(Head head) {
    pad();
    head.h.size = narrow(bytes_.size() - start_);
    std::memcpy(bytes_.data() + start_, &head, sizeof(Head));
    return std::span<const std::byte>(bytes_).subspan(start_);
  }

  std::span<const std::byte> bytes() const { return bytes_; }
  void clear() { bytes_.clear(); }

 private:
  static std::uint32_t narrow(std::size_t size) {
    if (size > UINT32_MAX - 7) throw std::length_error("a record is longer than 4 GiB");
    return static_cast<std::uint32_t>(size);
  }
  ingot_span append(const void* data, std::size_t size) {
    const std::size_t off = bytes_.size() - start_;
    const ingot_span span{narrow(off), narrow(size)};
    narrow(off + size);
    const std::byte* first = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
    return span;
  }
  void pad() { bytes_.resize((bytes_.size() + 7) / 8 * 8); }

  std::vector<std::byte> bytes_;
  std::size_t start_ = 0;
};

}  // namespace ingot::inline sdk_v1
