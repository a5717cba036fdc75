// The event half of transcript_lines.hpp.
#include "host/plugin/transcript_lines.hpp"

#include "host/plugin/transcript_text.hpp"

namespace ingot::plugin {

template <std::size_t N>
static Result<std::uint32_t> index_of(const std::array<std::string_view, N>& names,
                                      std::string_view name) {
  for (std::uint32_t i = 0; i < N; ++i) {
    if (!name.empty() && names[i] == name) return i;
  }
  return Error{ErrorKind::invalid, "`" + std::string(name) + "` is not a word known here"};
}

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

Result<ItemFacts> read_item(const JsonValue& value, ItemTexts& texts) {
  JsonFields fields(value);
  ItemFacts item;
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
  BeginFacts facts;
  INGOT_TRY(const std::string op, fields.bytes("op"));
  INGOT_TRY(facts.op, index_of(kOperationWords, op));
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
    INGOT_TRY(ItemFacts item, read_item(items->items[i], texts[i]));
    item.idx = static_cast<std::uint32_t>(i);
    facts.items.push_back(item);
  }
  facts.entropy = entropy, facts.context = context, facts.state = state;
  INGOT_CHECK(fields.done());
  return events.begin(facts);
}

Status write_http(JsonFields& fields, EventWriter& events) {
  HttpFacts facts;
  INGOT_TRY(facts.id, fields.id("id"));
  INGOT_TRY(const std::string outcome, fields.bytes("outcome"));
  INGOT_TRY(facts.outcome, index_of(kOutcomeWords, outcome));
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
  DigestFacts facts;
  INGOT_TRY(facts.id, fields.id("id"));
  INGOT_TRY(const std::string outcome, fields.bytes("outcome"));
  INGOT_TRY(facts.outcome, index_of(kOutcomeWords, outcome));
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
  INGOT_TRY(const JsonValue object, parse_json(line));
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

}  // namespace ingot::plugin
