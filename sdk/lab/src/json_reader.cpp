// Json::parse: recursive descent over RFC 8259, nothing beyond it. Depth is bounded, so hostile
// input cannot exhaust the stack. One reader belongs to one thread.
#include <ingot/lab/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

namespace ingot::lab {

namespace {

constexpr int kDeepest = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// Length of the well-formed UTF-8 sequence at text[at] (RFC 3629 table), 0 if there is none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return is_tail(1) && is_tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return is_tail(1) && is_tail(2) && is_tail(3) ? 4 : 0;
  }
  return 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Expected<Json> document() {
    std::optional<Json> value = read_value(0);
    if (value) {
      skip_space();
      if (at_ != text_.size()) value = fail("text after the value");
    }
    if (!value) return Problem{message_};
    return std::move(*value);
  }

 private:
  std::nullopt_t fail(std::string_view what) {
    if (message_.empty()) {
      const auto before = text_.substr(0, std::min(at_, text_.size()));
      const auto line = 1 + std::count(before.begin(), before.end(), '\n');
      message_ = "line " + std::to_string(line) + ": " + std::string(what);
    }
    return std::nullopt;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  std::optional<Json> read_value(int depth) {
    if (depth > kDeepest) return fail("nested too deep");
    skip_space();
    switch (peek()) {
      case '{':
        return read_object(depth);
      case '[':
        return read_list(depth);
      case '"': {
        std::optional<std::string> text = read_text();
        if (!text) return std::nullopt;
        return Json(std::move(*text));
      }
      case 't':
        return read_word("true", Json(true));
      case 'f':
        return read_word("false", Json(false));
      case 'n':
        return read_word("null", Json());
      default:
        return read_number();
    }
  }

  std::optional<Json> read_word(std::string_view word, Json value) {
    if (text_.substr(at_, word.size()) != word) return fail("expected a value");
    at_ += word.size();
    return value;
  }

  std::optional<Json> read_object(int depth) {
    Json::Object members;
    take('{');
    skip_space();
    if (take('}')) return Json::object();
    do {
      skip_space();
      if (peek() != '"') return fail("expected a member name");
      std::optional<std::string> name = read_text();
      if (!name) return std::nullopt;
      for (const Json::Member& member : members) {
        if (member.name == *name) return fail("member '" + *name + "' is repeated");
      }
      skip_space();
      if (!take(':')) return fail("expected ':'");
      std::optional<Json> value = read_value(depth + 1);
      if (!value) return std::nullopt;
      members.push_back({std::move(*name), std::move(*value)});
      skip_space();
    } while (take(','));
    if (!take('}')) return fail("expected ',' or '}'");
    return Json::object(std::move(members));
  }

  std::optional<Json> read_list(int depth) {
    Json::List values;
    take('[');
    skip_space();
    if (take(']')) return Json::list();
    do {
      std::optional<Json> value = read_value(depth + 1);
      if (!value) return std::nullopt;
      values.push_back(std::move(*value));
      skip_space();
    } while (take(','));
    if (!take(']')) return fail("expected ',' or ']'");
    return Json::list(std::move(values));
  }

  std::optional<Json> read_number() {
    const std::size_t start = at_;
    take('-');
    if (!is_digit(peek())) return fail("expected a value");
    if (!take('0')) skip_digits();
    bool is_integer = true;
    if (take('.')) {
      is_integer = false;
      if (!is_digit(peek())) return fail("expected a digit");
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      is_integer = false;
      ++at_;
      if (!take('+')) take('-');
      if (!is_digit(peek())) return fail("expected a digit");
      skip_digits();
    }
    return number_of(text_.substr(start, at_ - start), is_integer ? 'i' : 'r');
  }
  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }
  static Json number_of(std::string_view digits, char kind) {
    const char* end = digits.data() + digits.size();
    if (std::int64_t integer = 0;
        kind == 'i' && std::from_chars(digits.data(), end, integer).ec == std::errc{}) {
      return Json(integer);
    }
    double real = 0;  // out of range leaves 0 or infinity; both fail every later range check
    std::from_chars(digits.data(), end, real);
    return Json(real);
  }

  std::optional<std::string> read_text() {
    std::string out;
    take('"');
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail("control character in text");
      if (text_[at_] == '\\') {
        if (!read_escape(out)) return std::nullopt;
        continue;
      }
      const std::size_t length = utf8_length(text_, at_);
      if (length == 0) return fail("text is not UTF-8");
      out.append(text_, at_, length);
      at_ += length;
    }
    if (!take('"')) return fail("text has no end");
    return out;
  }

  bool read_escape(std::string& out) {
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kMeans = "\"\\/\b\f\n\r\t";
    ++at_;
    if (take('u')) return read_code_point(out);
    const std::size_t which = at_ < text_.size() ? kNames.find(text_[at_]) : kNames.npos;
    if (which == kNames.npos) return fail("unknown escape"), false;
    out += kMeans[which];
    ++at_;
    return true;
  }

  std::optional<std::uint32_t> read_four_hex() {
    std::uint32_t code = 0;
    const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
    const char* end = digits.data() + digits.size();
    if (digits.size() != 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
      return fail("expected four hex digits");
    }
    at_ += 4;
    return code;
  }

  bool read_code_point(std::string& out) {
    std::optional<std::uint32_t> code = read_four_hex();
    if (!code) return false;
    if (*code >= 0xDC00 && *code <= 0xDFFF) return fail("lone surrogate"), false;
    if (*code >= 0xD800 && *code <= 0xDBFF) {
      if (!take('\\') || !take('u')) return fail("lone surrogate"), false;
      const std::optional<std::uint32_t> low = read_four_hex();
      if (!low) return false;
      if (*low < 0xDC00 || *low > 0xDFFF) return fail("lone surrogate"), false;
      code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    }
    append_utf8(out, *code);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string message_;
};

}  // namespace

Expected<Json> Json::parse(std::string_view text) {
  return Reader(text).document();
}

}  // namespace ingot::lab
