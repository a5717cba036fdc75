// The body of POST /asset, read out of JSON and checked against every documented rule that needs no
// knowledge of other assets (tenovos.md 2.3 to 2.5). Pure but for the audit it tells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/tenovos/lab/tenovos_options.hpp"

namespace ingot::lab::tenovos {

struct Refusal;

struct AssetOrder {
  std::string filename;
  std::string metadata_template_id;
  Json metadata = Json::list();
  std::vector<std::string> security_template_ids;
  std::optional<std::uint64_t> filesize;
  std::string original_file_id;  // empty: a new asset
  std::string content_path;      // "s3://bucket/key" of a federated asset, else empty
  bool skip_transcode = false;
};

// The audit learns of properties no document knows, refused or not.
std::variant<AssetOrder, Refusal> read_asset_order(const Json& body, const TenovosOptions& options,
                                                   AuditLog& audit);

// Is this text a UUID as the vendor's examples write them?
bool is_uuid(const std::string& text);

}  // namespace ingot::lab::tenovos
