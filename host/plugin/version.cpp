#include "host/plugin/version.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "host/base/text.hpp"

namespace ingot::plugin {

static std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failure != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  if (text.size() > 1 && text[0] == '0') return std::nullopt;
  return value;
}

static bool is_identifier(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  });
}

static std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t end = text.find(separator);
    pieces.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return pieces;
    text.remove_prefix(end + 1);
  }
}

static bool are_identifiers(std::string_view dotted) {
  const auto pieces = split(dotted, '.');
  return std::all_of(pieces.begin(), pieces.end(), is_identifier);
}

namespace {

// What stands in a constraint: a version whose later numbers may be missing.
struct Partial {
  Version version;
  std::size_t numbers = 0;
};

std::optional<Partial> parse_partial(std::string_view text) {
  Partial partial;
  if (const std::size_t plus = text.find('+'); plus != std::string_view::npos) {
    if (!are_identifiers(text.substr(plus + 1))) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    partial.version.prerelease = text.substr(dash + 1);
    if (!are_identifiers(partial.version.prerelease)) return std::nullopt;
    text = text.substr(0, dash);
  }
  const auto pieces = split(text, '.');
  if (pieces.size() > 3) return std::nullopt;
  const std::array<std::uint32_t*, 3> slots = {&partial.version.major, &partial.version.minor,
                                               &partial.version.patch};
  for (const auto piece : pieces) {
    const auto value = number(piece);
    if (!value) return std::nullopt;
    *slots[partial.numbers++] = *value;
  }
  if (!partial.version.prerelease.empty() && partial.numbers != 3) return std::nullopt;
  return partial;
}

// The first version behind all that share its first numbers; none behind the largest number there
// is.
std::optional<Version> next_after(Version next, std::size_t numbers) {
  next.prerelease.clear();
  std::uint32_t* last = numbers == 1 ? &next.major : numbers == 2 ? &next.minor : &next.patch;
  if (*last == UINT32_MAX) return std::nullopt;
  ++*last;
  if (numbers < 3) next.patch = 0;
  if (numbers < 2) next.minor = 0;
  return next;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  const auto left = number(a), right = number(b);
  if (left && right) return *left <=> *right;
  if (left || right) return left ? std::strong_ordering::less : std::strong_ordering::greater;
  return a <=> b;
}

}  // namespace

Result<Version> Version::parse(std::string_view text) {
  const auto partial = parse_partial(text);
  if (!partial || partial->numbers != 3) {
    return Error{ErrorKind::invalid, "`" + printable(text) + "` is not a version such as 1.2.0"};
  }
  return partial->version;
}

std::string Version::to_string() const {
  std::string text =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  return prerelease.empty() ? text : text + "-" + prerelease;
}

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  if (const auto order = a.major <=> b.major; order != 0) return order;
  if (const auto order = a.minor <=> b.minor; order != 0) return order;
  if (const auto order = a.patch <=> b.patch; order != 0) return order;
  if (a.prerelease.empty() || b.prerelease.empty())
    return a.prerelease.empty() <=> b.prerelease.empty();
  const auto left = split(a.prerelease, '.'), right = split(b.prerelease, '.');
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (const auto order = compare_identifiers(left[i], right[i]); order != 0) return order;
  }
  return left.size() <=> right.size();
}

static std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Result<VersionConstraint> VersionConstraint::parse(std::string_view text) {
  VersionConstraint constraint;
  constraint.text_ = trimmed(text);
  if (constraint.text_.empty()) return constraint;
  for (const auto term : split(constraint.text_, ',')) {
    INGOT_CHECK(constraint.add(trimmed(term)));
  }
  return constraint;
}

Status VersionConstraint::add(std::string_view term) {
  static constexpr std::array<std::string_view, 6> kSigns = {"~>", ">=", "<=", ">", "<", "="};
  const auto found = std::find_if(kSigns.begin(), kSigns.end(),
                                  [&](std::string_view known) { return term.starts_with(known); });
  const std::string_view sign = found == kSigns.end() ? "" : *found;
  const auto partial = parse_partial(trimmed(term.substr(sign.size())));
  if (!partial) {
    return Error{ErrorKind::invalid, "version constraint `" + printable(term) +
                                         "` is none of \"1.2.0\", \"~> 1.2\", \">= 1.0\", \"< 2\""};
  }
  names_prerelease_ = names_prerelease_ || !partial->version.prerelease.empty();
  bound(sign, partial->version, partial->numbers);
  return {};
}

// "1.2" with `numbers` 2 stands for all of 1.2.x; the end of that range is the first version behind
// it.
void VersionConstraint::bound(std::string_view sign, const Version& version, std::size_t numbers) {
  const auto behind = [&](std::size_t shared) { return next_after(version, shared); };
  const auto below = [&](std::size_t shared) {
    if (const auto end = behind(shared)) bounds_.push_back({Relation::below, *end});
  };
  const bool is_whole = numbers == 3;
  if (sign == "<") {
    bounds_.push_back({Relation::below, version});
  } else if (sign == "<=") {
    if (is_whole)
      bounds_.push_back({Relation::at_most, version});
    else
      below(numbers);
  } else if (sign == ">") {
    const auto end = is_whole ? std::nullopt : behind(numbers);
    bounds_.push_back(end ? Bound{Relation::at_least, *end} : Bound{Relation::above, version});
  } else if (sign == ">=" || sign == "~>" || !is_whole) {
    bounds_.push_back({Relation::at_least, version});
    if (sign == "~>")
      below(is_whole ? 2 : 1);
    else if (sign != ">=")
      below(numbers);
  } else {
    bounds_.push_back({Relation::equal, version});
  }
}

bool VersionConstraint::allows(const Version& version) const {
  if (!bounds_.empty() && !version.prerelease.empty() && !names_prerelease_) return false;
  return std::all_of(bounds_.begin(), bounds_.end(), [&](const Bound& bound) {
    switch (bound.relation) {
      case Relation::equal:
        return version == bound.version;
      case Relation::at_least:
        return version >= bound.version;
      case Relation::above:
        return version > bound.version;
      case Relation::at_most:
        return version <= bound.version;
      case Relation::below:
        return version < bound.version;
    }
    return false;
  });
}

}  // namespace ingot::plugin
