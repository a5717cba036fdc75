// GlobParser: the text of a pattern to its automaton. Internal to Glob. Used once, by one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/io/glob_automaton.hpp"

namespace ingot::io {

class GlobParser {
 public:
  // `text` is the middle of `pattern` from its byte `begin` on; errors give positions in `pattern`.
  GlobParser(std::string_view pattern, std::size_t begin, std::string_view text);

  // The automaton for text, with any number of folders in front and everything below it if so
  // asked.
  Result<GlobAutomaton> parse();

 private:
  using Positions = GlobAutomaton::Positions;
  using CharSet = GlobAutomaton::CharSet;
  // A piece of the automaton: where it may begin and end, and whether it may be left out.
  struct Fragment {
    Positions first, last;
    bool is_optional = true;
  };

  Error error(std::size_t at, std::string_view what) const;
  Status check_text() const;
  Result<Fragment> sequence();
  Result<Fragment> atom();
  Result<Fragment> star();
  Result<Fragment> double_star();
  Result<Fragment> braces();
  Result<Fragment> char_set();
  Result<char32_t> set_member(std::size_t open);
  Result<char32_t> escaped();

  Fragment one(CharSet set);
  Fragment repeated(Fragment piece);
  Fragment joined(const Fragment& left, const Fragment& right);

  bool is_at_end() const { return at_ == text_.size(); }
  bool is_next(char32_t c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view pattern_;
  std::string_view bytes_;      // text before decoding
  std::size_t first_position_;  // of the text in the pattern, in characters from 1
  std::vector<char32_t> text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;      // of braces
  bool is_part_start_ = true;  // a '/' or the beginning came just before
  GlobAutomaton::Parts parts_;
};

}  // namespace ingot::io
