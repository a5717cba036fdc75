// Spans as OTLP over HTTP writes them: JSON for /v1/traces. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ingot::run {

// Hexadecimal, as OTLP's JSON wants it: a trace 32 digits, a span 16.
struct TraceIds {
  std::string trace, span, parent;  // parent empty: a root
};

using TraceValue = std::variant<std::string, std::int64_t>;

struct TraceSpan {
  TraceIds ids;
  std::string name;
  std::int64_t start_ms = 0, end_ms = 0;  // Unix time
  std::vector<std::pair<std::string, TraceValue>> attributes;
  bool is_failed = false;
  std::string failure;  // of a failed one
};

// 16 bytes that are the same for the same run, wherever and whenever it goes on.
std::string trace_id_of(std::string_view run_id);
std::string span_id_of(std::uint64_t number);

// What is posted for these spans of the service "ingot".
std::string trace_document(std::span<const TraceSpan> spans, std::string_view version);

}  // namespace ingot::run
