// Glob: one compiled pattern over relative '/'-separated paths. Time to match grows with the path's
// length only; there is no backtracking. Not a file walk, and not a set of patterns (Globs).
// Immutable value; thread-safe.
//
//   *       any characters but '/'
//   ?       one character but '/'
//   [a-z]   one of a set; [!a-z] and [^a-z]: one not in it, and not '/'
//   **      any number of folders, only as a whole part: `**/x`, `a/**/x`, `a/**`
//   {a,b}   one of several; may be nested
//   \       takes the special character behind it literally
//
// A pattern without '/' is compared with the last part of the path, at any depth: `*.jpg`, `.*`.
// Any other pattern is compared with the whole path; a leading '/' only says so (`/a.jpg` is a.jpg
// in the root). A trailing '/' means everything below a folder: `cache/` at any depth, `/cache/` in
// the root. Case counts, a leading dot is a character like any other, and a character is a Unicode
// code point.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/result.hpp"

namespace ingot::io {

class GlobAutomaton;

class Glob {
 public:
  // Errors (invalid) name the pattern, the 1-based character position, what is wrong and the cure.
  static Result<Glob> compile(std::string_view pattern);

  bool matches(std::string_view path) const;
  // May some path below `folder` match? False means the folder need not be read.
  bool may_match_below(std::string_view folder) const;
  // Does every path below `folder` match (`a/**`, `a/` against a or a/b)?
  bool covers(std::string_view folder) const;
  const std::string& pattern() const { return pattern_; }

 private:
  enum class Scope : std::uint8_t { name, path };  // what is compared: the last part, or all of it
  struct Rule {
    // Shared by copies of this Glob only; never changed after compile().
    std::shared_ptr<const GlobAutomaton> automaton;
    Scope scope = Scope::path;
    bool matches(std::string_view path) const;
  };

  Glob() = default;
  // The rule for pattern[begin, end), which is neither empty nor begins or ends with '/'.
  static Result<Rule> compile_rule(std::string_view pattern, std::size_t begin, std::size_t end);
  static Result<Rule> everything_below(std::string_view pattern, const Rule& folder);

  std::string pattern_;
  Rule paths_;
  std::optional<Rule> folders_;  // of a pattern that means "everything below": below which folders
};

}  // namespace ingot::io
