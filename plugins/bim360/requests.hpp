// Requests to Autodesk's APIs: Assets, Locations, Data Management, OSS and Relationships, with the
// project id in the form each of them wants. Pure builders; bim360.md has the sources.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/kit/tags.hpp>
#include <ingot/request.hpp>

#include "plugins/bim360/config.hpp"
#include "plugins/bim360/draft.hpp"

namespace ingot::bim360 {

// Calls that the host remembers over a restart.
enum class Call : std::uint64_t { create = 1, storage, part, complete, file_item, file_version };

// A place in the object storage, from "urn:adsk.objects:os.object:BUCKET/OBJECT".
struct StoredObject {
  std::string urn, bucket, key;
};

class Api {
 public:
  // `config` must outlive the object.
  explicit Api(const Config& config) : config_(config) {}

  Request token() const;

  // Settings of the project; `path` below its assets/v1 with a query, `cursor` of the page before
  // or empty.
  Request settings_page(const std::string& path, const std::string& cursor) const;
  Request status_set_assignments(const std::vector<std::string>& category_ids) const;
  Request locations_page(std::size_t offset) const;

  // Assets. create and remove take all or nothing; `assets` are JSON objects.
  Request create(const std::vector<std::string>& assets) const;
  Request patch(const std::vector<std::pair<std::string, std::string>>& changes) const;  // id, JSON
  Request get(const std::vector<std::string>& ids) const;
  Request remove(const std::vector<std::string>& ids) const;
  // Assets whose attribute (or, without one, any searchable text) contains `text`.
  Request search(const std::string& attribute, const std::string& text,
                 const std::string& cursor) const;

  // Documents. Answers of upload_urls are secrets.
  Request storage(const std::string& name, const std::string& folder_urn) const;
  Request upload_urls(const StoredObject& object, const std::string& upload_key,
                      std::uint32_t first, std::int64_t count) const;
  Request complete(const StoredObject& object, const std::string& upload_key, std::uint64_t size,
                   const std::vector<std::string>& etags, const std::string& mime) const;
  Request object_details(const StoredObject& object) const;
  Request file_item(const std::string& name, const std::string& folder_urn,
                    const std::string& storage_urn) const;
  Request file_version(const std::string& name, const std::string& item_urn,
                       const std::string& storage_urn) const;
  Request folder_page(const std::string& folder_urn, std::size_t page) const;
  Request filed_item(const std::string& item_urn) const;
  Request relate(const std::string& relationship_id, const std::string& asset_id,
                 const std::string& item_urn) const;

 private:
  Request call(std::string method, const std::string& path) const;
  Request read(std::string method, const std::string& path) const;
  Request write(std::string method, const std::string& path, std::string body) const;
  std::string assets(const char* version) const;
  std::string data() const;

  const Config& config_;
};

}  // namespace ingot::bim360
