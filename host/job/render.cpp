#include "host/job/render.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "host/base/text.hpp"

namespace ingot::job {
namespace {

constexpr std::uint32_t kWindow = 100;  // characters of a very long line that are shown
constexpr std::uint32_t kLead = 40;     // of them, before the fault

struct Glyph {
  std::string text;
  std::uint32_t width = 1;  // terminal cells
};

struct Range {
  char32_t first, last;
};

bool is_within(char32_t point, const Range* begin, const Range* end) {
  return std::any_of(begin, end, [&](Range r) { return point >= r.first && point <= r.last; });
}

// A short approximation of Unicode's East Asian Width: enough to keep carets below the right
// character.
std::uint32_t cells(char32_t point) {
  static constexpr std::array<Range, 4> kZero = {
      {{0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};
  static constexpr std::array<Range, 9> kWide = {{{0x1100, 0x115F},
                                                  {0x2E80, 0xA4CF},
                                                  {0xAC00, 0xD7A3},
                                                  {0xF900, 0xFAFF},
                                                  {0xFE30, 0xFE6F},
                                                  {0xFF00, 0xFF60},
                                                  {0xFFE0, 0xFFE6},
                                                  {0x1F300, 0x1FAFF},
                                                  {0x20000, 0x3FFFD}}};
  if (is_within(point, kZero.data(), kZero.data() + kZero.size())) return 0;
  return is_within(point, kWide.data(), kWide.data() + kWide.size()) ? 2 : 1;
}

// One entry per character; tabs become one space and control characters one escape each, so
// positions stay countable.
std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> glyphs;
  for (std::size_t i = 0; i < line.size();) {
    std::size_t length = 1;
    const auto lead = static_cast<unsigned char>(line[i]);
    if (lead >= 0xC0) length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    length = std::min(length, line.size() - i);
    const std::string_view bytes = line.substr(i, length);
    if (!is_utf8(bytes)) length = 1;
    const std::string shown = line[i] == '\t' ? " " : printable(line.substr(i, length));
    char32_t point = lead;
    if (length > 1) {
      point = lead & (0xFFU >> (length + 1));
      for (std::size_t k = 1; k < length; ++k) {
        point = (point << 6) | (static_cast<unsigned char>(line[i + k]) & 0x3FU);
      }
    }
    const bool is_escaped = line[i] != '\t' && shown != line.substr(i, length);
    glyphs.push_back({shown, is_escaped ? static_cast<std::uint32_t>(shown.size()) : cells(point)});
    i += length;
  }
  return glyphs;
}

struct Paint {
  Colour colour;
  std::string operator()(std::string_view escape, std::string_view text) const {
    if (colour == Colour::off) return std::string(text);
    return "\x1b[" + std::string(escape) + "m" + std::string(text) + "\x1b[0m";
  }
};

std::string_view hue(Severity severity) {
  return severity == Severity::error ? "1;31" : "1;33";
}

// Lines that hold a secret written into the job (or what may be one), with the number of characters
// that may be shown of them.
using Cuts = std::map<std::uint32_t, std::uint32_t>;

Cuts cuts_of(const Diagnostics& diagnostics) {
  Cuts cuts;
  for (const Diagnostic& d : diagnostics.all()) {
    if (d.line == 0 || d.concealed == Concealed::nothing) continue;
    const std::uint32_t end = d.column - 1 + (d.concealed == Concealed::behind ? d.length : 0);
    const auto [known, is_new] = cuts.emplace(d.line, end);
    if (!is_new) known->second = std::min(known->second, end);
  }
  return cuts;
}

// A line as far as it may be shown. Blanks stand for the rest, so that carets behind it keep their
// place.
std::vector<Glyph> shown_glyphs(std::string_view line, const Cuts& cuts, std::uint32_t number) {
  std::vector<Glyph> glyphs = glyphs_of(line);
  const auto cut = cuts.find(number);
  if (cut == cuts.end() || cut->second >= glyphs.size()) return glyphs;
  for (std::size_t i = cut->second; i < glyphs.size(); ++i) glyphs[i] = Glyph{" ", 1};
  glyphs[cut->second] = Glyph{"…", 1};
  return glyphs;
}

// The two lines of the snippet: the text, and the carets with the suggestion.
std::string snippet(const Diagnostic& d, const std::vector<Glyph>& glyphs, Paint paint,
                    std::string_view gutter) {
  const auto count = static_cast<std::uint32_t>(glyphs.size());
  const std::uint32_t at = std::min(d.column - 1, count);
  const std::uint32_t first = count > kWindow && at > kLead ? at - kLead : 0;
  const std::uint32_t last = std::min(count, first + kWindow);
  std::string shown = first > 0 ? "…" : "";
  std::string blank(first > 0 ? 1 : 0, ' ');
  std::uint32_t under = 0;
  for (std::uint32_t i = first; i < last; ++i) {
    shown += glyphs[i].text;
    if (i < at) blank.append(glyphs[i].width, ' ');
    if (i >= at && i < at + d.length) under += glyphs[i].width;
  }
  if (last < count) shown += "…";
  std::string carets(std::max(under, 1U), '^');
  if (!d.suggestion.empty()) carets += " " + d.suggestion;
  while (shown.ends_with(' ')) shown.pop_back();
  const std::string number = std::to_string(d.line);
  return paint("34", number + " |") + (shown.empty() ? "" : " ") + shown + "\n" +
         paint("34", std::string(gutter) + " |") + " " + blank + paint(hue(d.severity), carets) +
         "\n";
}

std::string render_one(const Diagnostic& d, const Source& source, const Cuts& cuts, Paint paint) {
  const std::string kind = d.severity == Severity::error ? "error" : "warning";
  std::string text =
      paint(hue(d.severity), kind + "[" + d.code_text() + "]") + ": " + d.message + "\n";
  const std::string gutter(d.line == 0 ? 1 : std::to_string(d.line).size(), ' ');
  text += gutter + paint("34", "-->") + " " + printable(d.file);
  if (d.line > 0) text += ":" + std::to_string(d.line) + ":" + std::to_string(d.column);
  text += "\n";
  if (d.line > 0) {
    text += snippet(d, shown_glyphs(source.line(d.line), cuts, d.line), paint, gutter);
  } else if (!d.suggestion.empty()) {
    text += gutter + " " + paint("34", "=") + " " + d.suggestion + "\n";
  }
  if (!d.note.empty()) text += gutter + " " + paint("34", "=") + " " + d.note + "\n";
  return text;
}

}  // namespace

std::string render(const Diagnostics& diagnostics, std::string_view source_text, Colour colour) {
  // The reader skips a byte order mark; the snippet must agree with its columns.
  if (source_text.starts_with("\xEF\xBB\xBF")) source_text.remove_prefix(3);
  const Source source("", source_text);
  const Cuts cuts = cuts_of(diagnostics);
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (!text.empty()) text += "\n";
    text += render_one(diagnostic, source, cuts, Paint{colour});
  }
  if (diagnostics.dropped() > 0) {
    text += "\nand " + std::to_string(diagnostics.dropped()) + " more problems\n";
  }
  return text;
}

}  // namespace ingot::job
