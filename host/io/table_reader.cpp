#include "host/io/table_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <set>

#include "host/base/text.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::io {

// A row longer than this is a missing quote, not a row.
static constexpr std::size_t kLongestRow = 16u << 20;
static constexpr char kLinesColumn[] = "line";
static constexpr char kUtf16[] = "it is UTF-16; save it as UTF-8";

static std::string hex(char byte) {
  std::string text = to_hex(std::string_view(&byte, 1));
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
  return text;
}

// Where the longest beginning that is UTF-8 ends. Precondition: the text is not UTF-8.
static std::size_t first_odd_byte(std::string_view text) {
  std::size_t good = 0;
  for (std::size_t end = 1; end <= text.size(); ++end) {
    if (is_utf8(text.substr(good, end - good))) {
      good = end;
    } else if (end - good >= 4) {
      break;
    }
  }
  return good;
}

// Enough of a value to find it by.
static std::string shown(std::string_view value) {
  static constexpr std::size_t kMost = 60;
  if (is_utf8(value) || value.size() <= kMost) return printable(value.substr(0, kMost));
  const std::size_t at = first_odd_byte(value);
  return printable(value.substr(at - std::min(at, kMost / 2), kMost));
}

class TableReader::Impl {
 public:
  Impl(std::string name, OwnedFd fd, TableForm form)
      : name_(std::move(name)), fd_(std::move(fd)), form_(form) {}

  Status begin() {
    INGOT_CHECK(fill());
    INGOT_CHECK(skip_mark());
    return form_ == TableForm::csv ? read_header() : Status();
  }

  Result<std::optional<TableRow>> next() {
    return form_ == TableForm::csv ? next_csv() : next_line();
  }

  bool is_lost() const { return is_lost_; }
  std::uint64_t line() const { return row_line_; }
  const std::vector<std::string>& columns() const { return columns_; }

 private:
  Error wrong(const std::string& what) const {
    return Error{ErrorKind::invalid, name_ + ":" + std::to_string(row_line_) + ": " + what};
  }

  // The same of the file as a whole.
  Error lost(const std::string& what) {
    is_lost_ = true;
    return wrong(what);
  }

  // More bytes behind what is buffered; has_ended_ when there are none.
  Status fill() {
    if (has_ended_) return {};
    buffer_.erase(0, std::exchange(at_, 0));
    const std::size_t had = buffer_.size();
    buffer_.resize(had + kPiece);
    ssize_t got = 0;
    do {
      got = ::read(fd_.value(), buffer_.data() + had, kPiece);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
      const int why = errno;
      buffer_.resize(had);
      is_lost_ = true;
      return Error{ErrorKind::retryable, name_ + ": read: " + std::strerror(why)};
    }
    buffer_.resize(had + static_cast<std::size_t>(got));
    has_ended_ = got == 0;
    return {};
  }

  // The next byte without taking it; nothing at the end.
  Result<std::optional<char>> peek() {
    if (at_ == buffer_.size()) INGOT_CHECK(fill());
    if (at_ == buffer_.size()) return std::optional<char>();
    return std::optional<char>(buffer_[at_]);
  }

  Status skip_mark() {
    if (buffer_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    row_line_ = 1;
    const bool has_mark = buffer_.starts_with("\xFF\xFE") || buffer_.starts_with("\xFE\xFF");
    if (has_mark) return lost("the file begins with the bytes " + hex(buffer_[0]) + " " + hex(buffer_[1]) + ": " + kUtf16);
    // Without a mark every other byte of Western text gives it away.
    const std::string_view head = std::string_view(buffer_).substr(0, 4);
    const std::size_t zero = head.find('\0');
    if (zero != head.npos) return lost("byte " + std::to_string(zero + 1) + " of the file is 00: " + kUtf16);
    return {};
  }

  // A file in another encoding is refused as a whole: rows that happen to be ASCII would hide it.
  Status check_text(const std::vector<std::string>& values) {
    for (const std::string& value : values) {
      if (value.find('\0') != value.npos) {
        return lost("`" + shown(value) + "` has the byte 00: the file is UTF-16 or no text; save it as UTF-8");
      }
      if (is_utf8(value)) continue;
      return lost("`" + shown(value) + "` has the byte " + hex(value[first_odd_byte(value)]) +
                  ", which is not UTF-8: the file is Windows-1252 or Latin-1, perhaps; save it as UTF-8 (in Excel: " +
                  "`CSV UTF-8`; elsewhere: iconv -f WINDOWS-1252 -t UTF-8)");
    }
    return {};
  }

  // ---- CSV

  Status read_header() {
    auto header = record();
    if (!header) return header.error();
    if (!*header) return wrong("the file is empty; the first line names the columns");
    columns_ = **std::move(header);
    INGOT_CHECK(check_text(columns_));
    std::set<std::string> seen;
    for (const std::string& column : columns_) {
      if (column.empty()) return wrong("a column has no name");
      if (!seen.insert(column).second) return wrong("the column `" + printable(column) + "` stands twice");
    }
    return {};
  }

  Result<std::optional<TableRow>> next_csv() {
    INGOT_TRY(auto values, record());
    if (!values) return std::optional<TableRow>();
    if (values->size() != columns_.size()) {
      return wrong("the row has " + std::to_string(values->size()) + " values, the header " +
                   std::to_string(columns_.size()));
    }
    INGOT_CHECK(check_text(*values));
    TableRow row;
    row.cells.reserve(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      TableCell cell{columns_[i], {}};
      if (!(*values)[i].empty()) cell.values.push_back(std::move((*values)[i]));
      row.cells.push_back(std::move(cell));
    }
    return std::optional(std::move(row));
  }

  // The values of one record, or nothing at the end. Lines without any character are no records.
  Result<std::optional<std::vector<std::string>>> record() {
    while (true) {
      row_line_ = next_line_;
      INGOT_TRY(const auto first, peek());
      if (!first) return std::optional<std::vector<std::string>>();
      if (*first != '\n' && *first != '\r') break;
      take_line_end();
    }
    std::vector<std::string> values;
    std::size_t length = 0;
    while (true) {
      INGOT_TRY(std::string value, field());
      length += value.size() + 1;
      values.push_back(std::move(value));
      if (length > kLongestRow) return lost("the row is longer than 16 MiB; is a quote missing?");
      INGOT_TRY(const auto after, peek());
      if (after && *after == ',') {
        ++at_;
        continue;
      }
      if (after) take_line_end();
      return std::optional(std::move(values));
    }
  }

  // One value up to the comma or line end behind it, which stays.
  Result<std::string> field() {
    INGOT_TRY(const auto first, peek());
    if (first && *first == '"') return quoted_field();
    std::string value;
    while (true) {
      take_run(value, [](char c) { return c == ',' || c == '\n' || c == '\r' || c == '"'; });
      INGOT_TRY(const auto c, peek());
      if (!c || *c == ',' || *c == '\n' || is_carriage_return_at_end()) return value;
      if (*c == '"') return skip_rest("a quote stands inside a value that does not begin with one");
      if (value.size() > kLongestRow) return lost("the row is longer than 16 MiB");
      value += *c;
      ++at_;
    }
  }

  Result<std::string> quoted_field() {
    ++at_;
    std::string value;
    while (true) {
      take_run(value, [](char c) { return c == '"' || c == '\n'; });
      INGOT_TRY(const auto c, peek());
      if (!c) return lost("a quote that is opened in this row is never closed");
      if (value.size() > kLongestRow) return lost("a quote that is opened in this row is not closed within 16 MiB");
      ++at_;
      if (*c != '"') {
        if (*c == '\n') ++next_line_;
        value += *c;
        continue;
      }
      INGOT_TRY(const auto after, peek());
      if (after && *after == '"') {
        value += '"';
        ++at_;
        continue;
      }
      if (!after || *after == ',' || *after == '\n' || is_carriage_return_at_end()) return value;
      return skip_rest("there is text behind a closing quote");
    }
  }

  // Moves what is buffered to `value`, up to the first character that `ends` a run.
  template <class Ends>
  void take_run(std::string& value, Ends ends) {
    const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto to = std::find_if(from, buffer_.end(), ends);
    value.append(from, to);
    at_ += static_cast<std::size_t>(to - from);
  }

  // A lone carriage return is a character like others.
  bool is_carriage_return_at_end() {
    if (at_ >= buffer_.size() || buffer_[at_] != '\r') return false;
    if (at_ + 1 == buffer_.size() && !fill()) return false;
    return at_ + 1 == buffer_.size() || buffer_[at_ + 1] == '\n';
  }

  void take_line_end() {
    if (at_ < buffer_.size() && buffer_[at_] == '\r') ++at_;
    if (at_ == buffer_.size() && !fill()) return;
    if (at_ < buffer_.size() && buffer_[at_] == '\n') ++at_;
    ++next_line_;
  }

  Error skip_rest(const std::string& what) {
    const Error error = wrong(what);
    ignore_error(whole_line(), "the row is lost anyway");
    return error;
  }

  // ---- lines

  // The rest of the line without its end; nothing at the end of the file.
  Result<std::optional<std::string>> whole_line() {
    row_line_ = next_line_;
    std::size_t searched = 0;
    while (true) {
      const std::size_t end = buffer_.find('\n', at_ + searched);
      if (end == buffer_.npos && !has_ended_) {
        searched = buffer_.size() - at_;
        if (searched > kLongestRow) return lost("the line is longer than 16 MiB");
        INGOT_CHECK(fill());
        continue;
      }
      if (end == buffer_.npos && at_ == buffer_.size()) return std::optional<std::string>();
      std::string line = buffer_.substr(at_, end == buffer_.npos ? end : end - at_);
      at_ = end == buffer_.npos ? buffer_.size() : end + 1;
      ++next_line_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return std::optional(std::move(line));
    }
  }

  Result<std::optional<TableRow>> next_line() {
    while (true) {
      INGOT_TRY(auto line, whole_line());
      if (!line) return std::optional<TableRow>();
      const std::size_t start = line->find_first_not_of(" \t");
      if (start == line->npos) continue;
      if (form_ == TableForm::lines && (*line)[start] == '#') continue;
      INGOT_CHECK(check_text({*line}));
      if (form_ == TableForm::lines) return std::optional(TableRow{{{kLinesColumn, {*std::move(line)}}}});
      auto row = row_of_json(*line);
      if (!row) return wrong(row.error().message);
      return std::optional(*std::move(row));
    }
  }

  static constexpr std::size_t kPiece = 64u << 10;

  const std::string name_;
  OwnedFd fd_;
  const TableForm form_;
  std::string buffer_;
  std::size_t at_ = 0;  // of the next byte in buffer_
  bool has_ended_ = false, is_lost_ = false;
  std::uint64_t next_line_ = 1, row_line_ = 1;
  std::vector<std::string> columns_;
};

TableReader::TableReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TableReader::TableReader(TableReader&&) noexcept = default;
TableReader& TableReader::operator=(TableReader&&) noexcept = default;
TableReader::~TableReader() = default;

Result<TableReader> TableReader::open(const std::filesystem::path& file, TableForm form) {
  OwnedFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (fd.value() < 0) {
    const int why = errno;
    const ErrorKind kind = why == ENOENT || why == ENOTDIR ? ErrorKind::not_found : ErrorKind::refused;
    return Error{kind, file.string() + ": open: " + std::strerror(why)};
  }
  auto impl = std::make_unique<Impl>(file.string(), std::move(fd), form);
  INGOT_CHECK(impl->begin());
  return TableReader(std::move(impl));
}

Result<std::optional<TableRow>> TableReader::next() { return impl_->next(); }
bool TableReader::is_lost() const { return impl_->is_lost(); }
std::uint64_t TableReader::line() const { return impl_->line(); }
const std::vector<std::string>& TableReader::columns() const { return impl_->columns(); }

}  // namespace ingot::io
