#include "host/io/table_row.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"

namespace ingot::io {

using Poco::Dynamic::Var;

const TableCell* TableRow::find(std::string_view column) const {
  for (const TableCell& cell : cells) {
    if (cell.column == column) return &cell;
  }
  return nullptr;
}

std::string TableRow::text(std::string_view column) const {
  const TableCell* cell = find(column);
  std::string joined;
  if (cell == nullptr) return joined;
  for (const std::string& value : cell->values) joined += (joined.empty() ? "" : "; ") + value;
  return joined;
}

std::string to_json(const TableRow& row) {
  std::string json = "{";
  for (const TableCell& cell : row.cells) {
    if (json.size() > 1) json += ',';
    append_json(json, cell.column);
    json += ':';
    if (cell.values.size() == 1) {
      append_json(json, cell.values.front());
      continue;
    }
    json += '[';
    for (const std::string& value : cell.values) {
      if (json.back() != '[') json += ',';
      append_json(json, value);
    }
    json += ']';
  }
  return json + "}";
}

static Error invalid(std::string message) {
  return Error{ErrorKind::invalid, std::move(message)};
}

static bool is_nested(const Var& value) {
  return value.type() == typeid(Poco::JSON::Object::Ptr) ||
         value.type() == typeid(Poco::JSON::Array::Ptr);
}

static Result<TableCell> cell_of(const std::string& column, const Var& value) {
  TableCell cell{column, {}};
  if (value.isEmpty()) return cell;
  if (!is_nested(value)) {
    cell.values.push_back(value.convert<std::string>());
    return cell;
  }
  if (value.type() != typeid(Poco::JSON::Array::Ptr)) {
    return invalid("`" + printable(column) + "` is an object; values are texts, numbers or lists");
  }
  for (const Var& entry : *value.extract<Poco::JSON::Array::Ptr>()) {
    if (is_nested(entry)) return invalid("`" + printable(column) + "` is a list of lists or objects");
    if (!entry.isEmpty()) cell.values.push_back(entry.convert<std::string>());
  }
  return cell;
}

Result<TableRow> row_of_json(std::string_view json) {
  Poco::JSON::Object::Ptr object;
  try {
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
    parser.setDepth(3);
    const Var root = parser.parse(std::string(json));
    if (root.type() == typeid(Poco::JSON::Object::Ptr)) {
      object = root.extract<Poco::JSON::Object::Ptr>();
    }
  } catch (const Poco::Exception&) {  // the parser's way to say no
    return invalid("it is not JSON");
  }
  if (object.isNull()) return invalid("it is not a JSON object");
  TableRow row;
  for (const auto& name : object->getNames()) {
    INGOT_TRY(TableCell cell, cell_of(name, object->get(name)));
    row.cells.push_back(std::move(cell));
  }
  return row;
}

}  // namespace ingot::io
