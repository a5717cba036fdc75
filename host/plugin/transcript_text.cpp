#include "host/plugin/transcript_text.hpp"

#include <charconv>
#include <regex>

namespace ingot::plugin {

using Kind = JsonValue::Kind;

std::string masked(std::string_view text) {
  static const std::regex kSignature(
      R"(((?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|Signature|sig)=)[^&"'\\<>\s]*)");
  return std::regex_replace(std::string(text), kSignature, "$1masked");
}

std::string hex_of(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return hex;
}

Result<std::string> bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    unsigned value = 0;
    const char* const end = hex.data() + std::min(at + 2, hex.size());
    const auto read = std::from_chars(hex.data() + at, end, value, 16);
    if (hex.size() % 2 != 0 || read.ptr != end) return Error{ErrorKind::invalid, "is not hex"};
    bytes += static_cast<char>(value);
  }
  return bytes;
}

static std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00" + hex_of(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out + '"';
}

static std::string number_text(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  return std::string(digits, end);
}

// The host's manifest reader parses, but its writer is made for messages; here every byte counts.
static std::string compact(const JsonValue& value) {
  std::string out;
  switch (value.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::integer:
      return std::to_string(value.integer);
    case Kind::number:
      return number_text(value.number);
    case Kind::text:
      return quoted(value.text);
    case Kind::array:
      for (const auto& item : value.items) out += (out.empty() ? "" : ",") + compact(item);
      return "[" + out + "]";
    case Kind::object:
      for (const auto& [name, member] : value.members)
        out += (out.empty() ? "" : ",") + quoted(name) + ":" + compact(member);
      return "{" + out + "}";
  }
  return out;
}

std::string json_of(std::string_view bytes) {
  const bool may_be_json = !bytes.empty() && (bytes.front() == '{' || bytes.front() == '[');
  if (may_be_json) {
    const auto value = parse_json(bytes);
    if (value && compact(*value) == bytes) return R"({"json":)" + std::string(bytes) + "}";
  }
  const std::string text = quoted(bytes);
  return parse_json(text) ? text : R"({"hex":")" + hex_of(bytes) + "\"}";
}

Result<std::string> text_of(const JsonValue& value) {
  if (value.is(Kind::text)) return value.text;
  if (value.is(Kind::object) && value.members.size() == 1) {
    const auto& [name, member] = value.members.front();
    if (name == "json") return compact(member);
    if (name == "hex" && member.is(Kind::text)) return bytes_of_hex(member.text);
  }
  return Error{ErrorKind::invalid, "is neither a text nor {\"json\": …} nor {\"hex\": …}"};
}

std::string id_text(std::uint64_t id) {
  char digits[17];
  const auto end = std::to_chars(digits, digits + sizeof(digits), id, 16).ptr;
  return "0x" + std::string(digits, end);
}

JsonLine& JsonLine::raw(std::string_view name, std::string_view json) {
  if (json.empty()) return *this;
  if (!members_.empty()) members_ += ',';
  members_ += quoted(name);
  members_ += ':';
  members_ += json;
  return *this;
}

JsonLine& JsonLine::word(std::string_view name, std::string_view text) {
  return raw(name, quoted(text));
}

JsonLine& JsonLine::bytes(std::string_view name, std::string_view text) {
  return text.empty() ? *this : raw(name, json_of(masked(text)));
}

JsonLine& JsonLine::number(std::string_view name, std::int64_t value) {
  return value == 0 ? *this : raw(name, std::to_string(value));
}

static Error at_member(std::string_view name, const Error& why) {
  return Error{ErrorKind::invalid, "`" + std::string(name) + "` " + why.message};
}

const JsonValue* JsonFields::find(std::string_view name) {
  for (std::size_t i = 0; i < object_.members.size(); ++i) {
    if (object_.members[i].first != name) continue;
    is_read_[i] = true;
    return &object_.members[i].second;
  }
  return nullptr;
}

Result<std::string> JsonFields::bytes(std::string_view name) {
  const JsonValue* const value = find(name);
  if (value == nullptr) return std::string();
  auto text = text_of(*value);
  if (!text) return at_member(name, text.error());
  return text;
}

Result<std::int64_t> JsonFields::number(std::string_view name) {
  const JsonValue* const value = find(name);
  if (value == nullptr) return std::int64_t{0};
  if (!value->is(Kind::integer))
    return Error{ErrorKind::invalid, "`" + std::string(name) + "` is not an integer"};
  return value->integer;
}

Result<std::uint64_t> JsonFields::id(std::string_view name) {
  INGOT_TRY(const std::string text, bytes(name));
  std::uint64_t id = 0;
  const char* const end = text.data() + text.size();
  const bool is_hex =
      text.starts_with("0x") && std::from_chars(text.data() + 2, end, id, 16).ptr == end;
  if (!is_hex || text.size() == 2)
    return Error{ErrorKind::invalid, "`" + std::string(name) + "` is not an id like 0x1f"};
  return id;
}

Status JsonFields::done() const {
  for (std::size_t i = 0; i < is_read_.size(); ++i) {
    if (!is_read_[i])
      return Error{ErrorKind::invalid, "`" + object_.members[i].first + "` is not known here"};
  }
  return {};
}

}  // namespace ingot::plugin
