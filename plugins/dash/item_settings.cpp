// Names meet ids here; the limits of sizes and parts are those of dash.md 1.3 and 1.9.
#include "plugins/dash/item_settings.hpp"

#include <Poco/UTF8String.h>

#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/remote_path.hpp"

namespace ingot::dash {
namespace {

constexpr std::uint64_t kSingleBelow = 5'242'880, kSingleMax = 5'368'709'120;
constexpr std::uint64_t kPartMin = 5'242'881, kPartMax = 5'368'709'119, kPartsMax = 10'000;

std::string unknown_field(const std::string& name, const Context& context) {
  std::vector<std::string> known;
  for (const auto& [field, id] : context.fields) known.push_back(field);
  const std::string best = nearest_name(lower_case(name), known);
  return "field `" + name + "` is not known in this account" +
         (best.empty() ? std::string() : "; did you mean `" + best + "`?");
}

std::string part_problem(const Item& item) {
  if (item.n_parts <= 1) {
    return item.size > kSingleMax ? "a file above 5 GiB needs several parts" : "";
  }
  if (item.size < kSingleBelow) return "a file below 5 MiB must be a single part";
  if (item.n_parts > kPartsMax) return "more than 10000 parts";
  if (item.part_size < kPartMin || item.part_size > kPartMax) {
    return "the part size must be from 5242881 to 5368709119 bytes";
  }
  const std::uint64_t needed = (item.size + item.part_size - 1) / item.part_size;
  return needed == item.n_parts ? "" : "the part plan does not cover the file exactly";
}

}  // namespace

std::string lower_case(const std::string& text) {
  return Poco::UTF8::toLower(text);
}

std::string Context::to_json() const {
  std::string out =
      "{\"user_id\":" + quote(user_id) + ",\"folder_field_id\":" + quote(folder_field_id);
  if (!has_fields) return out + "}";
  out += ",\"fields\":{";
  for (const auto& [name, id] : fields) {
    if (out.back() != '{') out += ',';
    out += quote(name) + ":" + quote(id);
  }
  return out + "}}";
}

Context read_context(std::string_view json) {
  Context context;
  const auto root = Json::parse(json);
  if (!root) return context;
  context.user_id = (*root)["user_id"].text();
  context.folder_field_id = (*root)["folder_field_id"].text();
  const Json fields = (*root)["fields"];
  context.has_fields = fields.is_object();
  for (const std::string& name : fields.keys()) context.fields[name] = fields[name].text();
  return context;
}

Parsed<ItemSettings> read_item_settings(std::string_view json, const std::string& default_folder) {
  ItemSettings settings;
  settings.folder = default_folder;
  if (json.empty()) return settings;
  const auto root = Json::parse(json);
  if (!root) return Parsed<ItemSettings>::failed("fields of the item: " + root.problem());
  if (const Json folder = (*root)["config"]["folder"]; folder.is_string())
    settings.folder = folder.text();
  const Json fields = (*root)["fields"];
  for (const std::string& name : fields.keys()) {
    const Json value = fields[name];
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < value.size(); ++i) texts.push_back(value.at(i).text());
    if (!value.is_array() && !value.is_absent()) texts.push_back(value.text());
    if (!texts.empty()) settings.fields.emplace_back(name, std::move(texts));
  }
  return settings;
}

Parsed<FieldValues> resolve_fields(const ItemSettings& settings, const Context& context) {
  if (!settings.fields.empty() && !context.has_fields) {
    return Parsed<FieldValues>::failed(
        "the fields of the account could not be read, so none can be set");
  }
  FieldValues values;
  for (const auto& [name, texts] : settings.fields) {
    const auto found = context.fields.find(lower_case(name));
    const bool is_id = std::any_of(context.fields.begin(), context.fields.end(),
                                   [&](const auto& field) { return field.second == name; });
    if (found == context.fields.end() && !is_id) {
      return Parsed<FieldValues>::failed(unknown_field(name, context));
    }
    const std::string& id = found != context.fields.end() ? found->second : name;
    for (const auto& [taken, ignored] : values) {
      if (taken == id) return Parsed<FieldValues>::failed("field `" + name + "` is given twice");
    }
    values.emplace_back(id, texts);
  }
  return values;
}

std::string item_problem(const Item& item, const std::string& folder) {
  std::string all;
  auto add = [&all](const std::string& problem) {
    if (!problem.empty()) all += (all.empty() ? "" : "; ") + problem;
  };
  if (!item.has_bytes) add("dash needs a file; records and addresses cannot be ingested");
  if (item.has_bytes && item.size == 0)
    add("the file is empty, and Dash does not say it takes empty files");
  if (item.size > kPartMax * kPartsMax) add("the file is larger than 10000 parts can hold");
  add(path_problem(folder, item.name));
  add(part_problem(item));
  return all;
}

}  // namespace ingot::dash
