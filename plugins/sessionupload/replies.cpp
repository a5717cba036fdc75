#include "plugins/sessionupload/replies.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <ingot/kit/dates.hpp>

namespace ingot::sessionupload {
namespace {

// Tags have 16 bits for the number of a part.
constexpr std::size_t kMostPartsOfAnswer = 65'535;

std::optional<std::uint64_t> natural(const Json& value) {
  const auto number = value.integer();
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

// Empty when it has no id or its range is none.
std::optional<UploadPart> part_of(const Json& json) {
  UploadPart part;
  part.id = json["id"].text();
  part.url = json["url"].text();
  if (part.url.empty()) part.url = json["uploadUrl"].text();  // the name of early versions
  const auto first = json["startingPosition"].integer(), last = json["endingPosition"].integer();
  part.number = json["partNumber"].integer().value_or(-1);
  // Inclusive, so a part of no bytes ends before it starts.
  const bool is_range = first && last && *first >= 0 && *last >= *first - 1 && *last < INT64_MAX;
  if (part.id.empty() || part.number < 0 || !is_range) return std::nullopt;
  part.off = static_cast<std::uint64_t>(*first);
  part.len = static_cast<std::uint64_t>(*last + 1 - *first);
  part.is_completed = json["isCompleted"].boolean().value_or(false);
  return part;
}

Parsed<Upload> upload_of(const Json& json) {
  Upload upload;
  upload.id = json["id"].text();
  upload.asset_id = json["assetId"].text();
  if (upload.id.empty() || upload.asset_id.empty())
    return Parsed<Upload>::failed("no id or no assetId in the upload session");
  upload.size = natural(json["contentLength"]);
  upload.started_ms = parse_date(json["startDate"].text());
  const Json parts = json["parts"];
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto part = part_of(parts.at(i));
    if (!part) return Parsed<Upload>::failed("a part without id, number or range");
    upload.parts.push_back(std::move(*part));
  }
  std::sort(upload.parts.begin(), upload.parts.end(),
            [](const UploadPart& a, const UploadPart& b) { return a.number < b.number; });
  return upload;
}

// The enumeration has names; the guide gives numbers for six of them, and the others here lie
// between those in the order of the enumeration. What is left out cannot be told from its
// neighbours.
std::string status_word(const Json& json) {
  if (json.is_string()) return json.text();
  constexpr std::array<std::pair<int, std::string_view>, 10> kWords = {{{1, "Available"},
                                                                        {5, "Registering"},
                                                                        {6, "Uploading"},
                                                                        {16, "Updating"},
                                                                        {17, "Error"},
                                                                        {18, "Assembling"},
                                                                        {19, "Clipping"},
                                                                        {20, "Placeholder"},
                                                                        {21, "Creating"},
                                                                        {22, "Replacing"}}};
  for (const auto& [number, word] : kWords) {
    if (json.integer() == number) return std::string(word);
  }
  return json.is_absent() ? "" : "status " + json.text();
}

}  // namespace

std::vector<PartRange> Upload::ranges() const {
  std::vector<PartRange> ranges;
  std::uint32_t rank = 0;
  for (const UploadPart& part : parts) ranges.emplace_back(++rank, part.off, part.len);
  return ranges;
}

std::string Upload::shape() const {
  return std::to_string(parts.size()) + ":" + std::to_string(parts.empty() ? 0 : parts[0].len);
}

Parsed<Upload> read_upload(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Upload>::failed(json.problem());
  return upload_of(*json);
}

Parsed<std::vector<Upload>> read_uploads(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<std::vector<Upload>>::failed(json.problem());
  const Json rows = unwrap(*json, "items");
  if (!rows.is_array()) return Parsed<std::vector<Upload>>::failed("not a list of uploads");
  std::vector<Upload> uploads;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (auto upload = upload_of(rows.at(i))) uploads.push_back(std::move(*upload));
  }
  return uploads;
}

std::string upload_problem(const Upload& upload, std::uint64_t size) {
  if (upload.size && *upload.size != size) {
    return "the upload session is for " + std::to_string(*upload.size) + " bytes, the file has " +
           std::to_string(size);
  }
  if (upload.parts.size() > kMostPartsOfAnswer) return "the upload session has too many parts";
  const std::string problem = tiling_problem(upload.ranges(), size);
  return problem.empty() ? "" : "the upload session does not fit the file: " + problem;
}

Parsed<Asset> read_asset(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Asset>::failed(json.problem());
  Asset asset;
  asset.id = (*json)["id"].text();
  asset.parent_id = (*json)["parentId"].text();
  asset.name = (*json)["displayName"].text();
  asset.type = (*json)["assetType"].text();
  asset.status = status_word((*json)["assetStatus"]);
  asset.size = (*json)["contentLength"].integer();
  if (asset.id.empty() || asset.status.empty())
    return Parsed<Asset>::failed("no id or no assetStatus in the asset");
  return asset;
}

std::string read_job_errors(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return {};
  const Json rows = unwrap(*json, "items");
  std::string errors;
  for (std::size_t i = 0; i < rows.size() && errors.size() < 400; ++i) {
    const Json row = rows.at(i);
    if (!row["isErrored"].boolean().value_or(false)) continue;
    std::string why = row["displayMessage"].text();
    if (why.empty()) why = row["description"].text();
    errors += (errors.empty() ? "" : "; ") + row["jobType"].text() + ": " + why.substr(0, 200);
  }
  return errors;
}

}  // namespace ingot::sessionupload
