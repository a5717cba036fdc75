// The facts a test gives to a plugin, and their records. Values and pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/record.hpp>
#include <ingot/testkit/fake_actions.hpp>

namespace ingot::test {

using Bytes = std::vector<std::byte>;
using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// How a request ended: respond(200, "{}"), or fails(INGOT_OUT_UNKNOWN).
struct Answer {
  std::uint32_t outcome = INGOT_OUT_RESPONSE, status = 200, attempts = 1;
  HeaderList headers;  // names in lower case
  std::string body, detail;
};
inline Answer respond(std::uint32_t status, std::string body = {}, HeaderList headers = {}) {
  return Answer{INGOT_OUT_RESPONSE, status, 1, std::move(headers), std::move(body), {}};
}
inline Answer fails(std::uint32_t outcome, std::string detail = {}) {
  return Answer{outcome, 0, 1, {}, {}, std::move(detail)};
}

/// What a session begins with. Indices of the items are set when the record is made.
struct Begin {
  std::uint32_t op = INGOT_OP_TRANSFER;
  std::vector<Item> items;
  std::string context, state;
  std::uint32_t state_schema = 0, restarts = 0, max_outstanding = 16;
  std::array<std::uint8_t, 32> entropy{};
  std::vector<std::pair<std::uint64_t, Answer>> prior;  // answers of earlier lives
};

/// An item of one part, or of as many parts of `part_size` as it takes.
inline Item make_item(std::string key, std::uint64_t size, std::uint64_t part_size = 0) {
  Item item;
  const std::size_t slash = key.rfind('/');
  item.name = slash == std::string::npos ? key : key.substr(slash + 1);
  item.key = std::move(key);
  item.size = size;
  item.part_size = part_size == 0 ? size : part_size;
  item.n_parts = part_size == 0 || size == 0
                     ? 1
                     : static_cast<std::uint32_t>((size + part_size - 1) / part_size);
  item.mtime_ms = 1'700'000'000'000;
  return item;
}

inline Bytes bytes_of(const RecordWriter& writer) {
  return Bytes(writer.bytes().begin(), writer.bytes().end());
}

inline Bytes plain_event(std::uint16_t type, std::uint64_t id, std::uint16_t flags = 0) {
  RecordWriter writer;
  writer.open<ingot_ev_timer>();
  ingot_ev_timer head{};
  head.h.type = type;
  head.h.flags = flags;
  head.h.id = id;
  writer.close(head);
  return bytes_of(writer);
}

inline void write_answer(RecordWriter& writer, std::uint64_t id, const Answer& answer) {
  writer.open<ingot_ev_http>();
  ingot_ev_http head{};
  head.h.type = INGOT_EV_HTTP;
  head.h.id = id;
  head.outcome = answer.outcome;
  head.status = answer.status;
  head.attempts = answer.attempts;
  head.n_headers = static_cast<std::uint32_t>(answer.headers.size());
  head.body_total = answer.body.size();
  std::vector<ingot_header> headers;
  for (const auto& [name, value] : answer.headers) {
    const ingot_span name_span = writer.text(name);
    headers.push_back(ingot_header{name_span, writer.text(value)});
  }
  head.headers = writer.array(std::span<const ingot_header>(headers));
  head.body = writer.text(answer.body);
  head.detail = writer.text(answer.detail);
  writer.close(head);
}

inline Bytes digest_event(std::uint64_t id, const Digesting& wanted, std::string_view hex,
                          std::uint32_t outcome) {
  RecordWriter writer;
  writer.open<ingot_ev_digest>();
  ingot_ev_digest head{};
  head.h.type = INGOT_EV_DIGEST;
  head.h.id = id;
  head.item = wanted.item;
  head.outcome = outcome;
  head.off = wanted.off;
  head.len = wanted.len;
  head.value = writer.text(hex);
  writer.close(head);
  return bytes_of(writer);
}

inline ingot_item item_record(RecordWriter& writer, const Item& item) {
  ingot_item raw{};
  raw.idx = item.idx;
  if (item.has_bytes) raw.flags |= INGOT_ITEM_HAS_BYTES;
  if (item.has_ended) raw.flags |= INGOT_ITEM_ENDED;
  raw.size = item.size;
  raw.mtime_ms = item.mtime_ms;
  raw.part_size = item.part_size;
  raw.n_parts = item.n_parts;
  raw.tries = item.tries;
  raw.key = writer.text(item.key);
  raw.name = writer.text(item.name);
  raw.mime = writer.text(item.mime);
  raw.fields = writer.text(item.fields);
  raw.remote_id = writer.text(item.remote_id);
  raw.meta = writer.text(item.meta);
  return raw;
}

/// BEGIN and, behind it, the answers of earlier lives. Numbers the items.
inline Bytes begin_records(Begin& begin) {
  RecordWriter writer;
  writer.open<ingot_ev_begin>();
  ingot_ev_begin head{};
  head.h.type = INGOT_EV_BEGIN;
  head.h.id = 1;
  head.op = begin.op;
  head.n_items = static_cast<std::uint32_t>(begin.items.size());
  std::memcpy(head.entropy, begin.entropy.data(), begin.entropy.size());
  std::vector<ingot_item> items;
  for (Item& item : begin.items) {
    item.idx = static_cast<std::uint32_t>(items.size());
    items.push_back(item_record(writer, item));
  }
  head.items = writer.array(std::span<const ingot_item>(items));
  head.context = writer.text(begin.context);
  head.state = writer.text(begin.state);
  head.state_schema = begin.state_schema;
  head.restarts = begin.restarts;
  head.max_outstanding = begin.max_outstanding;
  writer.close(head);
  for (const auto& [id, answer] : begin.prior) write_answer(writer, id, answer);
  return bytes_of(writer);
}

}  // namespace ingot::test
