// DateFormat: a closed set of ways to write a day and a time of day: YYYY, MM or M, DD or D, hh,
// mm, ss and marks between them. Knows the calendar, no names of months, no time zones. A value;
// any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::job {

struct DateTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

class DateFormat {
 public:
  // Error (invalid): a clause that fits behind "`key`: ".
  static Result<DateFormat> parse(std::string_view text);

  // The whole text. Error (invalid): it is written otherwise, or there is no such day (proleptic
  // Gregorian calendar).
  Result<DateTime> read(std::string_view text) const;
  std::string write(const DateTime& moment) const;
  // Does this one say all that `other` wants to write?
  bool covers(const DateFormat& other) const;
  const std::string& text() const { return text_; }
  // 31 January 2027, five past noon, in this format.
  std::string example() const { return write({2027, 1, 31, 12, 5, 0}); }

 private:
  enum class Kind { mark, year, month, day, hour, minute, second };
  struct Token {
    Kind kind = Kind::mark;
    char letter = 0;        // the mark itself, or the letter of the token
    std::size_t width = 0;  // digits; 1 of a month or day: one or two
  };
  static Kind kind_of(char letter);
  bool has(Kind kind) const;

  std::string text_;
  std::vector<Token> tokens_;
};

// What a JSON Schema says of a format: matches exactly what parse() takes.
inline constexpr std::string_view kDateFormatPattern =
    "^(?=[^Y]*YYYY[^Y]*$)(?=[^M]*MM?[^M]*$)(?=[^D]*DD?[^D]*$)(?=[^h]*(?:hh)?[^h]*$)(?=[^m]*(?:mm)?["
    "^m]*$)"
    "(?=[^s]*(?:ss)?[^s]*$)(?!.*(?:^|[^M])M[YDhms])(?!.*(?:^|[^D])D[YMhms])[-YMDhms./:, _T]+$";

}  // namespace ingot::job
