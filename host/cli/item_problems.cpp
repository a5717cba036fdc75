#include "host/cli/item_problems.hpp"

namespace ingot::cli {

// A scan that names the row in its message does so for reports, which have no other place for it.
static std::string without_place(const std::string& message, const ItemPlace& place) {
  const std::string row = std::filesystem::path(place.file).filename().string() + ":" +
                          std::to_string(place.line) + ": ";
  return place.line > 0 && message.starts_with(row) ? message.substr(row.size()) : message;
}

OfflineListener ItemProblems::listener() {
  return {[](const auto&, const auto&, const auto&) {},
          [this](const JudgedItem& judged) {
            if (judged.made == nullptr) add(judged);
            return Status();
          }};
}

void ItemProblems::add(const JudgedItem& judged) {
  const ledger::Item& item = judged.item;
  const std::string& code = judged.refusal != nullptr ? judged.refusal->code : item.code;
  const std::string& message = judged.refusal != nullptr ? judged.refusal->message : item.message;
  const bool is_passed_over =
      judged.refusal != nullptr && judged.refusal->state == ledger::ItemState::skipped;
  if (is_passed_over && code == run::kExists) return;
  ItemPlace place = places_.of(item.key, message);
  Problem problem;
  problem.severity = is_passed_over ? job::Severity::warning : job::Severity::error;
  problem.code = code;
  problem.message = without_place(message, place);
  problem.item = item.key;
  problem.file = std::move(place.file);
  problem.line = place.line;
  problem.column = place.column;
  problem.length = place.length;
  writer_.add(problem);
}

void ItemProblems::add_source(const Error& error, const std::string& source) {
  Problem problem;
  problem.code = "scan";
  problem.message = error.message;
  problem.file = shown_path(source);
  writer_.add(problem);
}

}  // namespace ingot::cli
