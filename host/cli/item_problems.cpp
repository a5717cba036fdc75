#include "host/cli/item_problems.hpp"

namespace ingot::cli {

// A scan that names the row in its message does so for reports, which have no other place for it.
static std::string without_place(const std::string& message, const ItemPlace& place) {
  const std::string row = std::filesystem::path(place.file).filename().string() + ":" + std::to_string(place.line) + ": ";
  return place.line > 0 && message.starts_with(row) ? message.substr(row.size()) : message;
}

void ItemProblems::add(const std::string& key, const std::string& code, const std::string& message) {
  ItemPlace place = places_.of(key, message);
  Problem problem;
  problem.code = code;
  problem.message = without_place(message, place);
  problem.item = key;
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
