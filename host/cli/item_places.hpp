// ItemPlaces: where people find what an item comes from: the row of its table and the cell at
// fault, or its file. Reads the table once more when the first place is asked for, and keeps some
// 24 bytes a row from then on. Never fails: what cannot be found has no line. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/job/job.hpp"

namespace ingot::cli {

struct ItemPlace {
  std::string file;  // relative to the current folder where it is below it
  std::uint32_t line = 0, column = 0, length = 0;  // as in Problem
};

class ItemPlaces {
 public:
  // `job` must outlive it.
  explicit ItemPlaces(const job::Job& job);

  // `key` as the scan gave it. `message` names the column or field at fault in backquotes, if any.
  ItemPlace of(std::string_view key, std::string_view message);

 private:
  void index();
  std::uint32_t line_of(std::string_view key) const;
  std::string column_in(std::string_view message) const;
  void find_cell(ItemPlace& place, const std::string& column) const;

  const job::Job& job_;
  const job::Table* table_ = nullptr;  // null: items are the files of a folder
  std::string key_column_;
  std::string shown_table_;
  bool is_indexed_ = false;
  std::vector<std::string> columns_;                         // of a CSV file
  std::vector<std::pair<std::size_t, std::uint32_t>> rows_;  // hash of the key, line; sorted
  std::vector<std::uint64_t> line_starts_;                   // byte where each line begins
};

// A path as it is typed from the current folder, where it is below it.
std::string shown_path(const std::filesystem::path& path);

}  // namespace ingot::cli
