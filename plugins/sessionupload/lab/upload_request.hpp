// The body of upload/start and upload/start-related-asset (sessionupload.md 1.1), read out of JSON
// and checked against every documented rule. It knows nothing of assets. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/replies.hpp"

namespace ingot::lab::sessionupload {

enum class OverwriteOption : std::uint8_t { kCancel, kContinue, kReplace, kAssetReplace };

struct UploadRequest {
  std::uint64_t content_length = 0;
  std::uint64_t chunk_size = 0;
  OverwriteOption option = OverwriteOption::kReplace;
  std::vector<std::string> replace_options;
  std::vector<std::string> folders;  // of relativePath, outermost first
  std::string name;                  // what the file is filed under; empty with existing_asset_id
  std::string display_name;          // empty: none was given, or it is ignored
  std::string parent_id;             // empty: the incoming folder
  std::string existing_asset_id;     // empty: none
  std::string content_id;            // of related content; empty: none
  std::string related_to;            // asset a sidecar belongs to; empty: no sidecar
  std::string language_id;           // empty: the system's
  bool wants_transcript = false;     // 2024 bodies only
  std::size_t ignored = 0;           // fields that were given although another makes them void
};

enum class UploadKind : std::uint8_t { kAsset, kRelatedAsset };

inline constexpr std::int64_t kDefaultChunk = 8'388'608;      // the seed: files are split into 8 MB
inline constexpr std::int64_t kLargestChunk = 5'368'709'120;  // S3's largest part

// Why there is no request, and whether that is a mistake only a wrong client makes.
struct UnreadUpload {
  Refusal refusal;
  std::string rule = {};  // the audit's rule this breaks; empty: none
};

std::variant<UploadRequest, UnreadUpload> read_upload(const Json& body, UploadKind kind,
                                                      const SessionUploadOptions& options);

// Does it end in an extension and name no folder?
bool is_file_name(std::string_view name);

}  // namespace ingot::lab::sessionupload
