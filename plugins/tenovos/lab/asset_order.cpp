#include "plugins/tenovos/lab/asset_order.hpp"

#include <algorithm>
#include <array>

#include "plugins/tenovos/lab/metadata_check.hpp"
#include "plugins/tenovos/lab/replies.hpp"

namespace ingot::lab::tenovos {

namespace {

using Problem = std::optional<Refusal>;  // why the order is refused, or nothing

constexpr std::array<std::string_view, 8> kProperties{
    "originalFileId", "metadataTemplateId", "metadata",      "securityTemplateIds",
    "filename",       "contentPath",        "skipTranscode", "filesize"};
// An S3 key has at most 1024 bytes, and "masters/<uuid>/" takes 45 of them.
constexpr std::size_t kLongestFilename = 979;

Refusal unparsable(std::string detail) {
  return {403, "Failed to parse Asset", std::move(detail)};
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// "s3://bucket/path/file"
bool is_s3_path(const std::string& text) {
  if (!text.starts_with("s3://")) return false;
  const std::size_t slash = text.find('/', 5);
  return slash != text.npos && slash > 5 && slash + 1 < text.size();
}

class OrderReader {
 public:
  OrderReader(const Json& body, const TenovosOptions& options) : body_(body), options_(options) {}

  // In the order in which the vendor's messages suggest that it looks.
  Problem read() {
    using Step = Problem (OrderReader::*)();
    constexpr std::array<Step, 7> kSteps{&OrderReader::read_filename,  &OrderReader::read_metadata,
                                         &OrderReader::read_template,  &OrderReader::read_security,
                                         &OrderReader::read_federated, &OrderReader::read_filesize,
                                         &OrderReader::read_original};
    for (const Step step : kSteps) {
      if (Problem problem = (this->*step)()) return problem;
    }
    return std::nullopt;
  }
  AssetOrder order;

 private:
  Problem read_filename() {
    const std::string* name = body_["filename"].text();
    if (name == nullptr || name->empty()) return unparsable("filename: a string is required");
    if (name->size() > kLongestFilename) return unparsable("filename: is too long");
    if (std::any_of(name->begin(), name->end(), is_control)) {
      return unparsable("filename: has control characters");
    }
    if (options_.filename == Filename::kName && name->find_first_of("/\\") != name->npos) {
      return unparsable("filename: is a path");
    }
    order.filename = *name;
    return std::nullopt;
  }

  Problem read_metadata() {
    const Json* metadata = body_.find("metadata");
    if (metadata == nullptr) return Refusal{403, "Unexpected end of JSON input"};
    if (!metadata->is_null() && metadata->items() == nullptr) {
      return unparsable("metadata: must be an array");
    }
    if (!metadata->is_null()) order.metadata = *metadata;
    return std::nullopt;
  }

  Problem read_template() {
    const Json& id = body_["metadataTemplateId"];
    if (id.is_null() || (id.text() != nullptr && id.text()->empty())) {
      return Refusal{403, "Invalid Asset: Missing Metadata Template ID"};
    }
    const MetadataTemplate* found =
        id.text() == nullptr ? nullptr : options_.metadata.metadata_template(*id.text());
    if (found == nullptr) return unparsable("metadataTemplateId: there is no such template");
    order.metadata_template_id = found->id;
    if (const auto wrong = check_metadata(order.metadata, *found, options_.metadata)) {
      return unparsable(*wrong);
    }
    return std::nullopt;
  }

  Problem read_security() {
    const Json& ids = body_["securityTemplateIds"];
    if (ids.is_null() || (ids.items() != nullptr && ids.size() == 0)) {
      return Refusal{403, "Invalid Asset: Missing Security Template ID(s)"};
    }
    if (ids.items() == nullptr) return unparsable("securityTemplateIds: must be an array");
    if (ids.size() > options_.max_security_templates) {
      return unparsable("securityTemplateIds: has more than " +
                        std::to_string(options_.max_security_templates) + " entries");
    }
    for (const Json& id : *ids.items()) {
      if (id.text() == nullptr) return unparsable("securityTemplateIds: must be strings");
      const SecurityTemplate* found = options_.metadata.security_template(*id.text());
      if (found == nullptr) return unparsable("securityTemplateIds: there is no " + *id.text());
      if (found->grant == Grant::kWithheld) {
        return forbidden("the user may not assign security template " + found->id);
      }
      order.security_template_ids.push_back(found->id);
    }
    return std::nullopt;
  }

  Problem read_federated() {
    const Json* path = body_.find("contentPath");
    const Json* skip = body_.find("skipTranscode");
    if (skip != nullptr && skip->truth() == nullptr) {
      return unparsable("skipTranscode: must be true or false");
    }
    if (path == nullptr) {
      if (skip == nullptr) return std::nullopt;
      return unparsable("skipTranscode: is for federated assets, which have a contentPath");
    }
    if (path->text() == nullptr || !is_s3_path(*path->text())) {
      return unparsable("contentPath: must be like s3://bucket/path/file");
    }
    if (skip == nullptr && options_.skip_transcode == SkipTranscode::kRequired) {
      return unparsable("skipTranscode: is required for federated assets");
    }
    order.content_path = *path->text();
    order.skip_transcode = skip != nullptr && *skip->truth();
    return std::nullopt;
  }

  Problem read_filesize() {
    const Json* size = body_.find("filesize");
    if (size == nullptr) return std::nullopt;
    if (size->integer() == nullptr) return unparsable("filesize: must be a whole number of bytes");
    if (*size->integer() < options_.smallest_file) {
      return unparsable("filesize: must be at least " + std::to_string(options_.smallest_file));
    }
    const auto bytes = static_cast<std::uint64_t>(*size->integer());
    if (options_.max_bytes > 0 && bytes > options_.max_bytes) {
      return unparsable("filesize: must not be more than " + std::to_string(options_.max_bytes));
    }
    if ((bytes + options_.part_bytes - 1) / options_.part_bytes > ObjectStore::kMostParts) {
      return unparsable("filesize: makes more than 10000 parts");
    }
    order.filesize = bytes;
    return std::nullopt;
  }

  Problem read_original() {
    const Json* id = body_.find("originalFileId");
    if (id == nullptr) return std::nullopt;
    if (id->text() == nullptr || !is_uuid(*id->text())) {
      return Refusal{403, "Invalid Response from Create Asset", "originalFileId: is no file id"};
    }
    order.original_file_id = *id->text();
    return std::nullopt;
  }

  const Json& body_;
  const TenovosOptions& options_;
};

}  // namespace

bool is_uuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash
            ? text[i] != '-'
            : std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

std::variant<AssetOrder, Refusal> read_asset_order(const Json& body, const TenovosOptions& options,
                                                   AuditLog& audit) {
  for (const Json::Member& member : *body.members()) {
    if (std::find(kProperties.begin(), kProperties.end(), member.name) != kProperties.end()) {
      continue;
    }
    audit.violate("unknown_property", "POST /asset: " + member.name);
    if (options.unknown_property == UnknownProperty::kRefuse) {
      return unparsable(member.name + ": unknown property");
    }
  }
  OrderReader reader(body, options);
  if (Problem problem = reader.read()) return std::move(*problem);
  return std::move(reader.order);
}

}  // namespace ingot::lab::tenovos
