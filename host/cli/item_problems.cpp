#include "host/cli/item_problems.hpp"

namespace ingot::cli {

void ItemProblems::add(const std::string& key, const std::string& code, const std::string& message) {
  ItemPlace place = places_.of(key, message);
  Problem problem;
  problem.code = code;
  problem.message = message;
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
