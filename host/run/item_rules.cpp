#include "host/run/item_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "host/base/text.hpp"
#include "host/run/item_source.hpp"

namespace ingot::run {

static bool is_device_name(std::string_view component) {
  static constexpr std::array kDevices = {"con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4",
                                          "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3",
                                          "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
  std::string stem(component.substr(0, component.find('.')));
  for (char& c : stem) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end();
}

static std::optional<std::string> why_component_not_portable(std::string_view component) {
  if (component.size() > 255) return "a component is longer than 255 bytes";
  if (component.back() == '.' || component.back() == ' ') return "a component ends in a dot or a space";
  for (const char c : component) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return "it holds a control character";
    if (std::string_view("<>:\"|?*\\").find(c) != std::string_view::npos) {
      return std::string("it holds `") + c + "`";
    }
  }
  if (is_device_name(component)) return "`" + std::string(component) + "` is a device name on Windows";
  return std::nullopt;
}

std::optional<std::string> why_not_portable(std::string_view key) {
  while (!key.empty()) {
    const std::size_t slash = key.find('/');
    const std::string_view component = key.substr(0, slash);
    if (component.empty()) return "a component is empty";
    if (auto why = why_component_not_portable(component)) return why;
    key = slash == key.npos ? std::string_view() : key.substr(slash + 1);
  }
  return std::nullopt;
}

static std::optional<Refusal> size_refusal(std::uint64_t size, const ItemRules& rules) {
  const auto refuse = [&](const char* code, const std::string& text) {
    return Refusal{code, human_bytes(size) + text};
  };
  if (size < rules.size_min)
    return refuse("min_size", " is less than validate.min_size " + human_bytes(rules.size_min));
  if (size > rules.size_max)
    return refuse("max_size", " is more than validate.max_size " + human_bytes(rules.size_max));
  // Where parts are planned here, the plan says it in its own words.
  if (rules.cutting == Cutting::host) return std::nullopt;
  if (size < rules.limits.size_min)
    return refuse("size", " is less than the vendor takes: " + human_bytes(rules.limits.size_min));
  if (size > rules.limits.size_max)
    return refuse("size", " is more than the vendor takes: " + human_bytes(rules.limits.size_max));
  return std::nullopt;
}

std::optional<Refusal> refusal_of(const ledger::Item& item, const ItemRules& rules) {
  if (item.code == kRowWithoutFile || item.code == kFileWithoutRow) {
    return Refusal{item.code, item.message, ledger::ItemState::skipped};
  }
  if (item.kind == ledger::ItemKind::plain) return std::nullopt;
  if (auto refusal = size_refusal(item.size, rules)) return refusal;
  if (rules.names == NameRule::portable) {
    if (auto why = why_not_portable(item.path.empty() ? item.key : item.path))
      return Refusal{"name", "the name is not portable: " + *why};
  }
  return std::nullopt;
}

}  // namespace ingot::run
