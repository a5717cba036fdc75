// What a plugin asked for, decoded from its records into plain values for tests. Text of segments
// is rendered:
// "${s:NAME}", "${s:NAME|json}", "${file:ITEM:OFF:LEN}", "${digest:ITEM:OFF:LEN:FORM}",
// "${digest:body:FORM}". Throws std::runtime_error for a record that does not hold together. Thread
// rule: values.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ingot/record.hpp>

namespace ingot::test {

struct Sent {  // an AC_HTTP
  std::uint64_t id = 0;
  std::uint16_t flags = 0;
  std::string method, url, body, auth, rate;
  std::vector<std::pair<std::string, std::string>> headers, captures;  // name, value; where, name
  std::vector<std::uint32_t> items;
  std::uint32_t timeout_ms = 0, max_response = 0, priority = 0;

  bool has(unsigned flag) const { return (flags & flag) != 0; }
  /// Stored by a host: asked for, or implied because the request may not be repeated.
  bool is_journaled() const { return has(INGOT_F_JOURNAL) || !has(INGOT_F_IDEMPOTENT); }
  std::optional<std::string> header(const std::string& name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return std::nullopt;
  }
};
struct Waiting {  // an AC_WAIT
  std::uint64_t id = 0;
  std::int64_t until_ms = 0;
};
struct Digesting {  // an AC_DIGEST
  std::uint64_t id = 0;
  std::uint32_t item = 0;
  std::uint64_t off = 0, len = 0;
  std::string alg;
};
struct Ended {  // an AC_ITEM, or one item's share of an AC_RESULT
  std::uint32_t item = 0, result = 0;
  std::int64_t retry_after_ms = 0;
  std::string remote_id, code, message, meta;
};
struct Noted {
  std::uint32_t level = 0, item = 0;
  std::string text;
};
struct Checkpointed {
  std::uint32_t schema = 0;
  std::string blob;
};
struct Resulted {  // an AC_RESULT
  std::uint32_t result = 0;
  std::int64_t expires_in_ms = 0;
  std::string json, message;
};

template <class T>
T need(std::optional<T> value, const char* what) {
  if (!value) throw std::runtime_error(std::string("malformed record: ") + what);
  return std::move(*value);
}
inline std::string need_text(const RecordReader& record, ingot_span span, const char* what) {
  return std::string(need(record.text(span), what));
}

inline std::string render(const RecordReader& record, const ingot_seg& segment) {
  const std::string text = need_text(record, segment.lit, "segment");
  const std::string range = std::to_string(segment.off) + ":" + std::to_string(segment.len);
  switch (segment.kind) {
    case INGOT_SEG_LIT:
      return text;
    case INGOT_SEG_FILE:
      return "${file:" + std::to_string(segment.ref) + ":" + range + "}";
    case INGOT_SEG_SECRET: {
      constexpr const char* kWays[] = {"", "|json", "|form", "|base64", "|basic"};
      if (segment.ref > INGOT_ENC_BASIC) throw std::runtime_error("malformed record: encoding");
      return "${s:" + text + kWays[segment.ref] + "}";
    }
    case INGOT_SEG_DIGEST:
      if (segment.ref == UINT32_MAX) return "${digest:body:" + text + "}";
      return "${digest:" + std::to_string(segment.ref) + ":" + range + ":" + text + "}";
    default:
      throw std::runtime_error("malformed record: kind of a segment");
  }
}

inline std::string render(const RecordReader& record, ingot_span span, std::size_t count) {
  const auto segments = need(record.array<ingot_seg>(span, count), "segments");
  std::string text;
  for (std::size_t i = 0; i < segments.size(); ++i) text += render(record, segments[i]);
  return text;
}

inline Sent decode_sent(const RecordReader& record) {
  const auto head = need(record.head<ingot_ac_http>(), "http");
  Sent sent;
  sent.id = head.h.id;
  sent.flags = head.h.flags;
  sent.method = need_text(record, head.method, "method");
  sent.url = render(record, head.url, head.n_url);
  sent.body = render(record, head.body, head.n_body);
  sent.auth = need_text(record, head.auth, "auth");
  sent.rate = need_text(record, head.rate, "rate");
  sent.timeout_ms = head.timeout_ms;
  sent.max_response = head.max_response;
  sent.priority = head.priority;
  const auto headers = need(record.array<ingot_header>(head.headers, head.n_headers), "headers");
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const std::size_t count = headers[i].value.len / sizeof(ingot_seg);
    sent.headers.emplace_back(need_text(record, headers[i].name, "header name"),
                              render(record, headers[i].value, count));
  }
  const auto captures = need(record.array<ingot_capture>(head.capture, head.n_capture), "captures");
  for (std::size_t i = 0; i < captures.size(); ++i) {
    sent.captures.emplace_back(need_text(record, captures[i].where, "capture"),
                               need_text(record, captures[i].name, "capture"));
  }
  const auto items = need(record.array<std::uint32_t>(head.items, head.n_items), "items");
  for (std::size_t i = 0; i < items.size(); ++i) sent.items.push_back(items[i]);
  return sent;
}

inline Ended decode_ended(const RecordReader& record) {
  const auto head = need(record.head<ingot_ac_item>(), "item");
  Ended ended;
  ended.item = head.item;
  ended.result = head.result;
  ended.retry_after_ms = head.retry_after_ms;
  ended.remote_id = need_text(record, head.remote_id, "remote id");
  ended.code = need_text(record, head.code, "code");
  ended.message = need_text(record, head.message, "message");
  ended.meta = need_text(record, head.meta, "meta");
  return ended;
}

}  // namespace ingot::test
