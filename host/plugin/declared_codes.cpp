#include "host/plugin/declared_codes.hpp"

#include "host/plugin/elf_note.hpp"
#include "host/plugin/json_value.hpp"

namespace ingot::plugin {

static std::string text_of(const JsonValue& value, std::string_view key) {
  const JsonValue* member = value.find(key);
  return member == nullptr ? std::string() : member->text;
}

Result<std::vector<DeclaredCode>> declared_codes(std::string_view manifest_json) {
  INGOT_TRY(const JsonValue manifest, parse_json(manifest_json));
  std::vector<DeclaredCode> codes;
  const JsonValue* declared = manifest.find("codes");
  if (declared == nullptr) return codes;
  for (const auto& [name, meaning] : declared->members) {
    codes.push_back({name, text_of(meaning, "title"), text_of(meaning, "text")});
  }
  return codes;
}

Result<std::vector<DeclaredCode>> declared_codes_of(const std::filesystem::path& file) {
  INGOT_TRY(const std::string manifest, read_manifest_note(file));
  return declared_codes(manifest);
}

}  // namespace ingot::plugin
