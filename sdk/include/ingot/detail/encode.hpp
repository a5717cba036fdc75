// Turns a Request into an AC_HTTP record. The order in the tail is fixed, so equal requests are
// equal bytes. Thread rule: pure, apart from the writer it is given.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ingot/record.hpp>
#include <ingot/request.hpp>

namespace ingot::inline sdk_v1::detail {

inline ingot_span write_segments(RecordWriter& writer, const Text& text) {
  std::vector<ingot_seg> raw;
  raw.reserve(text.segments().size());
  for (const Segment& segment : text.segments()) {
    raw.push_back(
        ingot_seg{segment.kind, segment.ref, segment.off, segment.len, writer.text(segment.text)});
  }
  return writer.array(std::span<const ingot_seg>(raw));
}

inline ingot_span write_headers(RecordWriter& writer,
                                const std::vector<std::pair<std::string, Text>>& headers) {
  std::vector<ingot_header> raw;
  raw.reserve(headers.size());
  for (const auto& [name, value] : headers) {
    const ingot_span name_span = writer.text(name);
    raw.push_back(ingot_header{name_span, write_segments(writer, value)});
  }
  return writer.array(std::span<const ingot_header>(raw));
}

inline ingot_span write_captures(RecordWriter& writer,
                                 const std::vector<std::pair<std::string, std::string>>& captures) {
  std::vector<ingot_capture> raw;
  raw.reserve(captures.size());
  for (const auto& [where, name] : captures) {
    const ingot_span where_span = writer.text(where);
    raw.push_back(ingot_capture{where_span, writer.text(name)});
  }
  return writer.array(std::span<const ingot_capture>(raw));
}

/// Throws std::length_error for a request whose literals pass 4 GiB.
inline std::span<const std::byte> write_http(RecordWriter& writer, const RequestFields& request,
                                             std::uint64_t id) {
  writer.clear();
  writer.open<ingot_ac_http>();
  ingot_ac_http head{};
  head.h.type = INGOT_AC_HTTP;
  head.h.flags = request.flags;
  head.h.id = id;
  head.n_url = static_cast<std::uint32_t>(request.url.segments().size());
  head.n_headers = static_cast<std::uint32_t>(request.headers.size());
  head.n_body = static_cast<std::uint32_t>(request.body.segments().size());
  head.n_items = static_cast<std::uint32_t>(request.items.size());
  head.n_capture = static_cast<std::uint32_t>(request.captures.size());
  head.timeout_ms = request.timeout_ms;
  head.max_response = request.max_response;
  head.priority = request.priority;
  head.method = writer.text(request.method);
  head.url = write_segments(writer, request.url);
  head.headers = write_headers(writer, request.headers);
  head.body = write_segments(writer, request.body);
  head.items = writer.array(std::span<const std::uint32_t>(request.items));
  head.capture = write_captures(writer, request.captures);
  head.auth = writer.text(request.auth);
  head.rate = writer.text(request.rate);
  return writer.close(head);
}

}  // namespace ingot::inline sdk_v1::detail
