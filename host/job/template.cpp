#include "host/job/template.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::job {
namespace {

struct Named {
  Variable variable;
  std::string_view name;
};

constexpr std::array<Named, 8> kNames = {{{Variable::item_dir, "item.dir"},
                                          {Variable::item_name, "item.name"},
                                          {Variable::item_stem, "item.stem"},
                                          {Variable::item_ext, "item.ext"},
                                          {Variable::item_path, "item.path"},
                                          {Variable::item_size, "item.size"},
                                          {Variable::item_mtime, "item.mtime"},
                                          {Variable::run_id, "run.id"}}};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

// The length of "s3://" and the like at the beginning of an address; else 0.
std::size_t scheme_length(std::string_view text) {
  const std::size_t end = text.find("://");
  if (end == text.npos || end == 0) return 0;
  const bool is_scheme = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  });
  return is_scheme ? end + 3 : 0;
}

// The parts between slashes joined again: no empty part, no "." or "..".
Result<std::string> clean_path(std::string_view path) {
  std::string clean(path.substr(0, scheme_length(path)));
  path.remove_prefix(clean.size());
  if (path.starts_with('/')) clean += '/';
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty()) continue;
    if (part == "." || part == "..") {
      return Error{ErrorKind::invalid, "the path has `" + std::string(part) + "` as a part"};
    }
    if (!clean.empty() && clean.back() != '/') clean += '/';
    clean += part;
  }
  return clean;
}

}  // namespace

std::string_view variable_name(Variable variable) {
  for (const Named& named : kNames) {
    if (named.variable == variable) return named.name;
  }
  return {};
}

std::optional<Variable> find_variable(std::string_view name) {
  for (const Named& named : kNames) {
    if (named.name == name) return named.variable;
  }
  return std::nullopt;
}

std::string item_value(Variable variable, const ItemFacts& item) {
  const std::size_t slash = item.key.rfind('/');
  const bool has_folder = slash != std::string_view::npos;
  const std::string_view name = has_folder ? item.key.substr(slash + 1) : item.key;
  // A leading dot marks a hidden file, not an extension.
  std::size_t dot = name.rfind('.');
  if (dot == 0 || dot == std::string_view::npos) dot = name.size();
  switch (variable) {
    case Variable::item_dir:
      return std::string(has_folder ? item.key.substr(0, slash) : "");
    case Variable::item_name:
      return std::string(name);
    case Variable::item_stem:
      return std::string(name.substr(0, dot));
    case Variable::item_ext:
      return std::string(name.substr(std::min(dot + 1, name.size())));
    case Variable::item_path:
      return std::string(item.key);
    case Variable::item_size:
      return std::to_string(item.size);
    case Variable::item_mtime: {
      // Rounded towards the past, so that times before 1970 stay right as well.
      constexpr std::int64_t kNsPerMs = 1'000'000;
      const std::int64_t ms = item.mtime_ns / kNsPerMs - (item.mtime_ns % kNsPerMs < 0 ? 1 : 0);
      return iso8601(ms);
    }
    case Variable::run_id:
    case Variable::row:
      break;
  }
  assert(false && "not a fact of the item itself");
  return {};
}

Template Template::literal(std::string text) {
  return Template({Piece{std::move(text), std::nullopt}}, Shape::text);
}

bool Template::is_literal() const {
  return std::none_of(pieces_.begin(), pieces_.end(),
                      [](const Piece& p) { return p.variable.has_value(); });
}

std::string Template::Piece::spelled() const {
  if (variable == Variable::row) return "row." + column;
  return std::string(variable_name(*variable));
}

std::string Template::to_text() const {
  std::string text;
  for (const Piece& piece : pieces_) {
    text += piece.variable ? "${" + piece.spelled() + "}" : piece.literal;
  }
  return text;
}

Result<std::string> Template::render(const ItemFacts& item) const {
  std::string text;
  for (const Piece& piece : pieces_) {
    if (!piece.variable) {
      text += piece.literal;
      continue;
    }
    const bool is_row = *piece.variable == Variable::row;
    const std::string value = !is_row               ? item_value(*piece.variable, item)
                              : item.row == nullptr ? std::string()
                                                    : item.row->text(piece.column);
    if (std::any_of(value.begin(), value.end(), is_control)) {
      return Error{ErrorKind::invalid, "${" + piece.spelled() +
                                           "} has a control character: `" + printable(value) + "`"};
    }
    text += value;
  }
  if (shape_ == Shape::text) return text;
  auto clean = clean_path(text);
  if (!clean) return clean.error().within("`" + printable(text) + "`");
  return clean;
}

std::string Template::render_run(std::string_view run_id) const {
  std::string text;
  for (const Piece& piece : pieces_) {
    assert(!piece.variable || *piece.variable == Variable::run_id);
    text += piece.variable ? std::string(run_id) : piece.literal;
  }
  return text;
}

bool has_literal_prefix(const Template& text) {
  std::string prefix;
  for (const Template::Piece& piece : text.pieces()) {
    if (piece.variable) break;
    prefix += piece.literal;
  }
  return prefix.find('/') != std::string::npos || text.is_literal();
}

}  // namespace ingot::job
