// NameList: many file names with their types, packed one after the other: eight bytes beside each
// name instead of a string object and its heap block. Value; owned by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/io/folder_reader.hpp"

namespace ingot::io {

class NameList {
 public:
  void add(std::string_view name, EntryType type);
  // By the names' bytes, smallest first.
  void sort();
  // Drops all but the smallest `count` names; their order is then arbitrary.
  void keep_smallest(std::size_t count);
  void clear();
  void shrink_to_fit();

  std::size_t size() const { return entries_.size(); }
  std::string_view name(std::size_t i) const { return name_of(entries_[i]); }
  EntryType type(std::size_t i) const { return entries_[i].type; }
  // The greatest name; there must be one.
  std::string_view greatest() const;
  // What it takes in memory, spare room apart.
  std::size_t bytes() const { return text_.size() + entries_.size() * sizeof(Entry); }

 private:
  struct Entry {
    std::uint32_t offset;  // lists are bounded far below 4 GiB
    std::uint16_t length;
    EntryType type;
  };
  std::string_view name_of(const Entry& entry) const {
    return std::string_view(text_).substr(entry.offset, entry.length);
  }

  std::string text_;
  std::vector<Entry> entries_;
};

}  // namespace ingot::io
