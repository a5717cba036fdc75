#include "plugins/sessionupload/lab/upload_request.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ingot::lab::sessionupload {

namespace {

using Problem = std::optional<UnreadUpload>;

Problem wrong(const std::string& detail, const char* rule = "") {
  return UnreadUpload{{400, detail}, rule};
}

constexpr std::array<std::string_view, 11> kAssetFields{"contentLength",
                                                        "chunkSize",
                                                        "uploadOverwriteOption",
                                                        "uploadReplaceOptions",
                                                        "relativePath",
                                                        "displayName",
                                                        "parentId",
                                                        "existingAssetId",
                                                        "languageId",
                                                        "relatedContentId",
                                                        "properties"};
constexpr std::array<std::string_view, 2> kFieldsOf2024{"relatedAssetId",
                                                        "createTranscribeRelatedAsset"};
constexpr std::array<std::string_view, 8> kRelatedFields{
    "existingAssetId", "relatedAssetId",       "newRelatedAssetMetadataType",
    "relativePath",    "languageId",           "contentLength",
    "chunkSize",       "uploadOverwriteOption"};
constexpr std::array<std::string_view, 7> kReplaceOptions{
    "ReplaceDisplayName", "ReplaceDisplayDate", "ReplaceLanguage",   "RecreateThumbnail",
    "RecreatePreview",    "RecreateSubtitles",  "RecreateTranscodes"};
constexpr std::array<std::pair<std::string_view, OverwriteOption>, 4> kOptions{
    {{"Cancel", OverwriteOption::kCancel},
     {"Continue", OverwriteOption::kContinue},
     {"Replace", OverwriteOption::kReplace},
     {"AssetReplace", OverwriteOption::kAssetReplace}}};

template <typename List>
bool is_among(const List& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool equals_in_any_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

// Reads one body, field by field; the first problem ends it.
class Reader {
 public:
  Reader(const Json& body, UploadKind kind, const SessionUploadOptions& options)
      : body_(body), kind_(kind), options_(options) {}

  Problem read(UploadRequest& request) const {
    if (Problem problem = check_names()) return problem;
    if (Problem problem = read_sizes(request)) return problem;
    if (Problem problem = read_options(request)) return problem;
    if (Problem problem = read_ids(request)) return problem;
    return read_names(request);
  }

 private:
  Problem check_names() const {
    const bool is_2024 = options_.routes == RouteSet::k2024;
    for (const Json::Member& member : *body_.members()) {
      if (kind_ == UploadKind::kRelatedAsset) {
        if (!is_among(kRelatedFields, member.name))
          return wrong(member.name + ": unknown property");
        continue;
      }
      if (member.name == "properties") return wrong("properties: is read-only");
      if (!is_among(kAssetFields, member.name) &&
          !(is_2024 && is_among(kFieldsOf2024, member.name))) {
        return wrong(member.name + ": unknown property");
      }
    }
    return std::nullopt;
  }

  Problem read_sizes(UploadRequest& request) const {
    const std::int64_t* length = body_["contentLength"].integer();
    if (length == nullptr) return wrong("contentLength: an integer is required");
    if (*length < options_.smallest_file) {
      return wrong("contentLength: must be at least " + std::to_string(options_.smallest_file));
    }
    const Json& given = body_["chunkSize"];
    if (!given.is_null() && given.integer() == nullptr) {
      return wrong("chunkSize: an integer is required");
    }
    const std::int64_t chunk = given.is_null() ? kDefaultChunk : *given.integer();
    if (chunk < options_.smallest_chunk) {
      return wrong("chunkSize: must be at least " + std::to_string(options_.smallest_chunk),
                   "chunk_too_small");
    }
    if (chunk > kLargestChunk) return wrong("chunkSize: must be at most 5368709120");
    request.content_length = static_cast<std::uint64_t>(*length);
    request.chunk_size = static_cast<std::uint64_t>(chunk);
    const std::uint64_t parts =
        (request.content_length + request.chunk_size - 1) / request.chunk_size;
    if (parts > static_cast<std::uint64_t>(ObjectStore::kMostParts)) {
      return wrong("chunkSize: the file would have more than 10000 parts");
    }
    return std::nullopt;
  }

  Problem read_options(UploadRequest& request) const {
    const std::string* given = body_["uploadOverwriteOption"].text();
    if (given == nullptr) return wrong("uploadOverwriteOption: is required");
    const auto* found = std::find_if(kOptions.begin(), kOptions.end(), [&](const auto& known) {
      return options_.option_case == OptionCase::kAny ? equals_in_any_case(known.first, *given)
                                                      : known.first == *given;
    });
    if (found == kOptions.end()) {
      return wrong("uploadOverwriteOption: must be Cancel, Continue, Replace or AssetReplace");
    }
    request.option = found->second;
    const Json& transcript = body_["createTranscribeRelatedAsset"];
    if (!transcript.is_null() && transcript.truth() == nullptr) {
      return wrong("createTranscribeRelatedAsset: a boolean is required");
    }
    request.wants_transcript = transcript.truth() != nullptr && *transcript.truth();
    const Json& list = body_["uploadReplaceOptions"];
    if (list.is_null()) return std::nullopt;
    if (list.items() == nullptr) return wrong("uploadReplaceOptions: an array is required");
    for (const Json& item : *list.items()) {
      if (item.text() == nullptr || !is_among(kReplaceOptions, *item.text())) {
        return wrong("uploadReplaceOptions: has an unknown value");
      }
      request.replace_options.push_back(*item.text());
    }
    return std::nullopt;
  }

  Problem read_id(const char* name, std::string& into) const {
    const Json& given = body_[name];
    if (given.is_null()) return std::nullopt;
    if (given.text() == nullptr || !is_uuid(*given.text())) {
      return wrong(std::string(name) + ": a UUID is required");
    }
    into = *given.text();
    return std::nullopt;
  }

  Problem read_ids(UploadRequest& request) const {
    if (Problem problem = read_id("languageId", request.language_id)) return problem;
    if (!request.language_id.empty() && !options_.language_ids.empty() &&
        !is_among(options_.language_ids, request.language_id)) {
      return wrong("languageId: no such language");
    }
    if (kind_ == UploadKind::kRelatedAsset) return read_sidecar_ids(request);
    if (Problem problem = read_id("parentId", request.parent_id)) return problem;
    if (Problem problem = read_id("existingAssetId", request.existing_asset_id)) return problem;
    if (Problem problem = read_id("relatedContentId", request.content_id)) return problem;
    if (Problem problem = read_id("relatedAssetId", request.related_to)) return problem;
    if (!request.content_id.empty() && !options_.content_ids.empty() &&
        !is_among(options_.content_ids, request.content_id)) {
      return wrong("relatedContentId: no such content");
    }
    return std::nullopt;
  }

  // existingAssetId names whom the sidecar belongs to, relatedAssetId the sidecar to overwrite.
  Problem read_sidecar_ids(UploadRequest& request) const {
    if (Problem problem = read_id("existingAssetId", request.related_to)) return problem;
    if (request.related_to.empty()) return wrong("existingAssetId: is required");
    std::string type;
    if (Problem problem = read_id("newRelatedAssetMetadataType", type)) return problem;
    if (Problem problem = read_id("relatedAssetId", request.existing_asset_id)) return problem;
    if (type.empty() && request.existing_asset_id.empty()) {
      return wrong("newRelatedAssetMetadataType: is required unless relatedAssetId is given");
    }
    return std::nullopt;
  }

  // The precedence of sessionupload.md 1.1: existingAssetId voids all names, relatedContentId voids
  // the folders.
  Problem read_names(UploadRequest& request) const {
    const Json& path = body_["relativePath"];
    const Json& display = body_["displayName"];
    for (const auto& [name, given] :
         {std::pair{"relativePath", &path}, {"displayName", &display}}) {
      if (!given->is_null() && given->text() == nullptr) {
        return wrong(std::string(name) + ": a string is required");
      }
    }
    if (!request.existing_asset_id.empty()) {
      request.ignored += (path.is_null() ? 0U : 1U) + (display.is_null() ? 0U : 1U) +
                         (request.parent_id.empty() ? 0U : 1U);
      request.parent_id.clear();
      return std::nullopt;
    }
    if (!display.is_null()) {
      if (!is_file_name(*display.text())) {
        return wrong("displayName: must have an extension and no path");
      }
      request.display_name = *display.text();
    }
    const bool is_attached = !request.content_id.empty() || !request.related_to.empty();
    if (is_attached) {
      request.ignored +=
          (path.is_null() || display.is_null() ? 0U : 1U) + (request.parent_id.empty() ? 0U : 1U);
      request.parent_id.clear();
      request.name = request.display_name;
    }
    if (!request.name.empty()) return std::nullopt;
    if (path.is_null()) return wrong("relativePath: is required");
    if (Problem problem = read_path(*path.text(), request)) return problem;
    if (is_attached) request.folders.clear();
    return std::nullopt;
  }

  static Problem read_path(std::string_view path, UploadRequest& request) {
    if (path.starts_with('/')) path.remove_prefix(1);
    while (true) {
      const std::size_t slash = path.find('/');
      const std::string_view segment = path.substr(0, slash);
      if (segment.empty() || segment == "." || segment == ".." ||
          segment.find('\\') != segment.npos) {
        return wrong("relativePath: must be a path that ends in a file name");
      }
      if (slash == path.npos) {
        request.name = segment;
        return std::nullopt;
      }
      request.folders.emplace_back(segment);
      path.remove_prefix(slash + 1);
    }
  }

  const Json& body_;
  const UploadKind kind_;
  const SessionUploadOptions& options_;
};

}  // namespace

bool is_file_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return name.find_first_of("/\\") == name.npos && dot != name.npos && dot + 1 < name.size();
}

std::variant<UploadRequest, UnreadUpload> read_upload(const Json& body, UploadKind kind,
                                                      const SessionUploadOptions& options) {
  UploadRequest request;
  if (Problem problem = Reader(body, kind, options).read(request)) return std::move(*problem);
  return request;
}

}  // namespace ingot::lab::sessionupload
