// One wish for an upload as a client words it (dash.md 1.3 and 1.4), read out of JSON and checked
// against every documented rule. It knows nothing of assets. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <ingot/lab/json.hpp>

#include "plugins/dash/lab/replies.hpp"

namespace ingot::lab::dash {

struct UrlWish {
  int number = 1;
  std::optional<std::string> content_md5;  // base64, whatever the client's spelling was
};

struct UploadOrder {
  std::string batch_item_id;  // empty outside batches
  std::string asset_id;       // empty where assets are created
  std::string file_id;        // empty: a new AssetFile
  std::string path;
  std::uint64_t size = 0;
  std::uint64_t part_size = 0;  // as asked for, or the default
  int parts = 1;
  std::string upload_id;  // empty: a new upload
  std::vector<UrlWish> urls;
};

enum class OrderKind : std::uint8_t {
  kCreateInBatch,    // POST /asset-and-upload-batch-jobs
  kExistingInBatch,  // POST /asset-upload-batch-jobs
  kExisting          // POST /asset-uploads
};

struct OrderRules {
  std::int64_t smallest_file = 1;
  Md5Spelling md5_spelling = Md5Spelling::kEither;
};

// dash.md 1.9 trap 3: a partSize lies strictly between the two.
inline constexpr std::int64_t kPartSizeAbove = 5'242'880;
inline constexpr std::int64_t kPartSizeBelow = 5'368'709'120;
// Where partSize is left out: one part up to 5 GiB, beyond that parts of this size or more.
inline constexpr std::int64_t kDefaultPartSize = 128LL << 20;

// `where` begins every message: "items[3]".
Answer<UploadOrder> read_order(const Json& json, OrderKind kind, const OrderRules& rules,
                               const std::string& where);

}  // namespace ingot::lab::dash
