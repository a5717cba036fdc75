#include "plugins/managedassets/lab/precondition.hpp"

#include <algorithm>

namespace ingot::lab::managedassets {

namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

// One tag with its quotes; nullopt: none is there.
std::optional<std::string> take_tag(std::string_view& text) {
  const std::size_t open = text.starts_with("W/") ? 2 : 0;
  if (text.size() <= open || text[open] != '"') return std::nullopt;
  const std::size_t close = text.find('"', open + 1);
  if (close == text.npos) return std::nullopt;
  std::string tag(text.substr(0, close + 1));
  text.remove_prefix(close + 1);
  return tag;
}

std::optional<TagList> parse_list(std::string_view text) {
  if (text == "*") return TagList{.is_any = true};
  TagList list;
  while (true) {
    skip_blanks(text);
    std::optional<std::string> tag = take_tag(text);
    if (!tag) return std::nullopt;
    list.tags.push_back(std::move(*tag));
    skip_blanks(text);
    if (text.empty()) return list;
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
}

}  // namespace

std::optional<Refusal> Precondition::check(const std::string& etag) const {
  const auto has = [&](const TagList& list, const std::string& tag) {
    return std::find(list.tags.begin(), list.tags.end(), tag) != list.tags.end();
  };
  // If-Match compares strongly, so a weak tag never matches; If-None-Match compares weakly.
  if (if_match && !if_match->is_any && !has(*if_match, etag)) {
    return Refusal{412, "If-Match: the asset has changed"};
  }
  const bool is_listed = if_none_match && (if_none_match->is_any || has(*if_none_match, etag) ||
                                           has(*if_none_match, "W/" + etag));
  if (is_listed) return Refusal{412, "If-None-Match: the asset has this ETag"};
  return std::nullopt;
}

Answer<Precondition> read_precondition(const Headers& headers) {
  Precondition precondition;
  if (const auto field = headers.find("If-Match")) {
    precondition.if_match = parse_list(*field);
    if (!precondition.if_match) return Refusal{400, "If-Match: must be * or quoted tags"};
  }
  if (const auto field = headers.find("If-None-Match")) {
    precondition.if_none_match = parse_list(*field);
    if (!precondition.if_none_match) return Refusal{400, "If-None-Match: must be * or quoted tags"};
  }
  return precondition;
}

}  // namespace ingot::lab::managedassets
