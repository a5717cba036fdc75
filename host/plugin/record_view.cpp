#include "host/plugin/record_view.hpp"

#include "host/base/text.hpp"

namespace ingot::plugin {

Error record_fault(std::string_view field, std::string_view what) {
  std::string message(field);
  message += ": ";
  message += what;
  return Error{ErrorKind::internal, std::move(message)};
}

static std::string show(ingot_span span) {
  return std::to_string(span.len) + " bytes at " + std::to_string(span.off);
}

Result<std::string_view> RecordView::tail(ingot_span span, std::size_t limit,
                                          std::string_view field) const {
  const std::size_t size = bytes_.size();
  if (span.off > size || span.len > size - span.off) {
    return record_fault(field, show(span) + " reach beyond the record's " + std::to_string(size));
  }
  if (span.len == 0) return std::string_view();
  if (span.off < fixed_) {
    return record_fault(field, show(span) + " lie in the fixed part of the record");
  }
  if (span.len > limit) {
    return record_fault(field,
                        std::to_string(span.len) + " bytes, the limit is " + std::to_string(limit));
  }
  return std::string_view(reinterpret_cast<const char*>(bytes_.data()) + span.off, span.len);
}

Result<std::string_view> RecordView::text(ingot_span span, std::size_t limit,
                                          std::string_view field) const {
  INGOT_TRY(const std::string_view bytes, tail(span, limit, field));
  if (!is_utf8(bytes)) return record_fault(field, "is not UTF-8");
  return bytes;
}

Result<std::size_t> RecordView::array(ingot_span span, std::uint32_t count, std::uint32_t limit,
                                      std::size_t element, std::string_view field) const {
  if (count > limit) {
    return record_fault(field,
                        std::to_string(count) + " entries, the limit is " + std::to_string(limit));
  }
  if (span.len != std::uint64_t{count} * element) {
    return record_fault(field, std::to_string(count) + " entries take " +
                                   std::to_string(std::uint64_t{count} * element) +
                                   " bytes, the span has " + std::to_string(span.len));
  }
  INGOT_TRY(const std::string_view bytes, tail(span, bytes_.size(), field));
  if (!bytes.empty() && span.off % 8 != 0) {
    return record_fault(field,
                        "starts at " + std::to_string(span.off) + ", which is not a multiple of 8");
  }
  return static_cast<std::size_t>(span.off);
}

}  // namespace ingot::plugin
