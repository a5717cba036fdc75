#include "host/cli/styled_line.hpp"

namespace ingot::cli {

static bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::size_t shown_width(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    if (!continues(c)) width += static_cast<unsigned char>(c) < 0x80 ? 1 : 2;
  }
  return width;
}

// As many whole characters as fit.
static std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0, width = 0;
  while (end < text.size()) {
    const std::size_t wide = static_cast<unsigned char>(text[end]) < 0x80 ? 1 : 2;
    if (width + wide > columns) break;
    width += wide;
    ++end;
    while (end < text.size() && continues(text[end])) ++end;
  }
  return text.substr(0, end);
}

static const char* sequence(Colour colour) {
  switch (colour) {
    case Colour::plain: return "";
    case Colour::dim: return "\x1b[2m";
    case Colour::good: return "\x1b[32m";
    case Colour::warn: return "\x1b[33m";
    case Colour::bad: return "\x1b[31m";
  }
  return "";
}

static void put(std::string& out, std::string_view text, Colour colour, Paint paint) {
  const bool is_painted = paint == Paint::ansi && colour != Colour::plain && !text.empty();
  if (is_painted) out += sequence(colour);
  out += text;
  if (is_painted) out += "\x1b[0m";
}

StyledLine& StyledLine::add(std::string text, Colour colour) {
  if (!text.empty()) pieces_.push_back({std::move(text), colour});
  return *this;
}

StyledLine& StyledLine::add(const StyledLine& more) {
  pieces_.insert(pieces_.end(), more.pieces_.begin(), more.pieces_.end());
  return *this;
}

std::size_t StyledLine::width() const {
  std::size_t sum = 0;
  for (const auto& piece : pieces_) sum += shown_width(piece.text);
  return sum;
}

std::string StyledLine::text(std::size_t columns, Paint paint) const {
  std::string out;
  const bool is_cut = width() > columns;
  std::size_t left = is_cut && columns > 1 ? columns - 2 : columns;
  for (const auto& piece : pieces_) {
    const std::string_view shown = first_columns(piece.text, left);
    put(out, shown, piece.colour, paint);
    if (shown.size() < piece.text.size()) break;
    left -= shown_width(shown);
  }
  return is_cut && columns > 1 ? out + "…" : out;
}

std::vector<StyledLine> packed(const std::vector<StyledLine>& parts, std::size_t columns, std::size_t indent) {
  std::vector<StyledLine> lines;
  for (const auto& part : parts) {
    if (part.is_empty()) continue;
    if (lines.empty()) {
      lines.push_back(part);
    } else if (lines.back().width() + 2 + part.width() <= columns) {
      lines.back().add("  ").add(part);
    } else {
      lines.push_back(StyledLine(std::string(indent, ' ')).add(part));
    }
  }
  return lines;
}

}  // namespace ingot::cli
