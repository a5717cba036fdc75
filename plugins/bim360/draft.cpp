#include "plugins/bim360/draft.hpp"

#include <algorithm>
#include <set>

#include <ingot/kit/json.hpp>
#include <ingot/kit/names.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::bim360 {
namespace {

constexpr std::size_t kLongestDescription = 1000;  // seed

class DraftReader {
 public:
  DraftReader(const Item& item, const ItemFields& fields, const Config& config,
              const Settings& settings)
      : item_(item), fields_(fields), config_(config), settings_(settings) {}

  Parsed<Draft> read() {
    draft_.client_id = fields_.setting("client_asset_id", item_.key);
    if (draft_.client_id.empty()) fail("client_asset_id: empty");
    draft_.category = need("category");
    draft_.status = need("status");
    if (settings_.is_known) resolve();
    const std::string description = fields_.setting("description");
    if (code_points(description) > kLongestDescription)
      fail("description: longer than 1000 characters");
    const std::string location = read_location(), barcode = fields_.setting("barcode");
    const std::string attributes = settings_.is_known ? read_attributes() : "{}";
    read_key(barcode);
    if (item_.has_bytes) {
      draft_.folder_urn = fields_.setting("attach.folder_urn");
      if (draft_.folder_urn.empty())
        fail("attach.folder_urn: the item has a file, and no folder is given for it");
    }
    if (!problems_.empty()) return Parsed<Draft>::failed(problems_);
    ObjectText body;
    body.text("clientAssetId", draft_.client_id).text("categoryId", draft_.category);
    body.text("statusId", draft_.status).text_if("description", description);
    body.text_if("locationId", location).text_if("barcode", barcode);
    if (attributes != "{}") body.raw("customAttributes", attributes);
    draft_.body = body.str();
    return draft_;
  }

 private:
  void fail(const std::string& problem) { problems_ += (problems_.empty() ? "" : "; ") + problem; }

  std::string need(const std::string& key) {
    const std::string text = fields_.setting(key);
    if (text.empty()) fail(key + ": empty");
    return text;
  }

  std::string take(const Parsed<std::string>& found, const std::string& prefix = {}) {
    if (!found) fail(prefix + found.problem());
    return found ? *found : std::string();
  }

  void resolve() {
    const std::string status = draft_.status;
    if (!draft_.category.empty()) draft_.category = take(settings_.find_category(draft_.category));
    if (draft_.category.empty()) return;  // nothing can be said about what belongs to it
    if (!status.empty()) draft_.status = take(settings_.find_status(draft_.category, status));
    const std::string last = fields_.setting("final_status");
    if (!last.empty()) take(settings_.find_status(draft_.category, last), "final_status: ");
  }

  std::string read_location() {
    const std::string wanted = fields_.setting("location");
    if (wanted.empty() || !settings_.is_known) return wanted;
    if (settings_.has_locations) return take(pick(settings_.locations, wanted, "location"));
    // The tree could not be read; an id is an id all the same.
    if (!is_uuid(wanted))
      fail("location: `" + wanted + "` is no id, and the locations could not be read");
    return wanted;
  }

  // Mapped attributes first, then fields of the job that bear the name of an attribute themselves.
  std::string read_attributes() {
    if (draft_.category.empty()) return "{}";
    std::set<std::string> used;
    for (const auto& [name, field] : config_.attributes) {
      used.insert(field);
      add(name, fields_.field(field));
    }
    for (const auto& [name, values] : fields_.fields) {
      if (!used.contains(name)) add(name, &values);
    }
    check_required();
    ObjectText out;
    for (const auto& [name, json] : values_) out.raw(name, json);
    return out.str();
  }

  void add(const std::string& name, const std::vector<std::string>* given) {
    const auto attribute = settings_.find_attribute(draft_.category, name);
    if (!attribute) return fail(attribute.problem());
    std::vector<std::string> values = given == nullptr ? std::vector<std::string>() : *given;
    std::erase(values, "");
    if (values.empty()) return;
    const auto json = attribute_json(**attribute, values, config_.numeric);
    if (!json) return fail("custom attribute `" + (*attribute)->display + "`: " + json.problem());
    if (!values_.emplace((*attribute)->name, *json).second)
      fail("custom attribute `" + (*attribute)->display + "` is given twice");
    if (values.size() == 1) texts_[(*attribute)->name] = values[0];
  }

  void check_required() {
    const auto own = settings_.attributes_of.find(draft_.category);
    if (own == settings_.attributes_of.end()) return;
    for (const std::string& name : own->second) {
      const auto found = settings_.attributes.find(name);
      if (found == settings_.attributes.end() || values_.contains(name)) continue;
      const Attribute& attribute = found->second;
      if (attribute.is_required && !attribute.has_default)
        fail("custom attribute `" + attribute.display + "` is required");
    }
  }

  void read_key(const std::string& barcode) {
    draft_.key = config_.key_kind == KeyKind::barcode ? barcode : draft_.client_id;
    if (config_.key_kind == KeyKind::attribute) {
      if (!settings_.is_known || draft_.category.empty()) return;
      const auto attribute = settings_.find_attribute(draft_.category, config_.key_attribute);
      if (!attribute) return fail("ingest_key: " + attribute.problem());
      if ((*attribute)->type != "text")
        return fail("ingest_key: custom attribute `" + (*attribute)->display + "` is not a text");
      draft_.key_name = (*attribute)->name;
      draft_.key = texts_[draft_.key_name];
    }
    if (draft_.key.empty()) fail("ingest_key: the row has no value for it");
  }

  const Item& item_;
  const ItemFields& fields_;
  const Config& config_;
  const Settings& settings_;
  Draft draft_;
  std::string problems_;
  std::map<std::string, std::string> values_;  // caN -> JSON
  std::map<std::string, std::string> texts_;   // caN -> the one value as it came
};

}  // namespace

Parsed<std::string> attribute_json(const Attribute& attribute,
                                   const std::vector<std::string>& values, NumericForm numeric) {
  using Answer = Parsed<std::string>;
  const auto pick_value = [&](const std::string& wanted) {
    return pick(attribute.values, wanted, "value");
  };
  if (attribute.type == "multi_select") {
    std::vector<std::string> ids;
    for (const std::string& value : values) {
      auto id = pick_value(value);
      if (!id) return id;
      if (std::find(ids.begin(), ids.end(), *id) == ids.end()) ids.push_back(*id);
    }
    return array_text(ids);
  }
  if (values.size() != 1)
    return Answer::failed("takes one value, not " + std::to_string(values.size()));
  const std::string& value = values[0];
  if (attribute.type == "select") {
    auto id = pick_value(value);
    return id ? Answer(quote(*id)) : id;
  }
  if (attribute.type == "boolean") {
    const auto truth = truth_of(value);
    if (!truth) return Answer::failed("`" + value + "` is neither true nor false");
    return std::string(*truth ? "true" : "false");
  }
  if (attribute.type == "date")
    return is_calendar_date(value)
               ? quote(value)
               : Answer::failed("`" + value + "` is no date of the form YYYY-MM-DD");
  if (attribute.type == "numeric") {
    if (!is_decimal(value))
      return Answer::failed("`" + value + "` is no number with a decimal point");
    return numeric == NumericForm::string ? quote(value) : decimal_json(value);
  }
  if (attribute.type != "text")
    return Answer::failed("has the type `" + attribute.type + "`, which this plugin does not know");
  if (code_points(value) > attribute.max_length)
    return Answer::failed("longer than " + std::to_string(attribute.max_length) + " characters");
  return quote(value);
}

Parsed<Draft> read_draft(const Item& item, const Config& config, const Settings& settings) {
  const auto fields = read_item_fields(item.fields);
  if (!fields) return Parsed<Draft>::failed(fields.problem());
  return DraftReader(item, *fields, config, settings).read();
}

std::vector<std::vector<std::uint32_t>> creation_groups(
    const std::vector<std::pair<std::uint32_t, std::size_t>>& bodies, std::size_t most) {
  constexpr std::size_t kMostBytes = 1'000'000;
  std::vector<std::vector<std::uint32_t>> groups;
  std::size_t bytes = 0;
  for (const auto& [index, size] : bodies) {
    bytes += size + 1;
    if (groups.empty() || groups.back().size() >= most || bytes > kMostBytes) {
      groups.emplace_back();
      bytes = size;
    }
    groups.back().push_back(index);
  }
  return groups;
}

std::map<std::size_t, std::string> repeated_keys(const std::vector<const Draft*>& drafts) {
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    if (drafts[i] != nullptr && !drafts[i]->key.empty()) places[drafts[i]->key].push_back(i);
  }
  std::map<std::size_t, std::string> problems;
  for (const auto& [key, rows] : places) {
    for (std::size_t k = 1; k < rows.size(); ++k)
      problems[rows[k]] = "ingest_key: `" + key + "` is the key of another row as well";
  }
  return problems;
}

}  // namespace ingot::bim360
