#include "host/plugin/record_check.hpp"

#include <bit>
#include <cstring>
#include <string_view>

#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/plugin/http_check.hpp"
#include "host/plugin/json_syntax.hpp"
#include "host/plugin/record_view.hpp"
#include "host/plugin/wire_text.hpp"

namespace ingot::plugin {

static_assert(std::endian::native == std::endian::little,
              "records are little-endian and read as they lie");

namespace {

constexpr std::uint16_t kHttpFlags = INGOT_F_CRITICAL | INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS |
                                     INGOT_F_SENSITIVE | INGOT_F_JOURNAL | INGOT_F_VERIFY_ETAG |
                                     INGOT_F_POLL;

// What is known about an action type before its body is read.
struct RecordKind {
  std::string_view name;
  std::size_t fixed = sizeof(ingot_rec);   // bytes of the fixed part of ABI 1.0
  std::uint16_t flags = INGOT_F_CRITICAL;  // that may be set
};

RecordKind kind_of(std::uint16_t type) {
  switch (type) {
    case INGOT_AC_HTTP:
      return {"http", sizeof(ingot_ac_http), kHttpFlags};
    case INGOT_AC_WAIT:
      return {"wait", sizeof(ingot_ac_wait)};
    case INGOT_AC_DIGEST:
      return {"digest", sizeof(ingot_ac_digest)};
    case INGOT_AC_STATE:
      return {"state", sizeof(ingot_ac_state)};
    case INGOT_AC_ITEM:
      return {"item", sizeof(ingot_ac_item)};
    case INGOT_AC_NOTE:
      return {"note", sizeof(ingot_ac_note)};
    case INGOT_AC_ABANDON:
      return {"abandon", sizeof(ingot_ac_abandon)};
    case INGOT_AC_RESULT:
      return {"result", sizeof(ingot_ac_result)};
    default:
      return {};
  }
}

Status check_result(std::uint32_t result) {
  if (result <= INGOT_IT_SOURCE_CHANGED) return {};
  return record_fault("result", std::to_string(result) + " is unknown");
}

Status check_item(std::uint32_t item, const SessionShape& shape) {
  if (item < shape.items.size()) return {};
  return record_fault("item", std::to_string(item) + " is not one of the session's " +
                                  std::to_string(shape.items.size()));
}

Result<Action> decode_wait(const RecordView& record) {
  const auto raw = record.fixed_part<ingot_ac_wait>();
  return Action(WaitAction{raw.h.id, raw.until_ms});
}

Result<Action> decode_digest(const RecordView& record, const SessionShape& shape) {
  const auto raw = record.fixed_part<ingot_ac_digest>();
  INGOT_TRY(const std::string_view alg, record.text(raw.alg, kMaxNameBytes, "alg"));
  if (!is_known_digest(alg)) {
    return record_fault("alg", "`" + printable(alg) + "` is none of md5, sha256, crc32c");
  }
  INGOT_CHECK(check_item_range(shape, raw.item, raw.off, raw.len));
  return Action(DigestAction{raw.h.id, raw.item, raw.off, raw.len, std::string(alg)});
}

Result<Action> decode_state(const RecordView& record) {
  const auto raw = record.fixed_part<ingot_ac_state>();
  INGOT_TRY(const std::string_view blob, record.tail(raw.blob, kMaxStateBytes, "blob"));
  return Action(StateAction{raw.h.id, raw.schema, std::string(blob)});
}

Result<Action> decode_item(const RecordView& record, const SessionShape& shape) {
  const auto raw = record.fixed_part<ingot_ac_item>();
  if (!shape.is_item_operation()) return record_fault("item", "this operation has no items to end");
  INGOT_CHECK(check_item(raw.item, shape));
  INGOT_CHECK(check_result(raw.result));
  if (raw.retry_after_ms < 0) {
    return record_fault("retry_after_ms", std::to_string(raw.retry_after_ms) + " is negative");
  }
  INGOT_TRY(const std::string_view remote_id,
            record.text(raw.remote_id, kMaxTextBytes, "remote_id"));
  if (!is_single_line(remote_id)) return record_fault("remote_id", "has a control character");
  INGOT_TRY(const std::string_view code, record.text(raw.code, kMaxNameBytes, "code"));
  if (!is_single_line(code)) return record_fault("code", "has a control character");
  INGOT_TRY(const std::string_view message, record.text(raw.message, kMaxTextBytes, "message"));
  INGOT_TRY(const std::string_view meta, record.text(raw.meta, kMaxMetaBytes, "meta"));
  if (!meta.empty() && !is_json(meta)) return record_fault("meta", "is not JSON");
  return Action(ItemAction{raw.h.id, raw.item, raw.result, raw.retry_after_ms,
                           std::string(remote_id), std::string(code), std::string(message),
                           std::string(meta)});
}

Result<Action> decode_note(const RecordView& record, const SessionShape& shape) {
  const auto raw = record.fixed_part<ingot_ac_note>();
  if (raw.level > INGOT_NOTE_WARN)
    return record_fault("level", std::to_string(raw.level) + " is unknown");
  if (raw.item != kNoItem) INGOT_CHECK(check_item(raw.item, shape));
  INGOT_TRY(const std::string_view text, record.text(raw.text, kMaxTextBytes, "text"));
  return Action(NoteAction{raw.h.id, raw.level, raw.item, std::string(text)});
}

Result<Action> decode_abandon(const RecordView& record) {
  const auto raw = record.fixed_part<ingot_ac_abandon>();
  if (raw.target == 0) return record_fault("target", "is 0");
  return Action(AbandonAction{raw.h.id, raw.target});
}

Result<Action> decode_result(const RecordView& record, const SessionShape& shape) {
  const auto raw = record.fixed_part<ingot_ac_result>();
  INGOT_CHECK(check_result(raw.result));
  if (raw.expires_in_ms < 0) {
    return record_fault("expires_in_ms", std::to_string(raw.expires_in_ms) + " is negative");
  }
  INGOT_TRY(const std::string_view json, record.text(raw.json, kMaxContextBytes, "json"));
  if (!json.empty() && shape.op != INGOT_OP_DISCOVER && shape.op != INGOT_OP_ESTIMATE) {
    return record_fault("json", "only DISCOVER and ESTIMATE end with JSON");
  }
  if (!json.empty() && !is_json(json)) return record_fault("json", "is not JSON");
  INGOT_TRY(const std::string_view message, record.text(raw.message, kMaxTextBytes, "message"));
  return Action(ResultAction{raw.h.id, raw.result, raw.expires_in_ms, std::string(json),
                             std::string(message)});
}

Result<Action> decode_known(const RecordView& record, std::uint16_t type,
                            const SessionShape& shape) {
  switch (type) {
    case INGOT_AC_HTTP: {
      INGOT_TRY(HttpAction action, decode_http(record, shape));
      return Action(std::move(action));
    }
    case INGOT_AC_WAIT:
      return decode_wait(record);
    case INGOT_AC_DIGEST:
      return decode_digest(record, shape);
    case INGOT_AC_STATE:
      return decode_state(record);
    case INGOT_AC_ITEM:
      return decode_item(record, shape);
    case INGOT_AC_NOTE:
      return decode_note(record, shape);
    case INGOT_AC_ABANDON:
      return decode_abandon(record);
    default:
      return decode_result(record, shape);
  }
}

Result<Action> decode_unknown(const ingot_rec& head) {
  if ((head.flags & INGOT_F_CRITICAL) != 0) {
    return Error{ErrorKind::refused, "action of type " + std::to_string(head.type) +
                                         " must be understood and this ingot does not know it"};
  }
  return Action(SkippedAction{head.id, head.type});
}

// The head of a record that may be read: complete, aligned and as long as it says.
Result<ingot_rec> read_head(std::span<const std::byte> record) {
  if (record.size() < sizeof(ingot_rec)) {
    return record_fault("record", std::to_string(record.size()) + " bytes, its head alone has " +
                                      std::to_string(sizeof(ingot_rec)));
  }
  if (record.size() > kMaxRecordBytes) {
    return record_fault("record", std::to_string(record.size()) + " bytes, the limit is " +
                                      std::to_string(kMaxRecordBytes));
  }
  if (reinterpret_cast<std::uintptr_t>(record.data()) % 8 != 0) {
    return record_fault("record", "does not start at a multiple of 8");
  }
  ingot_rec head;
  std::memcpy(&head, record.data(), sizeof(head));
  if (head.size != record.size()) {
    return record_fault("record", "its size says " + std::to_string(head.size) + " bytes, it has " +
                                      std::to_string(record.size()));
  }
  if (head.size % 8 != 0) {
    return record_fault("record",
                        "its size " + std::to_string(head.size) + " is not a multiple of 8");
  }
  return head;
}

Status check_head(const ingot_rec& head, const RecordKind& kind) {
  if (head.id == 0) return record_fault("id", "is 0");
  if (head.size < kind.fixed) {
    return record_fault("record", std::to_string(head.size) + " bytes, its fixed part has " +
                                      std::to_string(kind.fixed));
  }
  if ((head.flags & ~kind.flags) != 0) {
    return record_fault("flags", std::to_string(head.flags & ~kind.flags) + " may not be set");
  }
  return {};
}

}  // namespace

Result<Action> decode_action(std::span<const std::byte> record, const SessionShape& shape) {
  INGOT_TRY(const ingot_rec head, read_head(record));
  const RecordKind kind = kind_of(head.type);
  if (kind.name.empty()) return decode_unknown(head);
  const std::string who = std::string(kind.name) + " action " + std::to_string(head.id);
  if (const Status checked = check_head(head, kind); !checked) return checked.error().within(who);
  auto action = decode_known(RecordView(record, kind.fixed), head.type, shape);
  if (!action) return action.error().within(who);
  return action;
}

}  // namespace ingot::plugin
