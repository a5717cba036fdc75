#include "tests/support/event_lines.hpp"

#include <optional>

#include <ingot/record.hpp>

#include "host/plugin/transcript_lines.hpp"
#include "host/plugin/transcript_text.hpp"

namespace ingot::test {

using plugin::hex_of;
using plugin::id_text;
using plugin::json_of;
using plugin::JsonLine;
using plugin::kOperationWords;
using plugin::kOutcomeWords;
using plugin::masked;

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
  if (!head || head->op >= kOperationWords.size()) return std::nullopt;
  const auto items = record.array<ingot_item>(head->items, head->n_items);
  if (!items) return std::nullopt;
  std::string list;
  for (std::size_t i = 0; i < items->size(); ++i)
    list += (i == 0 ? "" : ",") + item_json(record, (*items)[i]);
  JsonLine line;
  line.word("event", "begin").word("op", kOperationWords[head->op]);
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
  if (!head || head->outcome >= kOutcomeWords.size()) return std::nullopt;
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
      .word("outcome", kOutcomeWords[head->outcome]);
  line.number("status", head->status).number("attempts", head->attempts);
  line.raw("headers", list.empty() ? "" : "[" + list + "]").bytes("body", body);
  // Said only when the body is not all that came, so that masking it keeps the two in step.
  if (head->body_total != body.size()) line.raw("body_total", std::to_string(head->body_total));
  line.bytes("detail", text_in(record, head->detail));
  return line.take();
}

static std::optional<std::string> digest_line(const RecordReader& record) {
  const auto head = record.head<ingot_ev_digest>();
  if (!head || head->outcome >= kOutcomeWords.size()) return std::nullopt;
  JsonLine line;
  line.word("event", "digest")
      .word("id", id_text(head->h.id))
      .word("outcome", kOutcomeWords[head->outcome]);
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

}  // namespace ingot::test
