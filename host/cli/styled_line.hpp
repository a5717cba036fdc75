// StyledLine: a line of a terminal whose pieces have colours: knows how wide it is, cuts itself to a width, and becomes
// text with or without ANSI sequences. Texts must be printable(). A value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::cli {

enum class Colour { plain, dim, good, warn, bad };
enum class Paint { none, ansi };

// Columns a terminal needs for it, at most: what is not ASCII is taken for wide.
std::size_t shown_width(std::string_view text);

class StyledLine {
 public:
  StyledLine() = default;
  StyledLine(std::string text, Colour colour = Colour::plain) { add(std::move(text), colour); }

  StyledLine& add(std::string text, Colour colour = Colour::plain);
  StyledLine& add(const StyledLine& more);
  std::size_t width() const;
  bool is_empty() const { return pieces_.empty(); }
  // No wider than `columns`; what is cut off leaves "…".
  std::string text(std::size_t columns, Paint paint) const;

 private:
  struct Piece {
    std::string text;
    Colour colour;
  };
  std::vector<Piece> pieces_;
};

// Puts as many of the parts on a line as fit, two spaces between; a new line begins with `indent` spaces.
std::vector<StyledLine> packed(const std::vector<StyledLine>& parts, std::size_t columns, std::size_t indent);

}  // namespace ingot::cli
