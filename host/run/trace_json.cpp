#include "host/run/trace_json.hpp"

#include <array>
#include <cstdio>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/run/report_item.hpp"

namespace ingot::run {

static std::string hex(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

std::string trace_id_of(std::string_view run_id) {
  return hex(key_hash("trace " + std::string(run_id))) + hex(key_hash(run_id));
}

// An id of zeros is none.
std::string span_id_of(std::uint64_t number) { return hex(number == 0 ? 1 : number); }

// 64-bit numbers are texts in OTLP's JSON.
static std::string attribute(const std::string& key, const TraceValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return "{\"key\":" + json_string(key) + ",\"value\":{" +
         (text != nullptr ? "\"stringValue\":" + json_string(report_text(*text))
                          : "\"intValue\":\"" + std::to_string(std::get<std::int64_t>(value)) + "\"") +
         "}}";
}

static std::string nanoseconds(std::int64_t ms) { return "\"" + std::to_string(ms) + "000000\""; }

static std::string span_json(const TraceSpan& span) {
  static constexpr int kInternal = 1, kOk = 1, kError = 2;
  std::string text = "{\"traceId\":\"" + span.ids.trace + "\",\"spanId\":\"" + span.ids.span + "\"";
  if (!span.ids.parent.empty()) text += ",\"parentSpanId\":\"" + span.ids.parent + "\"";
  text += ",\"name\":" + json_string(report_text(span.name)) + ",\"kind\":" + std::to_string(kInternal) +
          ",\"startTimeUnixNano\":" + nanoseconds(span.start_ms) +
          ",\"endTimeUnixNano\":" + nanoseconds(span.end_ms) + ",\"attributes\":[";
  for (std::size_t i = 0; i < span.attributes.size(); ++i) {
    text += (i == 0 ? "" : ",") + attribute(span.attributes[i].first, span.attributes[i].second);
  }
  text += "],\"status\":{\"code\":" + std::to_string(span.is_failed ? kError : kOk);
  if (span.is_failed) text += ",\"message\":" + json_string(report_text(span.failure));
  return text + "}}";
}

std::string trace_document(std::span<const TraceSpan> spans, std::string_view version) {
  std::string text = "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + attribute("service.name", "ingot") + "," +
                     attribute("service.version", std::string(version)) +
                     "]},\"scopeSpans\":[{\"scope\":{\"name\":\"ingot\"},\"spans\":[";
  for (std::size_t i = 0; i < spans.size(); ++i) text += (i == 0 ? "\n" : ",\n") + span_json(spans[i]);
  return text + "\n]}]}]}\n";
}

}  // namespace ingot::run
