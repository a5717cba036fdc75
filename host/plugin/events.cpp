#include "host/plugin/events.hpp"

#include <array>
#include <cstring>

#include <ingot/plugin.h>

#include "host/plugin/record_layout.hpp"

namespace ingot::plugin {

static Error too_large(std::string_view event, std::uint64_t bytes) {
  return Error{ErrorKind::invalid, std::string(event) + " event: its record would need " +
                                       std::to_string(bytes) + " bytes, more than fit into 4 GiB"};
}

static Error misuse(std::string what) {
  return Error{ErrorKind::invalid, "begin event: " + std::move(what)};
}

static ingot_rec head_of(std::uint16_t type, std::uint64_t id) {
  return ingot_rec{0, type, 0, id};
}

static std::array<std::string_view, 6> texts_of(const ItemFacts& item) {
  return {item.key, item.name, item.mime, item.fields, item.remote_id, item.meta};
}

static Status check_begin(const BeginFacts& facts) {
  if (facts.op < INGOT_OP_LOGIN || facts.op > INGOT_OP_ESTIMATE) {
    return misuse("operation " + std::to_string(facts.op) + " is unknown");
  }
  if (facts.entropy.size() != sizeof(ingot_ev_begin::entropy)) {
    return misuse(std::to_string(facts.entropy.size()) + " bytes of entropy, it takes 32");
  }
  for (std::size_t i = 0; i < facts.items.size(); ++i) {
    if (facts.items[i].idx != i) return misuse("item " + std::to_string(i) + " has another index");
  }
  return {};
}

static RecordSize size_of(const BeginFacts& facts) {
  RecordSize size(sizeof(ingot_ev_begin));
  size.add(facts.context.size());
  size.add(facts.state.size());
  for (const auto& item : facts.items) {
    size.add(sizeof(ingot_item));
    for (const auto text : texts_of(item)) size.add(text.size());
  }
  return size;
}

static ingot_item lay_item(RecordLayout& record, const ItemFacts& item) {
  ingot_item raw{};
  raw.idx = item.idx;
  raw.flags = item.flags;
  raw.size = item.size;
  raw.mtime_ms = item.mtime_ms;
  raw.part_size = item.part_size;
  raw.n_parts = item.n_parts;
  raw.tries = item.tries;
  raw.key = record.text(item.key);
  raw.name = record.text(item.name);
  raw.mime = record.text(item.mime);
  raw.fields = record.text(item.fields);
  raw.remote_id = record.text(item.remote_id);
  raw.meta = record.text(item.meta);
  return raw;
}

static SessionShape shape_of(const BeginFacts& facts) {
  SessionShape shape;
  shape.op = facts.op;
  shape.items.reserve(facts.items.size());
  for (const auto& item : facts.items) {
    ShapeItem one;
    one.size = item.size;
    one.has_bytes = (item.flags & INGOT_ITEM_HAS_BYTES) != 0;
    one.has_ended_before = (item.flags & INGOT_ITEM_ENDED) != 0;
    shape.items.push_back(one);
  }
  return shape;
}

Status EventWriter::begin(const BeginFacts& facts) {
  if (shape_) return misuse("a session begins once");
  if (!words_.empty()) return misuse("it must be the first event");
  INGOT_CHECK(check_begin(facts));
  const RecordSize size = size_of(facts);
  if (!size.fits()) return too_large("begin", size.bytes());
  RecordLayout record(words_, sizeof(ingot_ev_begin), size.bytes());
  ingot_ev_begin raw{};
  raw.h = head_of(INGOT_EV_BEGIN, facts.batch_id);
  raw.op = facts.op;
  raw.n_items = static_cast<std::uint32_t>(facts.items.size());
  std::memcpy(raw.entropy, facts.entropy.data(), sizeof(raw.entropy));
  raw.items = record.array<ingot_item>(facts.items.size());
  for (std::size_t i = 0; i < facts.items.size(); ++i) {
    record.put(raw.items.off + i * sizeof(ingot_item), lay_item(record, facts.items[i]));
  }
  raw.context = record.text(facts.context);
  raw.state = record.text(facts.state);
  raw.state_schema = facts.state_schema;
  raw.restarts = facts.restarts;
  raw.max_outstanding = facts.max_outstanding;
  record.close(raw);
  shape_ = shape_of(facts);
  has_begin_ = true;
  return {};
}

static std::string lower(std::string name) {
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return name;
}

Status EventWriter::http(const HttpFacts& facts) {
  RecordSize size(sizeof(ingot_ev_http));
  size.add(facts.body.size());
  size.add(facts.detail.size());
  for (const auto& [name, value] : facts.headers) {
    size.add(sizeof(ingot_header));
    size.add(name.size());
    size.add(value.size());
  }
  if (!size.fits()) return too_large("http", size.bytes());
  RecordLayout record(words_, sizeof(ingot_ev_http), size.bytes());
  ingot_ev_http raw{};
  raw.h = head_of(INGOT_EV_HTTP, facts.id);
  raw.outcome = facts.outcome;
  raw.status = facts.status;
  raw.attempts = facts.attempts;
  raw.n_headers = static_cast<std::uint32_t>(facts.headers.size());
  raw.body_total = facts.body_total;
  raw.headers = record.array<ingot_header>(facts.headers.size());
  for (std::size_t i = 0; i < facts.headers.size(); ++i) {
    const ingot_span name = record.text(lower(facts.headers[i].first));
    const ingot_span value = record.text(facts.headers[i].second);
    record.put(raw.headers.off + i * sizeof(ingot_header), ingot_header{name, value});
  }
  raw.body = record.text(facts.body);
  raw.detail = record.text(facts.detail);
  record.close(raw);
  answered_.push_back(facts.id);
  return {};
}

void EventWriter::timer(std::uint64_t id) {
  RecordLayout record(words_, sizeof(ingot_ev_timer), sizeof(ingot_ev_timer));
  record.close(ingot_ev_timer{head_of(INGOT_EV_TIMER, id)});
  answered_.push_back(id);
}

Status EventWriter::digest(const DigestFacts& facts) {
  RecordSize size(sizeof(ingot_ev_digest));
  size.add(facts.value.size());
  if (!size.fits()) return too_large("digest", size.bytes());
  RecordLayout record(words_, sizeof(ingot_ev_digest), size.bytes());
  ingot_ev_digest raw{};
  raw.h = head_of(INGOT_EV_DIGEST, facts.id);
  raw.item = facts.item;
  raw.outcome = facts.outcome;
  raw.off = facts.off;
  raw.len = facts.len;
  raw.value = record.text(facts.value);
  record.close(raw);
  answered_.push_back(facts.id);
  return {};
}

void EventWriter::cancel() {
  RecordLayout record(words_, sizeof(ingot_ev_cancel), sizeof(ingot_ev_cancel));
  record.close(ingot_ev_cancel{head_of(INGOT_EV_CANCEL, 0)});
}

void EventWriter::clear() {
  words_.clear();
  answered_.clear();
  has_begin_ = false;
}

}  // namespace ingot::plugin
