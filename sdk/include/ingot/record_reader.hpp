// RecordReader and RecordStream read the flat records of plugin.h without ever leaving their
// bounds. They do not judge what a record means. Thread rule: value; they borrow the bytes and must
// not outlive them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include <ingot/plugin.h>

namespace ingot::inline sdk_v1 {

/// Elements of a record's array. The stride may be larger than T when a newer peer has appended
/// fields.
template <class T>
class ArrayView {
 public:
  ArrayView() = default;
  ArrayView(const std::byte* first, std::size_t count, std::size_t stride)
      : first_(first), count_(count), stride_(stride) {}
  std::size_t size() const { return count_; }
  T operator[](std::size_t index) const {
    T element;
    std::memcpy(&element, first_ + index * stride_, sizeof(T));
    return element;
  }

 private:
  const std::byte* first_ = nullptr;
  std::size_t count_ = 0, stride_ = sizeof(T);
};

/// One record whose size was checked against the bytes it lies in. Every accessor answers nullopt
/// instead of reading outside; the bytes may lie at any address.
class RecordReader {
 public:
  explicit RecordReader(std::span<const std::byte> record) : record_(record) {
    std::memcpy(&header_, record.data(), sizeof(header_));
  }
  const ingot_rec& header() const { return header_; }
  std::span<const std::byte> bytes() const { return record_; }

  template <class Head>
  std::optional<Head> head() const {
    static_assert(std::is_trivially_copyable_v<Head>);
    if (record_.size() < sizeof(Head)) return std::nullopt;
    Head head;
    std::memcpy(&head, record_.data(), sizeof(Head));
    return head;
  }

  std::optional<std::string_view> text(ingot_span span) const {
    if (!holds(span)) return std::nullopt;
    if (span.len == 0) return std::string_view();
    return std::string_view(reinterpret_cast<const char*>(record_.data()) + span.off, span.len);
  }

  template <class T>
  std::optional<ArrayView<T>> array(ingot_span span, std::size_t count) const {
    if (!holds(span)) return std::nullopt;
    if (count == 0) return span.len == 0 ? std::optional(ArrayView<T>()) : std::nullopt;
    const std::size_t stride = span.len / count;
    if (span.off % 8 != 0 || stride * count != span.len || stride < sizeof(T)) return std::nullopt;
    return ArrayView<T>(record_.data() + span.off, count, stride);
  }

 private:
  bool holds(ingot_span span) const {
    if (span.len == 0) return span.off <= record_.size();
    return span.off >= sizeof(ingot_rec) && span.off <= record_.size() &&
           span.len <= record_.size() - span.off;
  }

  std::span<const std::byte> record_;
  ingot_rec header_;
};

/// Walks records that lie back to back.
class RecordStream {
 public:
  explicit RecordStream(std::span<const std::byte> bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  /// The next record, or nullopt when what follows is not a whole one: too short, or not a multiple
  /// of 8.
  std::optional<RecordReader> next() {
    if (rest_.size() < sizeof(ingot_rec)) return std::nullopt;
    const RecordReader first(rest_);
    const std::size_t size = first.header().size;
    if (size < sizeof(ingot_rec) || size % 8 != 0 || size > rest_.size()) return std::nullopt;
    const RecordReader record(rest_.first(size));
    rest_ = rest_.subspan(size);
    return record;
  }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace ingot::inline sdk_v1
