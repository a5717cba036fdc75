#include "host/plugin/manifest_fields.hpp"

#include <algorithm>

#include "host/base/text.hpp"

namespace ingot::plugin {

using Kind = JsonValue::Kind;

ManifestFields::ManifestFields(const JsonValue* value, std::string path,
                               std::vector<ManifestProblem>& problems)
    : value_(value), path_(std::move(path)), problems_(problems) {
  if (value_ == nullptr || value_->is(Kind::object)) return;
  problems_.push_back({path_, "must be an object, is " + std::string(to_string(value_->kind))});
  value_ = nullptr;
}

std::string ManifestFields::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void ManifestFields::complain(std::string_view key, std::string message) {
  problems_.push_back({path_of(key), std::move(message)});
}

const JsonValue* ManifestFields::take(std::string_view key, Presence presence) {
  asked_.emplace(key);
  const JsonValue* value = value_ == nullptr ? nullptr : value_->find(key);
  if (value == nullptr && presence == Presence::required) complain(key, "is missing");
  return value;
}

const JsonValue* ManifestFields::member(std::string_view key, Kind kind, Presence presence) {
  const JsonValue* value = take(key, presence);
  if (value == nullptr || value->is(kind)) return value;
  complain(key, "must be " + std::string(to_string(kind)) + ", is " +
                    std::string(to_string(value->kind)));
  return nullptr;
}

std::string ManifestFields::text(std::string_view key, Presence presence) {
  const JsonValue* value = member(key, Kind::text, presence);
  if (value == nullptr) return {};
  if (value->text.empty()) complain(key, "is empty");
  return value->text;
}

std::string ManifestFields::choice(std::string_view key,
                                   const std::vector<std::string_view>& allowed,
                                   Presence presence) {
  std::string chosen = text(key, presence);
  if (chosen.empty() || std::find(allowed.begin(), allowed.end(), chosen) != allowed.end())
    return chosen;
  std::string message = "`" + printable(chosen) + "` is none of";
  for (std::size_t i = 0; i < allowed.size(); ++i)
    message += (i == 0 ? " " : ", ") + std::string(allowed[i]);
  complain(key, std::move(message));
  return {};
}

void ManifestFields::number(std::string_view key, std::uint64_t& value, Range range) {
  const JsonValue* found = member(key, Kind::integer, Presence::optional);
  if (found == nullptr) return;
  if (found->integer < 0 || static_cast<std::uint64_t>(found->integer) < range.least ||
      static_cast<std::uint64_t>(found->integer) > range.most) {
    complain(key, "must be from " + std::to_string(range.least) + " to " +
                      std::to_string(range.most) + ", is " + std::to_string(found->integer));
    return;
  }
  value = static_cast<std::uint64_t>(found->integer);
}

void ManifestFields::number(std::string_view key, std::uint32_t& value, Range range) {
  std::uint64_t wide = value;
  range.most = std::min<std::uint64_t>(range.most, UINT32_MAX);
  number(key, wide, range);
  value = static_cast<std::uint32_t>(wide);
}

std::vector<std::string> ManifestFields::texts(std::string_view key) {
  std::vector<std::string> list;
  const JsonValue* value = member(key, Kind::array, Presence::optional);
  if (value == nullptr) return list;
  for (std::size_t i = 0; i < value->items.size(); ++i) {
    const JsonValue& item = value->items[i];
    const std::string place = std::string(key) + "[" + std::to_string(i) + "]";
    if (!item.is(Kind::text) || item.text.empty()) {
      complain(place, "must be a text that is not empty");
    } else if (std::find(list.begin(), list.end(), item.text) != list.end()) {
      complain(place, "`" + printable(item.text) + "` is listed twice");
    } else {
      list.push_back(item.text);
    }
  }
  return list;
}

void ManifestFields::finish() {
  if (value_ == nullptr) return;
  for (const auto& [key, ignored] : value_->members) {
    if (asked_.contains(key) || key.starts_with("x-")) continue;
    std::string message = "is not a key of manifests; known here:";
    for (const auto& known : asked_) message += " " + known;
    complain(printable(key), std::move(message));
  }
}

}  // namespace ingot::plugin
