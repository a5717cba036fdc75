#include "host/job/text_check.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::job {
namespace {

// Bytes from the start of the line that are whole UTF-8 characters.
std::size_t valid_prefix(std::string_view line) {
  if (is_utf8(line)) return line.size();
  std::size_t valid = 0;
  while (valid < line.size()) {
    std::size_t step = 1;
    const std::size_t longest = std::min<std::size_t>(4, line.size() - valid);
    while (step <= longest && !is_utf8(line.substr(valid, step))) ++step;
    if (step > longest) break;
    valid += step;
  }
  return valid;
}

bool is_allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
}

}  // namespace

bool check_text(const Source& source, Reporter& reporter) {
  if (source.text().size() > kMaxFileBytes) {
    reporter.error(Code::file_too_large, Span{},
                   "the file has " + std::to_string(source.text().size()) +
                       " bytes, a job has at most " + std::to_string(kMaxFileBytes));
    return false;
  }
  for (std::uint32_t number = 1; number <= source.line_count(); ++number) {
    const std::string_view line = source.line(number);
    const std::size_t valid = valid_prefix(line);
    const auto bad = std::find_if_not(line.begin(), line.begin() + valid, is_allowed);
    const auto at = static_cast<std::size_t>(bad - line.begin());
    const Span place{number, static_cast<std::uint32_t>(at + 1), 1};
    if (at < valid) {
      reporter.error(Code::control_character, place,
                     "control character 0x" + to_hex(line.substr(at, 1)), {"delete it", {}});
      return false;
    }
    if (valid < line.size()) {
      reporter.error(Code::not_utf8, place,
                     "byte 0x" + to_hex(line.substr(valid, 1)) + " is not UTF-8",
                     {"save the file as UTF-8", {}});
      return false;
    }
  }
  return true;
}

}  // namespace ingot::job
