#include "host/io/glob_automaton.hpp"

#include <algorithm>
#include <bit>

#include "host/io/code_point.hpp"

namespace ingot::io {

bool GlobAutomaton::CharSet::accepts(char32_t c) const {
  const bool is_in = std::any_of(ranges.begin(), ranges.end(), [c](const auto& range) {
    return c >= range.first && c <= range.second;
  });
  return is_in == (sense == Sense::in);
}

GlobAutomaton::GlobAutomaton(const Parts& parts)
    : word_count_((parts.sets.size() + 63) / 64),
      sets_(parts.sets),
      follow_(parts.sets.size() * word_count_),
      ascii_(128 * word_count_) {
  const auto copy_bits = [](const Positions& bits, std::size_t count, std::uint64_t* words) {
    for (std::size_t i = 0; i < count; ++i) {
      if (bits[i]) words[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  };
  const std::size_t count = sets_.size();
  copy_bits(parts.first, count, first_.data());
  copy_bits(parts.last, count, last_.data());
  for (std::size_t i = 0; i < count; ++i) {
    copy_bits(parts.follow[i], count, &follow_[i * word_count_]);
    for (char32_t c = 0; c < 128; ++c) {
      if (sets_[i].accepts(c)) ascii_[c * word_count_ + i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
}

GlobAutomaton::State GlobAutomaton::feed(const State& state, char32_t c) const {
  State after{};
  for (std::size_t word = 0; word < word_count_; ++word) {
    std::uint64_t taken = state.next[word];
    if (c < 128) taken &= ascii_[c * word_count_ + word];
    for (; taken != 0; taken &= taken - 1) {
      const std::size_t position = word * 64 + static_cast<std::size_t>(std::countr_zero(taken));
      if (c >= 128 && !sets_[position].accepts(c)) continue;
      if ((last_[word] >> (position % 64) & 1) != 0) after.is_accepted = true;
      const std::uint64_t* follow = &follow_[position * word_count_];
      for (std::size_t i = 0; i < word_count_; ++i) after.next[i] |= follow[i];
    }
  }
  return after;
}

bool GlobAutomaton::is_dead(const State& state) const {
  return std::all_of(state.next.begin(),
                     state.next.begin() + static_cast<std::ptrdiff_t>(word_count_),
                     [](std::uint64_t word) { return word == 0; });
}

GlobAutomaton::State GlobAutomaton::feed_all(std::string_view text) const {
  State state{first_, false};
  for (std::size_t at = 0; at < text.size();) {
    // Nothing can come next, yet something does.
    if (is_dead(state)) return State{};
    state = feed(state, next_code_point(text, at));
  }
  return state;
}

bool GlobAutomaton::matches(std::string_view text) const {
  return feed_all(text).is_accepted;
}

bool GlobAutomaton::begins_with_folder(std::string_view text) const {
  return !is_dead(feed(feed_all(text), U'/'));
}

}  // namespace ingot::io
