#include "host/io/glob_parser.hpp"

#include <utility>

#include "host/base/text.hpp"
#include "host/io/code_point.hpp"

namespace ingot::io {

namespace {

// Two positions at most come from one character, and `**/` and `/**` around the text add five.
constexpr std::size_t kMaxPatternLength = 1000;
constexpr std::size_t kMaxBraceDepth = 8;
constexpr char32_t kLastCodePoint = 0xFFFFFFFF;  // stray bytes included
constexpr std::u32string_view kEscapable = U"*?[]{}\\,!^-";

GlobAutomaton::CharSet exactly(char32_t c) {
  return {{{c, c}}, GlobAutomaton::CharSet::Sense::in};
}
GlobAutomaton::CharSet anything() {
  return {{{0, kLastCodePoint}}, GlobAutomaton::CharSet::Sense::in};
}
GlobAutomaton::CharSet anything_but_slash() {
  return {{{U'/', U'/'}}, GlobAutomaton::CharSet::Sense::not_in};
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next_code_point(text, at);
  return count;
}

}  // namespace

GlobParser::GlobParser(std::string_view pattern, std::size_t begin, std::string_view text)
    : pattern_(pattern),
      bytes_(text),
      first_position_(count_characters(pattern.substr(0, begin)) + 1) {
  for (std::size_t at = 0; at < text.size();) text_.push_back(next_code_point(text, at));
}

Error GlobParser::error(std::size_t at, std::string_view what) const {
  return Error{ErrorKind::invalid, "pattern `" + printable(pattern_) + "`: character " +
                                       std::to_string(first_position_ + at) + ": " +
                                       std::string(what)};
}

// What can be said without understanding the pattern: bytes, length, and parts no key can have.
Status GlobParser::check_text() const {
  if (!is_utf8(bytes_)) return error(0, "the pattern is not UTF-8");
  if (text_.size() > kMaxPatternLength) {
    return error(kMaxPatternLength,
                 "the pattern is longer than " + std::to_string(kMaxPatternLength) + " characters");
  }
  std::u32string part;
  for (std::size_t i = 0; i <= text_.size(); ++i) {
    if (i < text_.size() && text_[i] == 0) return error(i, "a name cannot contain a zero byte");
    if (i < text_.size() && text_[i] != U'/') {
      part += text_[i];
      continue;
    }
    if (part.empty()) return error(i, "an empty part; write one `/` between folders");
    if (part == U"." || part == U"..") {
      return error(i - part.size(),
                   "`.` and `..` match nothing: paths are relative to the scanned folder");
    }
    part.clear();
  }
  return {};
}

Result<GlobAutomaton> GlobParser::parse() {
  INGOT_CHECK(check_text());
  INGOT_TRY(const Fragment all, sequence());
  if (parts_.sets.empty()) return error(0, "the pattern names nothing; write `**` for everything");
  parts_.first = all.first;
  parts_.last = all.last;
  return GlobAutomaton(parts_);
}

Result<GlobParser::Fragment> GlobParser::sequence() {
  Fragment all;
  while (!is_at_end() && !(depth_ > 0 && (is_next(U',') || is_next(U'}')))) {
    INGOT_TRY(const Fragment next, atom());
    all = joined(all, next);
  }
  return all;
}

Result<GlobParser::Fragment> GlobParser::atom() {
  const char32_t c = text_[at_];
  if (c == U'*') return star();
  if (c == U'{') return braces();
  if (c == U'}') return error(at_, "`}` without `{`; write `\\}` for the character");
  if (c == U'[') return char_set();
  if (c == U'\\') {
    INGOT_TRY(const char32_t literal, escaped());
    is_part_start_ = false;
    return one(exactly(literal));
  }
  ++at_;
  is_part_start_ = c == U'/';
  return one(c == U'?' ? anything_but_slash() : exactly(c));
}

Result<GlobParser::Fragment> GlobParser::star() {
  if (at_ + 1 < text_.size() && text_[at_ + 1] == U'*') return double_star();
  ++at_;
  is_part_start_ = false;
  return repeated(one(anything_but_slash()));
}

// `**/` is any number of whole folders, also none; `**` at the end is anything at all, but
// something.
Result<GlobParser::Fragment> GlobParser::double_star() {
  const std::size_t begin = at_;
  at_ += 2;
  const bool is_followed_well = is_at_end() || is_next(U'/');
  if (is_part_start_ && is_followed_well) {
    Fragment something = repeated(one(anything()));
    something.is_optional = false;
    if (is_at_end()) return something;
    ++at_;
    Fragment folders = joined(something, one(exactly(U'/')));
    folders.is_optional = true;
    return folders;
  }
  if (is_part_start_ && depth_ > 0 && (is_next(U',') || is_next(U'}'))) {
    return error(begin, "`**` cannot end an alternative; write `{a,b}/**` or several patterns");
  }
  return error(begin,
               "`**` must stand alone between slashes, as in `a/**/*.jpg`; use `*` within a name");
}

Result<GlobParser::Fragment> GlobParser::braces() {
  const std::size_t open = at_++;
  if (++depth_ > kMaxBraceDepth) return error(open, "braces are nested too deeply");
  const bool began_part = is_part_start_;
  bool all_end_parts = true;
  Fragment any;
  any.is_optional = false;
  while (true) {
    is_part_start_ = began_part;
    INGOT_TRY(const Fragment alternative, sequence());
    all_end_parts = all_end_parts && is_part_start_;
    any.first |= alternative.first;
    any.last |= alternative.last;
    any.is_optional = any.is_optional || alternative.is_optional;
    if (is_at_end()) return error(open, "`{` without `}`; write `\\{` for the character");
    if (text_[at_++] == U'}') break;
  }
  --depth_;
  is_part_start_ = all_end_parts;
  return any;
}

Result<GlobParser::Fragment> GlobParser::char_set() {
  const std::size_t open = at_++;
  CharSet set;
  if (is_next(U'!') || is_next(U'^')) {
    ++at_;
    set.sense = CharSet::Sense::not_in;
    set.ranges.emplace_back(U'/', U'/');
  }
  const std::size_t first_member = at_;
  while (!is_next(U']') || at_ == first_member) {
    const std::size_t begin = at_;
    INGOT_TRY(const char32_t low, set_member(open));
    char32_t high = low;
    const bool is_range = is_next(U'-') && at_ + 1 < text_.size() && text_[at_ + 1] != U']';
    if (is_range) {
      ++at_;
      INGOT_TRY(high, set_member(open));
    }
    if (high < low)
      return error(begin, "the range is backwards; write the smaller character first");
    // Such a range spans '/', which no set may match.
    const bool spans_slash = low < U'/' && high > U'/';
    set.ranges.emplace_back(low, spans_slash ? U'/' - 1 : high);
    if (spans_slash) set.ranges.emplace_back(U'/' + 1, high);
  }
  ++at_;
  is_part_start_ = false;
  return one(std::move(set));
}

Result<char32_t> GlobParser::set_member(std::size_t open) {
  if (is_at_end()) return error(open, "`[` without `]`; write `\\[` for the character");
  const char32_t c = text_[at_];
  if (c == U'\\') return escaped();
  if (c == U'/') return error(at_, "`/` cannot be in a set; folders are separated outside of it");
  if (c == U'[' && at_ + 1 < text_.size() && text_[at_ + 1] == U':') {
    return error(at_, "named classes such as [:alpha:] are not known; write the ranges");
  }
  ++at_;
  return c;
}

Result<char32_t> GlobParser::escaped() {
  const std::size_t begin = at_++;
  if (is_at_end()) return error(begin, "`\\` at the end; write `\\\\` for the character");
  const char32_t c = text_[at_];
  if (kEscapable.find(c) == std::u32string_view::npos) {
    return error(begin,
                 "`\\` only stands before a special character; folders are separated by `/`");
  }
  ++at_;
  return c;
}

GlobParser::Fragment GlobParser::one(CharSet set) {
  Fragment fragment;
  fragment.first.set(parts_.sets.size());
  fragment.last = fragment.first;
  fragment.is_optional = false;
  parts_.sets.push_back(std::move(set));
  parts_.follow.emplace_back();
  return fragment;
}

GlobParser::Fragment GlobParser::repeated(Fragment piece) {
  for (std::size_t i = 0; i < parts_.follow.size(); ++i) {
    if (piece.last[i]) parts_.follow[i] |= piece.first;
  }
  piece.is_optional = true;
  return piece;
}

GlobParser::Fragment GlobParser::joined(const Fragment& left, const Fragment& right) {
  for (std::size_t i = 0; i < parts_.follow.size(); ++i) {
    if (left.last[i]) parts_.follow[i] |= right.first;
  }
  Fragment both;
  both.first = left.is_optional ? left.first | right.first : left.first;
  both.last = right.is_optional ? left.last | right.last : right.last;
  both.is_optional = left.is_optional && right.is_optional;
  return both;
}

}  // namespace ingot::io
