#include "host/job/date_format.hpp"

#include <algorithm>
#include <cstdio>

#include "host/base/text.hpp"

namespace ingot::job {
namespace {

constexpr std::string_view kLetters = "YMDhms", kMarks = "-./:, _T";

Error invalid(std::string message) {
  return Error{ErrorKind::invalid, std::move(message)};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

int days_of(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

// Nothing = there is such a moment.
std::string_view why_impossible(const DateTime& at) {
  if (at.year < 1) return "there is no year 0";
  if (at.month < 1 || at.month > 12) return "there is no such month";
  if (at.day < 1 || at.day > days_of(at.year, at.month)) return "there is no such day";
  if (at.hour > 23 || at.minute > 59 || at.second > 59) return "there is no such time of day";
  return {};
}

}  // namespace

DateFormat::Kind DateFormat::kind_of(char letter) {
  const std::size_t at = kLetters.find(letter);
  return at == kLetters.npos ? Kind::mark : static_cast<Kind>(at + 1);
}

bool DateFormat::has(Kind kind) const {
  return std::any_of(tokens_.begin(), tokens_.end(),
                     [kind](const Token& token) { return token.kind == kind; });
}

Result<DateFormat> DateFormat::parse(std::string_view text) {
  DateFormat format;
  format.text_ = std::string(text);
  for (std::size_t at = 0; at < text.size();) {
    const Kind kind = kind_of(text[at]);
    if (kind == Kind::mark) {
      if (kMarks.find(text[at]) == kMarks.npos)
        return invalid("`" + printable(text.substr(at, 1)) + "` has no meaning in a format");
      format.tokens_.push_back({kind, text[at++], 1});
      continue;
    }
    const std::size_t width = std::min(text.find_first_not_of(text[at], at), text.size()) - at;
    const bool may_be_short = kind == Kind::month || kind == Kind::day;
    const bool is_good =
        kind == Kind::year ? width == 4 : width == 2 || (width == 1 && may_be_short);
    if (!is_good)
      return invalid("`" + std::string(text.substr(at, width)) +
                     "` is not YYYY, MM, M, DD, D, hh, mm or ss");
    if (format.has(kind))
      return invalid("`" + std::string(text.substr(at, width)) + "` stands twice");
    const bool has_mark = at + width == text.size() || kind_of(text[at + width]) == Kind::mark;
    if (width == 1 && !has_mark)
      return invalid("a single `" + std::string(1, text[at]) + "` needs a mark behind it");
    format.tokens_.push_back({kind, text[at], width});
    at += width;
  }
  for (const auto& [kind, name] :
       {std::pair{Kind::year, "YYYY"}, std::pair{Kind::month, "MM"}, std::pair{Kind::day, "DD"}}) {
    if (!format.has(kind)) return invalid("`" + printable(text) + "` has no " + name);
  }
  return format;
}

Result<DateTime> DateFormat::read(std::string_view text) const {
  DateTime moment;
  int* const fields[] = {nullptr,      &moment.year,   &moment.month, &moment.day,
                         &moment.hour, &moment.minute, &moment.second};
  const auto refuse = [&](const std::string& why) {
    return invalid("`" + printable(text) + "` is not a date as " + text_ + " writes it" +
                   (why.empty() ? "" : ": " + why));
  };
  std::size_t at = 0;
  for (const Token& token : tokens_) {
    if (token.kind == Kind::mark) {
      if (at >= text.size() || text[at] != token.letter) return refuse("");
      ++at;
      continue;
    }
    const std::size_t most = token.width == 1 ? 2 : token.width;
    std::size_t digits = 0;
    int value = 0;
    while (digits < most && at < text.size() && is_digit(text[at])) {
      value = value * 10 + (text[at++] - '0');
      ++digits;
    }
    if (digits < token.width) return refuse("");
    *fields[static_cast<std::size_t>(token.kind)] = value;
  }
  if (at != text.size()) return refuse("");
  if (const std::string_view why = why_impossible(moment); !why.empty())
    return refuse(std::string(why));
  return moment;
}

std::string DateFormat::write(const DateTime& moment) const {
  const int fields[] = {0,           moment.year,   moment.month, moment.day,
                        moment.hour, moment.minute, moment.second};
  std::string text;
  for (const Token& token : tokens_) {
    if (token.kind == Kind::mark) {
      text += token.letter;
      continue;
    }
    char digits[16];
    std::snprintf(digits, sizeof digits, "%0*d", static_cast<int>(token.width),
                  fields[static_cast<std::size_t>(token.kind)]);
    text += digits;
  }
  return text;
}

bool DateFormat::covers(const DateFormat& other) const {
  return std::all_of(other.tokens_.begin(), other.tokens_.end(), [this](const Token& token) {
    return token.kind == Kind::mark || has(token.kind);
  });
}

}  // namespace ingot::job
