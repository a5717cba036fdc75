// GlobAutomaton: a nondeterministic automaton without empty moves (Glushkov's): one position per
// character of the pattern, and all positions that may come next are followed at once as bits.
// Internal to Glob. Immutable once built; thread-safe then.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::io {

inline constexpr std::size_t kMaxGlobPositions = 1024;

class GlobAutomaton {
 public:
  using Positions = std::bitset<kMaxGlobPositions>;

  // What one position accepts: a character within one of the ranges, or outside all of them.
  struct CharSet {
    std::vector<std::pair<char32_t, char32_t>> ranges;  // both ends included
    enum class Sense : std::uint8_t { in, not_in } sense = Sense::in;
    bool accepts(char32_t c) const;
  };
  struct Parts {
    std::vector<CharSet> sets;      // per position
    std::vector<Positions> follow;  // per position: what may come after it
    Positions first;
    Positions last;
  };

  // At least one position. The empty text is never asked about and never matches.
  explicit GlobAutomaton(const Parts& parts);

  bool matches(std::string_view text) const;
  // Is `text` followed by '/' the beginning of something that matches?
  bool begins_with_folder(std::string_view text) const;

 private:
  static constexpr std::size_t kMaxWords = kMaxGlobPositions / 64;
  using Words = std::array<std::uint64_t, kMaxWords>;  // only the first word_count_ are used
  struct State {
    Words next;        // positions the next character may take
    bool is_accepted;  // what has been read so far matches
  };

  State feed(const State& state, char32_t c) const;
  State feed_all(std::string_view text) const;
  bool is_dead(const State& state) const;

  std::size_t word_count_;
  std::vector<CharSet> sets_;
  std::vector<std::uint64_t> follow_;  // word_count_ words per position
  std::vector<std::uint64_t> ascii_;   // word_count_ words per character below 128: who accepts it
  Words first_{};
  Words last_{};
};

}  // namespace ingot::io
