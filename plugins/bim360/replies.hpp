// Reading what Autodesk answers. Pure parsers; a body that is not what it should be is a problem
// text, never a guess.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/kit/parsed.hpp>

#include "plugins/bim360/requests.hpp"

namespace ingot::bim360 {

// A page of a list: its rows, and where the next one begins (empty: nowhere).
struct Page {
  std::vector<Json> rows;
  std::string cursor;
  std::optional<std::int64_t> total;
};
Parsed<Page> read_page(std::string_view body);

struct Asset {
  std::string id, client_id, category, status, barcode;
  bool is_active = true;
  std::optional<std::int64_t> created_ms;
  std::map<std::string, std::string> attributes;  // single values as text

  // The value of the ingest key.
  std::string key(KeyKind kind, const std::string& attribute) const;
};
std::optional<Asset> read_asset(const Json& json);

Parsed<StoredObject> read_storage(std::string_view body);
struct UploadUrls {
  std::string upload_key;
  std::vector<std::string> urls;
};
Parsed<UploadUrls> read_upload_urls(std::string_view body);

// How a completion ended: a 200 may carry an error.
struct Completion {
  std::optional<std::int64_t> size;
  std::string error;  // empty: the object is whole
};
Parsed<Completion> read_completion(std::string_view body);

// The id of what a JSON:API answer brought.
Parsed<std::string> read_data_id(std::string_view body);
// A file of a folder's page, if it has that name (in any case of letters).
struct FiledItem {
  std::string urn,
      storage_urn;  // storage_urn: of its newest version; empty if the answer does not say
};
struct FolderPage {
  std::optional<FiledItem> found;
  bool has_more = false;
};
Parsed<FolderPage> read_folder_page(std::string_view body, const std::string& name);

// The storage URN of the newest version of one item.
Parsed<std::string> read_tip_storage(std::string_view body);

// Bytes of the newest version of one item, where the answer tells them.
std::optional<std::int64_t> read_tip_size(std::string_view body);

// A 409 of the relationship service that says what it linked or had linked already.
bool is_linked_already(std::string_view body);

}  // namespace ingot::bim360
