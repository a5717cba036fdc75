// Vocabulary: every word that the program prints instead of a sentence, with what it means and what
// to do: codes of jobs and items, outcomes, ends of runs, exit codes, what `doctor` looks at, and
// what plugins declare. Gathered from the table of each layer. A value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/registry.hpp"

namespace ingot::cli {

struct Explanation {
  std::string
      kind;  // "job file", "item", "outcome", "end of a run", "exit code", "doctor" or "item, dash"
  std::string name;   // as it is printed
  std::string title;  // one line
  std::string text;   // a paragraph: why, and what to do
};

class Vocabulary {
 public:
  // Knows nothing.
  Vocabulary() = default;
  // All that the program itself declares.
  static Vocabulary built_in();
  // And what the plugins of `registry` declare.
  static Vocabulary with_plugins(const plugin::Registry& registry);

  const std::vector<Explanation>& all() const { return entries_; }
  // Whatever is called that: several kinds may use a word. Case and the choice of space, `-` or `_`
  // do not matter.
  std::vector<const Explanation*> named(std::string_view name) const;

 private:
  void add(std::string_view kind, std::string_view name, std::string_view title,
           std::string_view text);

  std::vector<Explanation> entries_;
};

}  // namespace ingot::cli
