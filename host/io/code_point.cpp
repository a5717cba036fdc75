#include "host/io/code_point.hpp"

#include <cstdint>

namespace ingot::io {

namespace {

constexpr char32_t kBeyondUnicode = 0x110000;

// Length by the first byte; the smallest character of that length tells overlong forms apart.
struct Shape {
  std::size_t length;
  char32_t smallest;
  unsigned char payload;
};

Shape shape_of(unsigned char lead) {
  if (lead >= 0xC2 && lead <= 0xDF) return {2, 0x80, static_cast<unsigned char>(lead & 0x1F)};
  if (lead >= 0xE0 && lead <= 0xEF) return {3, 0x800, static_cast<unsigned char>(lead & 0x0F)};
  if (lead >= 0xF0 && lead <= 0xF4) return {4, 0x10000, static_cast<unsigned char>(lead & 0x07)};
  return {0, 0, 0};
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const Shape shape = shape_of(lead);
  const char32_t stray = kBeyondUnicode + lead;
  if (shape.length == 0 || text.size() - at < shape.length - 1) return stray;
  char32_t c = shape.payload;
  for (std::size_t i = 0; i + 1 < shape.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0) != 0x80) return stray;
    c = c << 6 | (byte & 0x3F);
  }
  const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (c < shape.smallest || is_surrogate || c >= kBeyondUnicode) return stray;
  at += shape.length - 1;
  return c;
}

}  // namespace ingot::io
