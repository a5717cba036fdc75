#include "plugins/bim360/lab/document_orders.hpp"

namespace ingot::lab::bim360 {

namespace {

// Walks a body and remembers the first thing that is wrong.
class Reader {
 public:
  bool is_good() const { return problem_.empty(); }
  Refusal refusal() const { return {400, "BAD_INPUT", problem_}; }

  // Only these members, and `json` an object.
  void only(const Json& json, const std::string& at,
            std::initializer_list<std::string_view> allowed) {
    if (json.members() == nullptr) return wrong(at + ": an object is required");
    if (const auto name = unknown_member(json, allowed)) {
      wrong(at + ": " + *name + " is not known");
    }
  }
  void exactly(const Json& json, const std::string& at, std::string_view wanted) {
    if (text_of(json) != wanted) wrong(at + ": must be \"" + std::string(wanted) + "\"");
  }
  std::string text(const Json& json, const std::string& at) {
    if (text_of(json).empty()) wrong(at + ": a string is required");
    return text_of(json);
  }
  // {data: {type, id}}; answers the id.
  std::string reference(const Json& json, const std::string& at, std::string_view type) {
    only(json, at, {"data"});
    only(json["data"], at + ".data", {"type", "id"});
    exactly(json["data"]["type"], at + ".data.type", type);
    return text(json["data"]["id"], at + ".data.id");
  }
  void extension(const Json& json, const std::string& at, std::string_view type) {
    only(json, at, {"type", "version", "data"});
    exactly(json["type"], at + ".type", type);
    exactly(json["version"], at + ".version", "1.0");
  }
  void wrong(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

 private:
  std::string problem_;
};

void read_envelope(Reader& reader, const Json& body, std::string_view type,
                   std::initializer_list<std::string_view> members) {
  reader.only(body, "body", members);
  reader.only(body["jsonapi"], "jsonapi", {"version"});
  reader.exactly(body["jsonapi"]["version"], "jsonapi.version", "1.0");
  reader.only(body["data"], "data", {"type", "attributes", "relationships"});
  reader.exactly(body["data"]["type"], "data.type", type);
}

}  // namespace

Answer<StorageOrder> read_storage_order(const Json& body) {
  Reader reader;
  read_envelope(reader, body, "objects", {"jsonapi", "data"});
  const Json& data = body["data"];
  reader.only(data["attributes"], "data.attributes", {"name"});
  reader.only(data["relationships"], "data.relationships", {"target"});
  StorageOrder order;
  order.name = reader.text(data["attributes"]["name"], "data.attributes.name");
  order.folder_id =
      reader.reference(data["relationships"]["target"], "data.relationships.target", "folders");
  if (!reader.is_good()) return reader.refusal();
  return order;
}

Answer<ItemOrder> read_item_order(const Json& body) {
  Reader reader;
  read_envelope(reader, body, "items", {"jsonapi", "data", "included"});
  const Json& data = body["data"];
  reader.only(data["attributes"], "data.attributes", {"displayName", "extension"});
  reader.extension(data["attributes"]["extension"], "data.attributes.extension",
                   "items:autodesk.bim360:File");
  reader.only(data["relationships"], "data.relationships", {"tip", "parent"});
  const std::string tip =
      reader.reference(data["relationships"]["tip"], "data.relationships.tip", "versions");
  const Json& version = body["included"][0];
  if (body["included"].items() == nullptr || body["included"].size() != 1) {
    reader.wrong("included: exactly one version is required");
  }
  reader.only(version, "included[0]", {"type", "id", "attributes", "relationships"});
  reader.exactly(version["type"], "included[0].type", "versions");
  reader.exactly(version["id"], "included[0].id", tip);
  reader.only(version["attributes"], "included[0].attributes", {"name", "extension"});
  reader.extension(version["attributes"]["extension"], "included[0].attributes.extension",
                   "versions:autodesk.bim360:File");
  reader.only(version["relationships"], "included[0].relationships", {"storage"});
  ItemOrder order;
  order.name = reader.text(data["attributes"]["displayName"], "data.attributes.displayName");
  reader.exactly(version["attributes"]["name"], "included[0].attributes.name", order.name);
  order.folder_id =
      reader.reference(data["relationships"]["parent"], "data.relationships.parent", "folders");
  order.storage_id = reader.reference(version["relationships"]["storage"],
                                      "included[0].relationships.storage", "objects");
  if (!reader.is_good()) return reader.refusal();
  return order;
}

Answer<VersionOrder> read_version_order(const Json& body) {
  Reader reader;
  read_envelope(reader, body, "versions", {"jsonapi", "data"});
  const Json& data = body["data"];
  reader.only(data["attributes"], "data.attributes", {"name", "extension"});
  reader.extension(data["attributes"]["extension"], "data.attributes.extension",
                   "versions:autodesk.bim360:File");
  reader.only(data["relationships"], "data.relationships", {"item", "storage"});
  VersionOrder order;
  order.name = reader.text(data["attributes"]["name"], "data.attributes.name");
  order.item_id =
      reader.reference(data["relationships"]["item"], "data.relationships.item", "items");
  order.storage_id =
      reader.reference(data["relationships"]["storage"], "data.relationships.storage", "objects");
  if (!reader.is_good()) return reader.refusal();
  return order;
}

}  // namespace ingot::lab::bim360
