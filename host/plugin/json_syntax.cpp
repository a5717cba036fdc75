#include "host/plugin/json_syntax.hpp"

#include "host/base/text.hpp"

namespace ingot::plugin {

namespace {

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  bool scan() {
    if (!value(0)) return false;
    skip_space();
    return at_ == text_.size();
  }

 private:
  bool is_at_end() const { return at_ == text_.size(); }
  char next() const { return is_at_end() ? '\0' : text_[at_]; }

  void skip_space() {
    while (!is_at_end() && (next() == ' ' || next() == '\t' || next() == '\n' || next() == '\r'))
      ++at_;
  }

  bool take(char c) {
    if (is_at_end() || next() != c) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  // `depth` is bounded, so is the recursion.
  bool value(std::size_t depth) {
    if (depth > kMaxJsonDepth) return false;
    skip_space();
    switch (next()) {
      case '{':
        return members(depth, '}');
      case '[':
        return members(depth, ']');
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool members(std::size_t depth, char close) {
    ++at_;
    skip_space();
    if (take(close)) return true;
    do {
      if (close == '}') {
        skip_space();
        if (!string()) return false;
        skip_space();
        if (!take(':')) return false;
      }
      if (!value(depth + 1)) return false;
      skip_space();
    } while (take(','));
    return take(close);
  }

  bool string() {
    if (!take('"')) return false;
    while (!is_at_end()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' && !escape()) return false;
    }
    return false;
  }

  bool escape() {
    if (is_at_end()) return false;
    const char c = text_[at_++];
    if (c != 'u') return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char hex = next();
      const bool is_hex =
          (hex >= '0' && hex <= '9') || (hex >= 'a' && hex <= 'f') || (hex >= 'A' && hex <= 'F');
      if (!is_hex) return false;
    }
    return true;
  }

  bool digits() {
    const std::size_t start = at_;
    while (next() >= '0' && next() <= '9') ++at_;
    return at_ > start;
  }

  bool number() {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_json(std::string_view text) {
  return is_utf8(text) && JsonScanner(text).scan();
}

}  // namespace ingot::plugin
