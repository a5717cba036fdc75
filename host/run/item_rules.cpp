#include "host/run/item_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "host/base/text.hpp"

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

std::optional<Refusal> refusal_of(const io::SourceFile& file, const ItemRules& rules) {
  if (file.size < rules.size_min) {
    return Refusal{"min_size", human_bytes(file.size) + " is less than validate.min_size " +
                                   human_bytes(rules.size_min)};
  }
  if (file.size > rules.size_max) {
    return Refusal{"max_size", human_bytes(file.size) + " is more than validate.max_size " +
                                   human_bytes(rules.size_max)};
  }
  if (rules.names == NameRule::portable) {
    if (auto why = why_not_portable(file.key)) return Refusal{"name", "the name is not portable: " + *why};
  }
  return std::nullopt;
}

}  // namespace ingot::run
