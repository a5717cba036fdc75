// Source: the text of one job file, cut into lines, and the places in it. It reads no file. A value
// over borrowed text; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::job {

// A place in a job file: 1-based line and byte column, length in bytes within that line. Line 0
// means "not in the file" (a default, or the command line).
struct Span {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;
};

class Source {
 public:
  // `text` must outlive the source. Lines end with LF or CRLF.
  Source(std::string name, std::string_view text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  // Without its line end; empty outside 1..line_count().
  std::string_view line(std::uint32_t number) const;
  // The place of the byte at `offset`.
  Span at(std::size_t offset) const;

 private:
  std::string name_;
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

}  // namespace ingot::job
