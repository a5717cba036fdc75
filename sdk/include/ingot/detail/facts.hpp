// Facts: owning copies of what BEGIN and the answers behind it said; the readers that make them
// from records. A record that does not hold together reads as nullopt. Thread rule: value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/record.hpp>
#include <ingot/reply.hpp>

namespace ingot::inline sdk_v1::detail {

struct Facts {
  std::uint32_t op = 0;
  std::vector<Item> items;
  std::array<std::uint8_t, 32> entropy{};
  std::string context, state;
  std::uint32_t state_schema = 0, restarts = 0, max_outstanding = 1;
  std::map<std::uint64_t, Reply> prior;  // by action id, the latest answer
};

inline std::optional<Item> read_item(const RecordReader& record, const ingot_item& raw) {
  const auto key = record.text(raw.key), name = record.text(raw.name), mime = record.text(raw.mime);
  const auto fields = record.text(raw.fields), meta = record.text(raw.meta);
  const auto remote_id = record.text(raw.remote_id);
  if (!key || !name || !mime || !fields || !meta || !remote_id) return std::nullopt;
  Item item;
  item.idx = raw.idx;
  item.has_bytes = (raw.flags & INGOT_ITEM_HAS_BYTES) != 0;
  item.has_ended = (raw.flags & INGOT_ITEM_ENDED) != 0;
  item.size = raw.size;
  item.mtime_ms = raw.mtime_ms;
  item.part_size = raw.part_size;
  item.n_parts = raw.n_parts;
  item.tries = raw.tries;
  item.key = *key;
  item.name = *name;
  item.mime = *mime;
  item.fields = *fields;
  item.remote_id = *remote_id;
  item.meta = *meta;
  return item;
}

/// Items must come in the order of their indices, so that an index is a position.
inline std::optional<Facts> read_begin(const RecordReader& record) {
  const auto head = record.head<ingot_ev_begin>();
  if (!head) return std::nullopt;
  const auto raw = record.array<ingot_item>(head->items, head->n_items);
  const auto context = record.text(head->context), state = record.text(head->state);
  if (!raw || !context || !state) return std::nullopt;
  Facts facts;
  facts.op = head->op;
  std::memcpy(facts.entropy.data(), head->entropy, facts.entropy.size());
  facts.context = *context;
  facts.state = *state;
  facts.state_schema = head->state_schema;
  facts.restarts = head->restarts;
  facts.max_outstanding = head->max_outstanding == 0 ? 1 : head->max_outstanding;
  facts.items.reserve(raw->size());
  for (std::size_t i = 0; i < raw->size(); ++i) {
    std::optional<Item> item = read_item(record, (*raw)[i]);
    if (!item || item->idx != i) return std::nullopt;
    facts.items.push_back(std::move(*item));
  }
  return facts;
}

/// An EV_HTTP whose every span has been checked.
struct HttpView {
  ingot_ev_http head;
  ArrayView<ingot_header> headers;
  std::string_view body, detail;
};

inline std::optional<HttpView> view_http(const RecordReader& record) {
  const auto head = record.head<ingot_ev_http>();
  if (!head || head->outcome > INGOT_OUT_MISMATCH) return std::nullopt;
  const auto headers = record.array<ingot_header>(head->headers, head->n_headers);
  const auto body = record.text(head->body), detail = record.text(head->detail);
  if (!headers || !body || !detail) return std::nullopt;
  for (std::size_t i = 0; i < headers->size(); ++i) {
    const ingot_header header = (*headers)[i];
    if (!record.text(header.name) || !record.text(header.value)) return std::nullopt;
  }
  return HttpView{*head, *headers, *body, *detail};
}

inline Reply read_http(const RecordReader& record, const HttpView& view) {
  Reply reply;
  reply.outcome = static_cast<Outcome>(view.head.outcome);
  reply.status = view.head.status;
  reply.attempts = view.head.attempts;
  reply.body_total = view.head.body_total;
  reply.body = view.body;
  reply.detail = view.detail;
  reply.headers.reserve(view.headers.size());
  for (std::size_t i = 0; i < view.headers.size(); ++i) {
    const ingot_header header = view.headers[i];
    reply.headers.emplace_back(*record.text(header.name), *record.text(header.value));
  }
  return reply;
}

inline std::optional<DigestReply> read_digest(const RecordReader& record) {
  const auto head = record.head<ingot_ev_digest>();
  if (!head || head->outcome > INGOT_OUT_MISMATCH) return std::nullopt;
  const auto value = record.text(head->value);
  if (!value) return std::nullopt;
  DigestReply reply;
  reply.outcome = static_cast<Outcome>(head->outcome);
  reply.hex = *value;
  return reply;
}

/// INGOT_OK, INGOT_E_RECORD for a malformed record, INGOT_E_UNSUPPORTED for an unknown critical
/// one.
inline std::int32_t check_event(const RecordReader& record) {
  const auto verdict = [](bool is_sound) { return is_sound ? INGOT_OK : INGOT_E_RECORD; };
  switch (record.header().type) {
    case INGOT_EV_BEGIN:
      return verdict(read_begin(record).has_value());
    case INGOT_EV_HTTP:
      return verdict(view_http(record).has_value());
    case INGOT_EV_DIGEST:
      return verdict(read_digest(record).has_value());
    case INGOT_EV_TIMER:
    case INGOT_EV_CANCEL:
      return INGOT_OK;
    default:
      return (record.header().flags & INGOT_F_CRITICAL) != 0 ? INGOT_E_UNSUPPORTED : INGOT_OK;
  }
}

}  // namespace ingot::inline sdk_v1::detail
