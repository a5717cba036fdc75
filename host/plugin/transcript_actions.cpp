// The action half of transcript_lines.hpp.
#include <array>

#include <ingot/plugin.h>

#include "host/plugin/transcript_lines.hpp"
#include "host/plugin/transcript_text.hpp"

namespace ingot::plugin {

static std::string_view result_name(std::uint32_t result) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "done", "skipped", "retryable", "rejected", "auth", "conflict", "unknown", "source_changed"};
  return result < kNames.size() ? kNames[result] : "?";
}

static std::string_view encoding_name(Encoding encoding) {
  static constexpr std::array<std::string_view, 5> kNames = {"raw", "json", "form", "base64",
                                                             "basic"};
  return kNames[static_cast<std::size_t>(encoding)];
}

static std::string flags_json(std::uint16_t flags) {
  static constexpr std::array<std::string_view, 7> kNames = {
      "critical", "idempotent", "exact_headers", "sensitive", "journal", "verify_etag", "poll"};
  std::string list;
  for (std::size_t bit = 0; bit < kNames.size(); ++bit) {
    if ((flags >> bit & 1) != 0)
      list += (list.empty() ? "\"" : ",\"") + std::string(kNames[bit]) + "\"";
  }
  return list.empty() ? "" : "[" + list + "]";
}

static std::string segment_json(const Segment& segment) {
  JsonLine line;
  switch (segment.kind) {
    case SegmentKind::literal:
      return json_of(masked(segment.text));
    case SegmentKind::secret:
      return line.word("secret", segment.text).word("as", encoding_name(segment.encoding)).take();
    case SegmentKind::file:
      line.raw("file", std::to_string(segment.ref));
      break;
    case SegmentKind::digest:
      line.word("digest", segment.text);
      line.raw("of", segment.ref == kWholeBody ? "\"body\"" : std::to_string(segment.ref));
      break;
  }
  return line.raw("off", std::to_string(segment.off))
      .raw("len", std::to_string(segment.len))
      .take();
}

// A single literal, which is the usual case, stands for itself; everything else is {"segments":
// [...]}.
static std::string segments_json(const Segments& segments) {
  if (segments.empty()) return "";
  if (segments.size() == 1 && segments[0].kind == SegmentKind::literal)
    return segment_json(segments[0]);
  std::string list;
  for (const Segment& segment : segments) list += (list.empty() ? "" : ",") + segment_json(segment);
  return R"({"segments":[)" + list + "]}";
}

static std::string header_json(const HttpAction& action) {
  std::string list;
  for (const auto& [name, value] : action.headers) {
    const std::string text = segments_json(value);
    list +=
        (list.empty() ? "[" : ",[") + json_of(name) + "," + (text.empty() ? "\"\"" : text) + "]";
  }
  return list.empty() ? "" : "[" + list + "]";
}

static std::string item_list(const HttpAction& action) {
  std::string list;
  for (const std::uint32_t item : action.items)
    list += (list.empty() ? "" : ",") + std::to_string(item);
  return list.empty() ? "" : "[" + list + "]";
}

static std::string capture_list(const HttpAction& action) {
  std::string list;
  for (const Capture& capture : action.captures) {
    list += (list.empty() ? "" : ",") +
            JsonLine().word("where", capture.where).word("name", capture.name).take();
  }
  return list.empty() ? "" : "[" + list + "]";
}

namespace {

struct LineWriter {
  std::string operator()(const HttpAction& action) const {
    JsonLine line = opened("http", action.id);
    line.word("method", action.method).raw("url", segments_json(action.url));
    line.raw("flags", flags_json(action.flags))
        .bytes("auth", action.auth)
        .bytes("rate", action.rate);
    line.raw("items", item_list(action)).raw("headers", header_json(action));
    line.raw("body", segments_json(action.body)).raw("captures", capture_list(action));
    line.number("timeout_ms", action.timeout_ms).number("max_response", action.max_response);
    return line.number("priority", action.priority).take();
  }
  std::string operator()(const WaitAction& action) const {
    return opened("wait", action.id).number("until_ms", action.until_ms).take();
  }
  std::string operator()(const DigestAction& action) const {
    JsonLine line = opened("digest", action.id);
    line.raw("item", std::to_string(action.item)).raw("off", std::to_string(action.off));
    return line.raw("len", std::to_string(action.len)).word("alg", action.alg).take();
  }
  std::string operator()(const StateAction& action) const {
    return opened("state", action.id)
        .number("schema", action.schema)
        .bytes("blob", action.blob)
        .take();
  }
  std::string operator()(const ItemAction& action) const {
    JsonLine line = opened("item", action.id);
    line.raw("item", std::to_string(action.item)).word("result", result_name(action.result));
    line.number("retry_after_ms", action.retry_after_ms).bytes("remote_id", action.remote_id);
    return line.bytes("code", action.code)
        .bytes("message", action.message)
        .bytes("meta", action.meta)
        .take();
  }
  std::string operator()(const NoteAction& action) const {
    static constexpr std::array<std::string_view, 3> kLevels = {"debug", "info", "warn"};
    JsonLine line = opened("note", action.id);
    line.word("level", action.level < kLevels.size() ? kLevels[action.level] : "?");
    if (action.item != kNoItem) line.raw("item", std::to_string(action.item));
    return line.bytes("text", action.text).take();
  }
  std::string operator()(const AbandonAction& action) const {
    return opened("abandon", action.id).word("target", id_text(action.target)).take();
  }
  std::string operator()(const ResultAction& action) const {
    JsonLine line = opened("result", action.id);
    line.word("result", result_name(action.result)).number("expires_in_ms", action.expires_in_ms);
    return line.bytes("json", action.json).bytes("message", action.message).take();
  }
  std::string operator()(const SkippedAction& action) const {
    return opened("skipped", action.id).number("type", action.type).take();
  }

 private:
  static JsonLine opened(std::string_view action, std::uint64_t id) {
    JsonLine line;
    line.word("action", action).word("id", id_text(id));
    return line;
  }
};

}  // namespace

std::string action_line(const Action& action) {
  return std::visit(LineWriter(), action);
}

}  // namespace ingot::plugin
