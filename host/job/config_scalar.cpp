#include "host/job/config_scalar.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "host/base/json_text.hpp"
#include "host/job/literal.hpp"

namespace ingot::job {
namespace {

using Written = std::variant<std::string, Refusal>;

std::size_t characters(std::string_view text) {
  const auto is_lead = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_lead));
}

std::string quoted(std::string_view text) {
  return "`" + std::string(text.substr(0, 60)) + "`";
}

std::string shown(double amount, ConfigUnit unit) {
  const auto whole = static_cast<std::int64_t>(amount);
  if (unit == ConfigUnit::duration) return duration_literal(std::chrono::milliseconds(whole));
  if (unit == ConfigUnit::size) return size_literal(static_cast<std::uint64_t>(whole));
  std::string text = std::to_string(amount);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string bounds(const ConfigSchema& schema) {
  const bool has_both = schema.minimum && schema.maximum;
  if (has_both)
    return "allowed are " + shown(*schema.minimum, schema.unit) + " to " +
           shown(*schema.maximum, schema.unit);
  return schema.minimum ? "at least " + shown(*schema.minimum, schema.unit)
                        : "at most " + shown(*schema.maximum, schema.unit);
}

// `json` unless the amount is outside what the schema allows.
Written within(const ConfigSchema& schema, double amount, std::string_view text, std::string json) {
  const bool is_low = schema.minimum && amount < *schema.minimum;
  const bool is_high = schema.maximum && amount > *schema.maximum;
  if (is_low || is_high)
    return Refusal{Code::out_of_bounds, quoted(text) + " is outside the bounds", bounds(schema)};
  return json;
}

Written with_unit(const ConfigSchema& schema, std::string_view text) {
  if (schema.unit == ConfigUnit::duration) {
    const auto parsed = parse_duration(text);
    if (!parsed)
      return Refusal{Code::not_duration, parsed.error().message, "write 250ms, 30s, 5m or 1h30m"};
    return within(schema, static_cast<double>(parsed->count()), text,
                  std::to_string(parsed->count()));
  }
  const auto parsed = parse_size(text);
  if (!parsed)
    return Refusal{Code::not_size, parsed.error().message, "write 8MiB or a number of bytes"};
  return within(schema, static_cast<double>(*parsed), text, std::to_string(*parsed));
}

Written as_text(const ConfigSchema& schema, std::string_view text) {
  const std::size_t length = characters(text);
  if (length < schema.min_length) {
    return Refusal{Code::bad_length, quoted(text) + " is shorter than " +
                                         std::to_string(schema.min_length) + " characters"};
  }
  if (length > schema.max_length) {
    return Refusal{Code::bad_length, quoted(text) + " is longer than " +
                                         std::to_string(schema.max_length) + " characters"};
  }
  if (schema.pattern) {
    const auto is_match = schema.pattern->matches(text);
    if (!is_match || !*is_match) {
      const std::string why = is_match ? "does not match the pattern" : is_match.error().message;
      return Refusal{Code::pattern_mismatch,
                     quoted(text) + " " + why,
                     {},
                     "the pattern is " + schema.pattern_text};
    }
  }
  return json_string(text);
}

std::optional<Refusal> not_listed(const ConfigSchema& schema, std::string_view text) {
  if (schema.choices.empty()) return std::nullopt;
  if (std::find(schema.choices.begin(), schema.choices.end(), text) != schema.choices.end())
    return std::nullopt;
  return not_a_choice(text, schema.choices);
}

// What is wrong with a scalar that fits none of the types.
Refusal misfit(const ConfigSchema& schema, std::string_view text) {
  const bool is_single = schema.types.size() == 1;
  if (is_single && schema.allows(ConfigType::integer)) {
    return Refusal{Code::not_integer, parse_integer(text).error().message};
  }
  if (is_single && schema.allows(ConfigType::number))
    return Refusal{Code::not_number, quoted(text) + " is not a number"};
  if (is_single && schema.allows(ConfigType::boolean)) {
    return Refusal{Code::not_boolean, parse_boolean(text).error().message, "write true or false"};
  }
  return Refusal{Code::wrong_kind, "must be " + described_types(schema) + ", not a single value"};
}

}  // namespace

std::variant<std::string, Refusal> scalar_json(const ConfigSchema& schema, std::string_view text,
                                               ScalarStyle style) {
  if (schema.unit != ConfigUnit::none) return with_unit(schema, text);
  if (auto refusal = not_listed(schema, text)) return *std::move(refusal);
  const bool is_text = style == ScalarStyle::quoted && schema.allows(ConfigType::string);
  if (!is_text && schema.allows(ConfigType::boolean) && parse_boolean(text))
    return std::string(text);
  if (!is_text && schema.allows(ConfigType::integer)) {
    if (const auto parsed = parse_integer(text)) {
      return within(schema, static_cast<double>(*parsed), text, std::to_string(*parsed));
    }
  }
  // Length-bounded: no number needs 64 characters, and strtod wants a terminated copy.
  if (!is_text && schema.allows(ConfigType::number) && text.size() <= 64 && is_json_number(text)) {
    const std::string copy(text);
    return within(schema, std::strtod(copy.c_str(), nullptr), text, copy);
  }
  if (schema.allows(ConfigType::string)) return as_text(schema, text);
  return misfit(schema, text);
}

std::string described_types(const ConfigSchema& schema) {
  static constexpr std::string_view kNames[] = {"a mapping",      "a list",   "text",
                                                "a whole number", "a number", "true or false"};
  std::string text;
  for (const ConfigType type : schema.types) {
    text += (text.empty() ? "" : " or ") + std::string(kNames[static_cast<int>(type)]);
  }
  return text;
}

}  // namespace ingot::job
