// The JSON the vendor answers with: problem details, upload sessions, assets, batch results, job
// histories. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/sessionupload/lab/shelf.hpp"

namespace ingot::lab::sessionupload {

// Why a request is not done.
struct Refusal {
  int status = 400;
  std::string detail;
};

template <typename T>
using Answer = std::variant<T, Refusal>;

// {type, title, status, detail, instance}: sessionupload.md 1.1, "Errors documented".
Reply problem_reply(const Refusal& refusal, const Request& request);
Reply json_reply(int status, const Json& json);
// 8-4-4-4-12 hex digits.
bool is_uuid(std::string_view text);

// AssetUploadModel. `urls` by part number, or empty: none is told. Parts are never in their order.
Json upload_json(const Upload& upload, std::span<const std::string> urls,
                 const SessionUploadOptions& options);
// AssetModel; `path` is the asset's.
Json asset_json(const Asset& asset, const std::string& path, const SessionUploadOptions& options);
// BatchResultModel: items are free dictionaries.
Json batch_json(Json::List items);
Json history_json(const Asset& asset);

}  // namespace ingot::lab::sessionupload
