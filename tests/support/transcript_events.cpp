// The event half of transcript_lines.hpp.
#include <array>

#include <ingot/plugin.h>
#include <ingot/record.hpp>

#include "tests/support/transcript_lines.hpp"
#include "tests/support/transcript_text.hpp"

namespace ingot::test {

using plugin::EventWriter;
using plugin::JsonValue;

static constexpr std::array<std::string_view, 7> kOperations = {
    "", "login", "discover", "validate", "transfer", "lifecycle", "abort"};
static constexpr std::array<std::string_view, 8> kOutcomes = {
    "response",       "not_sent", "unknown",   "cancelled",
    "source_changed", "denied",   "too_large", "mismatch"};

template <std::size_t N>
static Result<std::uint32_t> index_of(const std::array<std::string_view, N>& names,
                                      std::string_view name) {
  for (std::uint32_t i = 0; i < N; ++i) {
    if (!name.empty() && names[i] == name) return i;
  }
  return Error{ErrorKind::invalid, "`" + std::string(name) + "` is not a word known here"};
}

// ---- records to lines

// Every accessor of a record that EventWriter made finds what it looks for; a record that is torn
// reads as empty and is found out by the replay.
static std::string_view text_in(const RecordReader& record, ingot_span span) {
  return record.text(span).value_or(std::string_view());
}

static std::string item_json(const RecordReader& record, const ingot_item& item) {
  JsonLine line;
  line.bytes("key", text_in(record, item.key)).bytes("name", text_in(record, item.name));
  line.bytes("mime", text_in(record, item.mime));
  line.raw("has_bytes", (item.flags & INGOT_ITEM_HAS_BYTES) != 0 ? "true" : "");
  line.raw("has_ended", (item.flags & INGOT_ITEM_ENDED) != 0 ? "true" : "");
  line.number("size", static_cast<std::int64_t>(item.size)).number("mtime_ms", item.mtime_ms);
  line.number("part_size", static_cast<std::int64_t>(item.part_size))
      .number("n_parts", item.n_parts);
  line.number("tries", item.tries).bytes("fields", text_in(record, item.fields));
  line.bytes("remote_id", text_in(record, item.remote_id))
      .bytes("meta", text_in(record, item.meta));
  return line.take();
}

static std::optional<std::string> begin_line(const RecordReader& record) {
  const auto head = record.head<ingot_ev_begin>();
  if (!head || head->op >= kOperations.size()) return std::nullopt;
  const auto items = record.array<ingot_item>(head->items, head->n_items);
  if (!items) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < items->size(); ++i)
    list += (i == 0 ? "" : ",") + item_json(record, (*items)[i]);
  JsonLine line;
  line.word("event", "begin").word("op", kOperations[head->op]);
  line.number("batch", static_cast<std::int64_t>(head->h.id)).number("restarts", head->restarts);
  line.number("max_outstanding", head->max_outstanding);
  line.word("entropy",
            hex_of({reinterpret_cast<const char*>(head->entropy), sizeof(head->entropy)}));
  line.bytes("context", text_in(record, head->context)).number("state_schema", head->state_schema);
  line.bytes("state", text_in(record, head->state)).raw("items", "[" + list + "]");
  return line.take();
}

static std::optional<std::string> http_line(const RecordReader& record) {
  const auto head = record.head<ingot_ev_http>();
  if (!head || head->outcome >= kOutcomes.size()) return std::nullopt;
  const auto headers = record.array<ingot_header>(head->headers, head->n_headers);
  if (!headers) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < headers->size(); ++i) {
    const ingot_header header = (*headers)[i];
    list += (i == 0 ? "[" : ",[") + json_of(text_in(record, header.name)) + "," +
            json_of(masked(text_in(record, header.value))) + "]";
  }
  const std::string_view body = text_in(record, head->body);
  JsonLine line;
  line.word("event", "http")
      .word("id", id_text(head->h.id))
      .word("outcome", kOutcomes[head->outcome]);
  line.number("status", head->status).number("attempts", head->attempts);
  line.raw("headers", list.empty() ? "" : "[" + list + "]").bytes("body", body);
  // Said only when the body is not all that came, so that masking it keeps the two in step.
  if (head->body_total != body.size()) line.raw("body_total", std::to_string(head->body_total));
  line.bytes("detail", text_in(record, head->detail));
  return line.take();
}

static std::optional<std::string> digest_line(const RecordReader& record) {
  const auto head = record.head<ingot_ev_digest>();
  if (!head || head->outcome >= kOutcomes.size()) return std::nullopt;
  JsonLine line;
  line.word("event", "digest")
      .word("id", id_text(head->h.id))
      .word("outcome", kOutcomes[head->outcome]);
  line.number("item", head->item).number("off", static_cast<std::int64_t>(head->off));
  line.number("len", static_cast<std::int64_t>(head->len))
      .bytes("value", text_in(record, head->value));
  return line.take();
}

static std::optional<std::string> event_line(const RecordReader& record) {
  switch (record.header().type) {
    case INGOT_EV_BEGIN:
      return begin_line(record);
    case INGOT_EV_HTTP:
      return http_line(record);
    case INGOT_EV_TIMER:
      return JsonLine().word("event", "timer").word("id", id_text(record.header().id)).take();
    case INGOT_EV_DIGEST:
      return digest_line(record);
    case INGOT_EV_CANCEL:
      return JsonLine().word("event", "cancel").take();
    default:
      return std::nullopt;
  }
}

Result<std::vector<std::string>> event_lines(std::span<const std::byte> events) {
  std::vector<std::string> lines;
  RecordStream stream(events);
  while (!stream.at_end()) {
    const auto record = stream.next();
    auto line = record ? event_line(*record) : std::nullopt;
    if (!line)
      return Error{ErrorKind::internal,
                   "event " + std::to_string(lines.size() + 1) + " cannot be read"};
    lines.push_back(*std::move(line));
  }
  return lines;
}

// ---- lines to records

namespace {

// Owns the texts that ItemFacts borrows.
struct ItemTexts {
  std::string key, name, mime, fields, remote_id, meta;
};

Result<std::uint32_t> small_number(JsonFields& fields, std::string_view name) {
  INGOT_TRY(const std::int64_t value, fields.number(name));
  if (value < 0 || value > UINT32_MAX)
    return Error{ErrorKind::invalid, "`" + std::string(name) + "` is out of range"};
  return static_cast<std::uint32_t>(value);
}

Result<std::uint64_t> large_number(JsonFields& fields, std::string_view name) {
  INGOT_TRY(const std::int64_t value, fields.number(name));
  if (value < 0) return Error{ErrorKind::invalid, "`" + std::string(name) + "` is negative"};
  return static_cast<std::uint64_t>(value);
}

Result<plugin::ItemFacts> read_item(const JsonValue& value, ItemTexts& texts) {
  JsonFields fields(value);
  plugin::ItemFacts item;
  INGOT_TRY(texts.key, fields.bytes("key"));
  INGOT_TRY(texts.name, fields.bytes("name"));
  INGOT_TRY(texts.mime, fields.bytes("mime"));
  INGOT_TRY(texts.fields, fields.bytes("fields"));
  INGOT_TRY(texts.remote_id, fields.bytes("remote_id"));
  INGOT_TRY(texts.meta, fields.bytes("meta"));
  if (fields.find("has_bytes") != nullptr) item.flags |= INGOT_ITEM_HAS_BYTES;
  if (fields.find("has_ended") != nullptr) item.flags |= INGOT_ITEM_ENDED;
  INGOT_TRY(item.size, large_number(fields, "size"));
  INGOT_TRY(item.mtime_ms, fields.number("mtime_ms"));
  INGOT_TRY(item.part_size, large_number(fields, "part_size"));
  INGOT_TRY(item.n_parts, small_number(fields, "n_parts"));
  INGOT_TRY(item.tries, small_number(fields, "tries"));
  INGOT_CHECK(fields.done());
  item.key = texts.key, item.name = texts.name, item.mime = texts.mime;
  item.fields = texts.fields, item.remote_id = texts.remote_id, item.meta = texts.meta;
  return item;
}

Status write_begin(JsonFields& fields, EventWriter& events) {
  plugin::BeginFacts facts;
  INGOT_TRY(const std::string op, fields.bytes("op"));
  INGOT_TRY(facts.op, index_of(kOperations, op));
  INGOT_TRY(facts.batch_id, large_number(fields, "batch"));
  INGOT_TRY(facts.restarts, small_number(fields, "restarts"));
  INGOT_TRY(facts.max_outstanding, small_number(fields, "max_outstanding"));
  INGOT_TRY(const std::string hex, fields.bytes("entropy"));
  INGOT_TRY(const std::string entropy, bytes_of_hex(hex));
  INGOT_TRY(const std::string context, fields.bytes("context"));
  INGOT_TRY(const std::string state, fields.bytes("state"));
  INGOT_TRY(facts.state_schema, small_number(fields, "state_schema"));
  const JsonValue* const items = fields.find("items");
  if (items == nullptr) return Error{ErrorKind::invalid, "`items` is missing"};
  std::vector<ItemTexts> texts(items->items.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    INGOT_TRY(plugin::ItemFacts item, read_item(items->items[i], texts[i]));
    item.idx = static_cast<std::uint32_t>(i);
    facts.items.push_back(item);
  }
  facts.entropy = entropy, facts.context = context, facts.state = state;
  INGOT_CHECK(fields.done());
  return events.begin(facts);
}

Status write_http(JsonFields& fields, EventWriter& events) {
  plugin::HttpFacts facts;
  INGOT_TRY(facts.id, fields.id("id"));
  INGOT_TRY(const std::string outcome, fields.bytes("outcome"));
  INGOT_TRY(facts.outcome, index_of(kOutcomes, outcome));
  INGOT_TRY(facts.status, small_number(fields, "status"));
  INGOT_TRY(facts.attempts, small_number(fields, "attempts"));
  INGOT_TRY(const std::string body, fields.bytes("body"));
  INGOT_TRY(const std::string detail, fields.bytes("detail"));
  facts.body_total = body.size();
  if (fields.find("body_total") != nullptr) {
    INGOT_TRY(facts.body_total, large_number(fields, "body_total"));
  }
  if (const JsonValue* const headers = fields.find("headers"); headers != nullptr) {
    for (const JsonValue& pair : headers->items) {
      if (pair.items.size() != 2)
        return Error{ErrorKind::invalid, "a header is not a name and a value"};
      INGOT_TRY(std::string name, text_of(pair.items[0]));
      INGOT_TRY(std::string value, text_of(pair.items[1]));
      facts.headers.emplace_back(std::move(name), std::move(value));
    }
  }
  facts.body = body, facts.detail = detail;
  INGOT_CHECK(fields.done());
  return events.http(facts);
}

Status write_digest(JsonFields& fields, EventWriter& events) {
  plugin::DigestFacts facts;
  INGOT_TRY(facts.id, fields.id("id"));
  INGOT_TRY(const std::string outcome, fields.bytes("outcome"));
  INGOT_TRY(facts.outcome, index_of(kOutcomes, outcome));
  INGOT_TRY(facts.item, small_number(fields, "item"));
  INGOT_TRY(facts.off, large_number(fields, "off"));
  INGOT_TRY(facts.len, large_number(fields, "len"));
  INGOT_TRY(const std::string value, fields.bytes("value"));
  facts.value = value;
  INGOT_CHECK(fields.done());
  return events.digest(facts);
}

}  // namespace

Status write_event(std::string_view line, EventWriter& events) {
  INGOT_TRY(const JsonValue object, plugin::parse_json(line));
  JsonFields fields(object);
  INGOT_TRY(const std::string event, fields.bytes("event"));
  if (event == "begin") return write_begin(fields, events);
  if (event == "http") return write_http(fields, events);
  if (event == "digest") return write_digest(fields, events);
  if (event == "timer") {
    INGOT_TRY(const std::uint64_t id, fields.id("id"));
    INGOT_CHECK(fields.done());
    events.timer(id);
    return {};
  }
  if (event != "cancel") return Error{ErrorKind::invalid, "`" + event + "` is not an event"};
  INGOT_CHECK(fields.done());
  events.cancel();
  return {};
}

}  // namespace ingot::test
