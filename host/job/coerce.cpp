#include "host/job/coerce.hpp"

#include <algorithm>

#include "host/job/base_url.hpp"
#include "host/job/date_format.hpp"
#include "host/job/nearest.hpp"
#include "host/job/pattern.hpp"

namespace ingot::job {
namespace {

std::string shown(std::int64_t amount, KeyKind kind) {
  switch (kind) {
    case KeyKind::size:
      return size_literal(static_cast<std::uint64_t>(amount));
    case KeyKind::rate:
      return size_literal(static_cast<std::uint64_t>(amount)) + "/s";
    case KeyKind::duration:
    case KeyKind::duration_range:
      return duration_literal(std::chrono::milliseconds(amount));
    default:
      return std::to_string(amount);
  }
}

std::optional<Refusal> outside(std::int64_t amount, std::string_view text, const KeySpec& spec) {
  if (amount >= spec.min && amount <= spec.max) return std::nullopt;
  return Refusal{Code::out_of_bounds, "`" + std::string(text) + "` is outside the bounds",
                 "allowed are " + shown(spec.min, spec.kind) + " to " + shown(spec.max, spec.kind)};
}

template <class T>
Coerced bounded(const Result<T>& parsed, Refusal otherwise, std::string_view text,
                const KeySpec& spec) {
  otherwise.message = parsed ? "" : parsed.error().message;
  if (!parsed) return otherwise;
  const auto amount = static_cast<std::int64_t>(*parsed);
  if (auto refusal = outside(amount, text, spec)) return *std::move(refusal);
  return Data(amount);
}

Coerced coerce_duration(std::string_view text, const KeySpec& spec) {
  const auto parsed = parse_duration(text);
  if (!parsed)
    return Refusal{Code::not_duration, parsed.error().message, "write 250ms, 30s, 5m or 1h30m"};
  if (auto refusal = outside(parsed->count(), text, spec)) return *std::move(refusal);
  return Data(*parsed);
}

Coerced coerce_range(std::string_view text, const KeySpec& spec) {
  const auto parsed = parse_range(text);
  if (!parsed) return Refusal{Code::not_range, parsed.error().message, "write 1s..5m"};
  for (const auto end : {parsed->first, parsed->last}) {
    if (auto refusal = outside(end.count(), text, spec)) return *std::move(refusal);
  }
  return Data(*parsed);
}

Coerced coerce_text(std::string_view text, const KeySpec& spec) {
  if (spec.pattern.empty()) return Data(std::string(text));
  const auto pattern = Pattern::compile(spec.pattern, Pattern::Anchoring::whole);
  const bool is_match = pattern && pattern->matches(text).has_value() && *pattern->matches(text);
  if (is_match) return Data(std::string(text));
  return Refusal{Code::pattern_mismatch,
                 "`" + std::string(text.substr(0, 60)) + "` does not match the pattern",
                 {},
                 "the pattern is " + std::string(spec.pattern)};
}

Coerced coerce_choice(std::string_view text, const KeySpec& spec) {
  const std::vector<std::string> choices(spec.choices.begin(), spec.choices.end());
  if (std::find(choices.begin(), choices.end(), text) != choices.end())
    return Data(std::string(text));
  return not_a_choice(text, choices);
}

Coerced coerce_url(std::string_view text) {
  auto url = parse_base_url(text);
  // Whatever stands before an @ may be a password.
  const auto concealed =
      text.find('@') == std::string_view::npos ? Concealed::nothing : Concealed::from_here;
  if (!url)
    return Refusal{Code::not_url,
                   url.error().message,
                   "write https://host or https://host/path",
                   {},
                   concealed};
  return Data(url->text);
}

}  // namespace

Refusal not_a_choice(std::string_view text, std::span<const std::string> choices) {
  return Refusal{Code::not_a_choice,
                 "`" + std::string(text.substr(0, 60)) + "` is not one of the choices",
                 did_you_mean(text, choices), "the choices are: " + listed(choices)};
}

Coerced coerce(std::string_view text, const KeySpec& spec) {
  if (!spec.word.empty() && text == spec.word) return Data(std::string(text));
  switch (spec.kind) {
    case KeyKind::boolean: {
      const auto parsed = parse_boolean(text);
      if (!parsed) return Refusal{Code::not_boolean, parsed.error().message, "write true or false"};
      return Data(*parsed);
    }
    case KeyKind::integer:
      return bounded(parse_integer(text), {Code::not_integer}, text, spec);
    case KeyKind::size:
      return bounded(parse_size(text),
                     {Code::not_size, {}, "write 50GiB, 10MB or a number of bytes"}, text, spec);
    case KeyKind::rate:
      return bounded(parse_rate(text), {Code::not_rate, {}, "write 400MiB/s"}, text, spec);
    case KeyKind::duration:
      return coerce_duration(text, spec);
    case KeyKind::duration_range:
      return coerce_range(text, spec);
    case KeyKind::budget: {
      const auto parsed = parse_budget(text);
      if (!parsed)
        return Refusal{Code::not_budget, parsed.error().message, "write 1% or a number of items"};
      return Data(*parsed);
    }
    case KeyKind::choice:
      return coerce_choice(text, spec);
    case KeyKind::date_format: {
      const auto parsed = DateFormat::parse(text);
      if (!parsed) return Refusal{Code::bad_date_format, parsed.error().message, "write DD.MM.YYYY"};
      return Data(std::string(text));
    }
    case KeyKind::url:
      return coerce_url(text);
    default:
      return coerce_text(text, spec);
  }
}

}  // namespace ingot::job
