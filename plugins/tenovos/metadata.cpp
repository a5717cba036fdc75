// A leaf is one value of one attribute; tables and cascades are made of leaves.
#include "plugins/tenovos/item_plan.hpp"

#include <algorithm>

#include <ingot/kit/date_format.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/names.hpp>
#include <ingot/kit/value_text.hpp>

namespace ingot::tenovos {
namespace {

constexpr std::string_view kUsualFormat = "MM/dd/yyyy";  // the documented one

using Values = std::vector<std::string>;

class Builder {
 public:
  Builder(const Context& context, const ItemFields& fields) : context_(context), fields_(fields) {}

  // Empty when the job has no value for it.
  std::string entry(const Attribute& attribute) {
    const TemplateAttribute* known = look_up(attribute);
    const Kind kind = kind_of(attribute, known);
    if (kind == Kind::table) return table(attribute, id_of(attribute, known));
    if (kind != Kind::multi_select) return cell(attribute, 0, Cells::single);
    const Values* values = values_of(attribute);
    if (values == nullptr) return {};
    std::string list;
    for (const std::string& value : *values) {
      list += list.empty() ? "[" : ",";
      list += value_id_json(attribute, known, value);
    }
    return wrapped(id_of(attribute, known), "metadataDefinitionValue", list + "]");
  }

  // Rows of a table say the same over and over.
  void complain(std::string problem) {
    if (std::find(problems.begin(), problems.end(), problem) == problems.end())
      problems.push_back(std::move(problem));
  }
  std::vector<std::string> problems;

 private:
  enum class Cells { single, row };

  static std::string wrapped(const std::string& id, const char* member, const std::string& json) {
    return ObjectText().text("metadataDefinitionId", id).raw(member, json).str();
  }
  static std::string id_of(const Attribute& attribute, const TemplateAttribute* known) {
    return known != nullptr ? known->id : attribute.name;
  }

  const TemplateAttribute* look_up(const Attribute& attribute) {
    const TemplateAttribute* known = context_.find(attribute.name);
    // An id that the template does not show may still be one: how it lists columns and levels is
    // not documented.
    if (known == nullptr && !context_.attributes.empty() && !is_uuid(attribute.name)) {
      Values names;
      for (const auto& other : context_.attributes) names.push_back(other.name);
      complain(unknown("the template has no attribute", attribute.name, names));
    }
    if (context_.is_online && context_.attributes.empty() && !is_uuid(attribute.name)) {
      complain("attribute `" + attribute.name +
               "` is no definition id, and the template could not be read to look its name up");
    }
    if (known != nullptr && known->is_read_only)
      complain("attribute `" + known->name + "` is read-only");
    return known;
  }

  static std::string unknown(const std::string& what, const std::string& name,
                             const Values& known) {
    const std::string best = nearest_name(name, known);
    return what + " `" + name + "`" + (best.empty() ? "" : "; did you mean `" + best + "`?");
  }

  // As the template says; as the job says where the template does not.
  Kind kind_of(const Attribute& attribute, const TemplateAttribute* known) {
    Kind shown = Kind::automatic;
    if (known != nullptr) {
      if (known->type == "text") shown = Kind::text;
      if (known->type == "date") shown = Kind::date;
      if (known->type == "table") shown = Kind::table;
      if (known->type == "cascading") shown = Kind::cascading;
      if (known->type == "controlledVocabulary")
        shown = known->is_multiple ? Kind::multi_select : Kind::vocabulary;
    }
    const bool needs_parts = shown == Kind::table || shown == Kind::cascading;
    const bool is_other = attribute.kind != Kind::automatic && attribute.kind != shown;
    if (shown != Kind::automatic && (is_other || (needs_parts && attribute.parts.empty()))) {
      complain("attribute `" + known->name + "` is of type " + known->type +
               (known->is_multiple ? " with several values" : "") + " in the template");
    }
    if (attribute.kind != Kind::automatic) return attribute.kind;
    if (shown != Kind::automatic && !needs_parts) return shown;
    return attribute.values.empty() ? Kind::text : Kind::vocabulary;
  }

  const Values* values_of(const Attribute& attribute) const {
    const Values* values = fields_.field(attribute.field);
    const bool has_text =
        values != nullptr &&
        std::any_of(values->begin(), values->end(), [](const auto& v) { return !v.empty(); });
    return has_text ? values : nullptr;
  }

  std::string value_id_json(const Attribute& attribute, const TemplateAttribute* known,
                            const std::string& value) {
    return "{\"valueId\":" + quote(value_id(attribute, known, value)) + "}";
  }

  std::string value_id(const Attribute& attribute, const TemplateAttribute* known,
                       const std::string& value) {
    const auto mapped = attribute.values.find(value);
    if (mapped != attribute.values.end()) return mapped->second;
    const auto found =
        context_.vocabularies.find(known != nullptr ? known->vocabulary_id : std::string());
    if (found != context_.vocabularies.end()) {
      Values names;
      for (const auto& [name, id] : found->second) {
        if (id == value || is_same_name(name, value)) return id;
        names.push_back(name);
      }
      complain(unknown("the vocabulary of `" + attribute.name + "` has no value", value, names));
    } else if (context_.is_online && !is_uuid(value)) {
      complain("attribute `" + attribute.name + "`: `" + value +
               "` is no value id, and its vocabulary could not be read; give the id, or map it in "
               "`values`");
    }
    return value;
  }

  std::string text_json(const Attribute& attribute, const TemplateAttribute* known,
                        const std::string& value) {
    const auto most = known != nullptr ? known->length : 0;
    if (most > 0 && code_points(value) > static_cast<std::size_t>(most)) {
      complain("attribute `" + attribute.name + "` takes " + std::to_string(most) +
               " characters, field `" + attribute.field + "` has " +
               std::to_string(code_points(value)));
    }
    return quote(value);
  }

  std::string date_json(const Attribute& attribute, const TemplateAttribute* known,
                        const std::string& value) {
    std::string format = attribute.format;
    if (format.empty() && known != nullptr && is_date_format(known->date_format))
      format = known->date_format;
    const auto date = render_date(value, format.empty() ? kUsualFormat : format);
    if (!date) complain("field `" + attribute.field + "`: " + date.problem());
    return date ? quote(*date) : "\"\"";
  }

  // The attribute with its value of that row; {id} alone for an empty cell of a row, nothing for an
  // empty single.
  std::string cell(const Attribute& attribute, std::size_t row, Cells cells) {
    const TemplateAttribute* known = look_up(attribute);
    const Kind kind = kind_of(attribute, known);
    const std::string id = id_of(attribute, known);
    const std::string empty =
        cells == Cells::row ? ObjectText().text("metadataDefinitionId", id).str() : std::string();
    if (kind == Kind::cascading) {
      const std::string levels = join(attribute.parts, row);
      return levels == "[]" ? empty : wrapped(id, "metadataDefinitionValue", levels);
    }
    const Values* values = values_of(attribute);
    if (values == nullptr || row >= values->size() || (*values)[row].empty()) return empty;
    // Offline, the template may yet make a list of it.
    const bool is_settled = attribute.kind != Kind::automatic || context_.is_online;
    if (cells == Cells::single && values->size() > 1 && is_settled)
      complain("attribute `" + attribute.name + "` takes one value, field `" + attribute.field +
               "` has " + std::to_string(values->size()));
    const std::string& value = (*values)[row];
    const bool is_value_id = kind == Kind::vocabulary || kind == Kind::multi_select;
    return wrapped(id, "metadataDefinitionValue",
                   is_value_id          ? value_id_json(attribute, known, value)
                   : kind == Kind::date ? date_json(attribute, known, value)
                                        : text_json(attribute, known, value));
  }

  // The levels of a cascade that have a value; one that is missing above another one is left to
  // Tenovos to judge.
  std::string join(const std::vector<Attribute>& levels, std::size_t row) {
    std::string out = "[";
    for (const Attribute& level : levels) {
      const Values* values = values_of(level);
      if (values == nullptr || row >= values->size() || (*values)[row].empty()) continue;
      if (out.size() > 1) out += ',';
      out += cell(as_vocabulary(level), row, Cells::row);
    }
    return out + "]";
  }
  // Cascades are made of vocabularies.
  static Attribute as_vocabulary(Attribute level) {
    if (level.kind == Kind::automatic) level.kind = Kind::vocabulary;
    return level;
  }

  std::size_t rows_of(const Attribute& attribute) const {
    std::size_t rows = 0;
    for (const Attribute& part : attribute.parts) {
      const Values* values = part.kind == Kind::cascading ? nullptr : values_of(part);
      rows = std::max({rows, values == nullptr ? 0 : values->size(),
                       part.kind == Kind::cascading ? rows_of(part) : 0});
    }
    return rows;
  }

  std::string table(const Attribute& attribute, const std::string& id) {
    std::string rows;
    for (std::size_t row = 0; row < rows_of(attribute); ++row) {
      rows += rows.empty() ? "[[" : ",[";
      for (std::size_t i = 0; i < attribute.parts.size(); ++i)
        rows += (i > 0 ? "," : "") + cell(attribute.parts[i], row, Cells::row);
      rows += ']';
    }
    return rows.empty() ? rows : wrapped(id, "metadataDefinitionTableValue", rows + "]");
  }

  const Context& context_;
  const ItemFields& fields_;
};

}  // namespace

Metadata build_metadata(const Config& config, const Context& context, const ItemFields& fields) {
  Builder builder(context, fields);
  Metadata result;
  std::vector<std::string> covered;
  std::string list;
  for (const Attribute& attribute : config.metadata) {
    const std::string entry = builder.entry(attribute);
    if (entry.empty()) continue;
    const TemplateAttribute* known = context.find(attribute.name);
    const std::string id = known != nullptr ? known->id : attribute.name;
    if (std::find(covered.begin(), covered.end(), id) != covered.end())
      builder.complain("attribute `" + attribute.name + "` is given twice");
    covered.push_back(id);
    list += (list.empty() ? "[" : ",") + entry;
  }
  for (const auto& attribute : context.attributes) {
    const bool is_due = config.checks_required && attribute.is_required &&
                        !attribute.is_read_only && !attribute.is_nested;
    if (is_due && std::find(covered.begin(), covered.end(), attribute.id) == covered.end())
      builder.complain("attribute `" + attribute.name +
                       "` is required by the template and has no value");
  }
  if (!list.empty()) result.json = list + "]";
  result.problems = std::move(builder.problems);
  return result;
}

}  // namespace ingot::tenovos
