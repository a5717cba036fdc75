// Words: what this layer says in one word in ledgers, reports and on the terminal, and what each
// means: the codes of items that no plugin gave, the outcomes of items, and why a run ended.
// Immutable data; whoever adds such a word adds it here.
#pragma once

#include <span>
#include <string_view>

namespace ingot::run {

struct Word {
  std::string_view name;
  std::string_view title;  // one line
  std::string_view text;   // a paragraph: why, and what to do
};

std::span<const Word> item_codes();
// One for each ledger::ItemState.
std::span<const Word> outcome_words();
// One for each EndReason.
std::span<const Word> end_words();

}  // namespace ingot::run
