#include "host/cli/item_places.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>

#include "host/base/text.hpp"
#include "host/io/table_reader.hpp"

namespace ingot::cli {

std::string shown_path(const std::filesystem::path& path) {
  std::error_code unreadable;
  const auto here = std::filesystem::current_path(unreadable);
  const auto near = path.lexically_proximate(here);
  const bool is_below = !unreadable && !near.empty() && *near.begin() != "..";
  return is_below ? near.string() : path.string();
}

static io::TableForm form_of(const job::Table& table) {
  switch (table.form) {
    case job::Table::Form::csv:
      return io::TableForm::csv;
    case job::Table::Form::jsonl:
      return io::TableForm::jsonl;
    case job::Table::Form::lines:
      break;
  }
  return io::TableForm::lines;
}

ItemPlaces::ItemPlaces(const job::Job& job) : job_(job) {
  if (job.manifest) {
    table_ = &job.manifest->table;
    key_column_ = job.manifest->column;
  } else if (job.records) {
    table_ = &job.records->table;
    key_column_ = job.records->key;
  } else if (job.uris) {
    table_ = &job.uris->table;
    key_column_ = job.uris->column;
  }
  if (table_ != nullptr) shown_table_ = shown_path(table_->path);
}

void ItemPlaces::index() {
  is_indexed_ = true;
  auto reader = io::TableReader::open(table_->path, form_of(*table_));
  if (!reader) return;
  columns_ = reader->columns();
  while (true) {
    const auto row = reader->next();
    if (!row && reader->is_lost()) break;
    if (!row) continue;
    if (!*row) break;
    rows_.emplace_back(std::hash<std::string_view>()((*row)->text(key_column_)),
                       static_cast<std::uint32_t>(reader->line()));
  }
  std::sort(rows_.begin(), rows_.end());
  if (table_->form != job::Table::Form::csv) return;
  std::ifstream file(table_->path, std::ios::binary);
  std::vector<char> block(1u << 16);
  std::uint64_t at = 0;
  line_starts_.push_back(0);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    const auto end = block.begin() + file.gcount();
    for (auto c = block.begin(); (c = std::find(c, end, '\n')) != end;) {
      ++c;
      line_starts_.push_back(at + static_cast<std::uint64_t>(c - block.begin()));
    }
    at += static_cast<std::uint64_t>(file.gcount());
  }
}

// Takes the place off a text that begins with one: "items.csv:17" or "items.csv:17: and more". 0:
// it does not.
static std::uint32_t take_line(std::string_view& text, const std::string& table) {
  const std::string name = std::filesystem::path(table).filename().string() + ":";
  if (!text.starts_with(name)) return 0;
  const char* const last = text.data() + text.size();
  std::uint32_t line = 0;
  const auto [end, problem] = std::from_chars(text.data() + name.size(), last, line);
  if (problem != std::errc() || (end != last && *end != ':')) return 0;
  text.remove_prefix(
      std::min<std::size_t>(text.size(), static_cast<std::size_t>(end - text.data()) + 2));
  return line;
}

std::uint32_t ItemPlaces::line_of(std::string_view key) const {
  // A row without a key, or with one that it may not have, goes by its place.
  if (const std::uint32_t line = take_line(key, table_->path); line > 0) return line;
  // Of several rows with the key the first one is the item.
  const std::size_t hash = std::hash<std::string_view>()(key);
  const auto row = std::lower_bound(rows_.begin(), rows_.end(), std::pair{hash, std::uint32_t{0}});
  return row != rows_.end() && row->first == hash ? row->second : 0;
}

// The column that a field of the job is made of, or empty.
static std::string column_of_field(const job::Job& job, std::string_view field) {
  for (const auto& rule : job.fields) {
    if (rule.name != field) continue;
    for (const auto& source : rule.sources) {
      for (const auto& piece : source.pieces()) {
        if (piece.variable == job::Variable::row) return piece.column;
      }
    }
  }
  return {};
}

std::string ItemPlaces::column_in(std::string_view message) const {
  const auto is_column = [this](const std::string& name) {
    return std::find(columns_.begin(), columns_.end(), name) != columns_.end();
  };
  take_line(message, table_->path);
  // Of a rule about cells: "Expires: J7002: …".
  if (const std::string head(message.substr(0, message.find(": J7"))); is_column(head)) return head;
  while (true) {
    const std::size_t open = message.find('`');
    if (open == message.npos) return key_column_;
    const std::size_t close = message.find('`', open + 1);
    if (close == message.npos) return key_column_;
    const std::string name(message.substr(open + 1, close - open - 1));
    if (is_column(name)) return name;
    if (const std::string column = column_of_field(job_, name); is_column(column)) return column;
    message.remove_prefix(close + 1);
  }
}

static std::uint32_t characters(std::string_view bytes) {
  return static_cast<std::uint32_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Goes through the row's text cell by cell, as RFC 4180 says: a quoted cell may hold commas and
// line ends.
void ItemPlaces::find_cell(ItemPlace& place, const std::string& column) const {
  const auto wanted = static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) -
                                               columns_.begin());
  if (wanted >= columns_.size() || place.line == 0 || place.line > line_starts_.size()) return;
  std::ifstream file(table_->path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(line_starts_[place.line - 1]));
  std::size_t cell = 0, begin = 0;
  bool is_quoted = false;
  std::string line;
  for (std::uint32_t number = place.line; std::getline(file, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    begin = 0;
    for (std::size_t i = 0; i <= line.size(); ++i) {
      if (i < line.size() && line[i] == '"') is_quoted = !is_quoted;
      const bool is_end = i == line.size() || (line[i] == ',' && !is_quoted);
      if (!is_end) continue;
      if (cell == wanted) {
        place.line = number;
        place.column = characters(std::string_view(line).substr(0, begin)) + 1;
        place.length = std::max(1u, characters(std::string_view(line).substr(begin, i - begin)));
        return;
      }
      if (i == line.size()) break;
      ++cell;
      begin = i + 1;
    }
    if (!is_quoted) return;
  }
}

ItemPlace ItemPlaces::of(std::string_view key, std::string_view message) {
  if (table_ == nullptr) {
    return {
        shown_path(std::filesystem::path(job_.folder ? job_.folder->root : std::string()) / key), 0,
        0, 0};
  }
  if (!is_indexed_) index();
  ItemPlace place{shown_table_, line_of(key), 0, 0};
  if (table_->form == job::Table::Form::csv) find_cell(place, column_in(message));
  return place;
}

}  // namespace ingot::cli
