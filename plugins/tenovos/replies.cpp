#include "plugins/tenovos/replies.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <ingot/kit/dates.hpp>
#include <ingot/kit/problem_text.hpp>

namespace ingot::tenovos {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

std::optional<std::int64_t> read_moment(const Json& json) {
  if (const auto ms = json.integer()) return ms;
  return parse_date(json.text());
}

// Every entry we sent is there; Tenovos adds its own. Metadata in another form than ours says
// nothing.
bool may_hold_metadata(const Json& theirs, const std::string& ours_text) {
  const auto ours = Json::parse(ours_text);
  std::set<std::string> known;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    if (!theirs.at(i)["metadataDefinitionId"].is_absent()) known.insert(theirs.at(i).dump());
  }
  if (known.empty()) return true;
  for (std::size_t i = 0; ours && i < ours->size(); ++i) {
    if (!known.contains(ours->at(i).dump())) return false;
  }
  return true;
}

}  // namespace

Parsed<Created> read_created(std::string_view body) {
  const auto root = Json::parse(body);
  if (!root) return Parsed<Created>::failed(root.problem());
  const Json data = unwrap(*root, "data");
  Created created;
  created.asset.object_id = data["objectId"].text();
  created.asset.file_id = data["fileId"].text();
  created.asset.original_file_id = data["originalFileId"].text();
  created.asset.upload_id = data["uploadId"].text();
  if (created.asset.object_id.empty()) return Parsed<Created>::failed("no objectId");
  const Json urls = data["urls"];
  std::map<std::int64_t, std::string> by_number;
  for (std::size_t i = 0; i < urls.size(); ++i) {
    const auto number =
        urls.at(i)["partNumber"].integer().value_or(static_cast<std::int64_t>(i + 1));
    by_number.emplace(number, urls.at(i)["url"].text());
  }
  for (const auto& [number, url] : by_number) {
    // A gap or a URL that is not there leaves the list short, which no cut fits.
    if (number == static_cast<std::int64_t>(created.urls.size() + 1) && !url.empty())
      created.urls.push_back(url);
  }
  const std::string url = data["url"].text();
  if (urls.size() == 0 && !url.empty()) created.urls.push_back(url);
  return created;
}

Parsed<Cut> cut_for(const Config& config, const Created& created, std::uint64_t size) {
  const std::uint64_t count = created.urls.size();
  if (count == 0) return Parsed<Cut>::failed("the answer has no upload URL");
  Cut cut;
  cut.count = static_cast<std::uint32_t>(count);
  if (created.asset.upload_id.empty()) {
    if (count > 1) return Parsed<Cut>::failed("several upload URLs came without an uploadId");
    if (size > kSingleMax)
      return Parsed<Cut>::failed("one upload URL came, and one request takes 5 GiB at most");
    return cut;
  }
  std::vector<std::uint64_t> sizes = {config.part_bytes};
  if (config.part_bytes == kPartBytes) sizes.push_back(kDecimalPartBytes);
  for (const std::uint64_t part_bytes : sizes) {
    if ((size + part_bytes - 1) / part_bytes != count) continue;
    cut.part_bytes = part_bytes;
    const std::string problem = tiling_problem(ranges_of(cut, size), size);
    return problem.empty() ? Parsed<Cut>(cut) : Parsed<Cut>::failed(problem);
  }
  return Parsed<Cut>::failed(std::to_string(count) + " upload URLs came for " +
                             std::to_string(size) + " bytes, which are not parts of " +
                             std::to_string(config.part_bytes) + " bytes; see part_bytes");
}

std::vector<PartRange> ranges_of(const Cut& cut, std::uint64_t size) {
  std::vector<PartRange> ranges;
  for (std::uint32_t number = 1; number <= cut.count; ++number) {
    const std::uint64_t off = cut.part_bytes * (number - 1);
    const bool is_last = cut.part_bytes == 0 || size - off < cut.part_bytes;
    ranges.emplace_back(number, off, is_last ? size - off : cut.part_bytes);
  }
  return ranges;
}

AssetFacts read_asset(const Json& json) {
  AssetFacts facts;
  facts.object_id = json["objectId"].text();
  facts.file_id = json["fileId"].text();
  facts.original_file_id = json["originalFileId"].text();
  facts.filename = json["filename"].text();
  facts.created_by = json["createdBy"].text();
  facts.created_ms = read_moment(json["createdEpoch"]);
  if (!facts.created_ms) facts.created_ms = read_moment(json["createdDate"]);
  facts.size = json["fileSizeInBytes"].integer();
  const Json technical = json["technicalMetadata"]["tenovos_metadata"];
  facts.md5 = technical["MD5Checksum"].text();
  facts.has_content =
      facts.size.value_or(0) > 0 || !facts.md5.empty() || !technical["fileSize"].text().empty();
  facts.is_in_bin =
      json["fileState"].text() == "recycle bin" || json["metadataState"].text() == "recycle bin";
  if (json["metadata"].is_array()) facts.metadata = json["metadata"];
  return facts;
}

Parsed<Hits> read_hits(std::string_view body) {
  const auto root = Json::parse(body);
  if (!root) return Parsed<Hits>::failed(root.problem());
  Hits hits;
  Json list = *root;
  for (const char* key : {"data", "result", "results"}) list = unwrap(list, key);
  if (!list.is_array()) return Parsed<Hits>::failed("no list of results");
  for (std::size_t i = 0; i < list.size(); ++i) hits.assets.push_back(read_asset(list.at(i)));
  hits.total = unwrap(*root, "data")["hitCount"].integer();
  return hits;
}

std::optional<Match> match(const AssetFacts& asset, const Trace& trace) {
  const ItemPlan& plan = trace.plan;
  if (asset.object_id.empty() || trace.taken.contains(asset.object_id)) return {};
  if (asset.filename != plan.filename || asset.is_in_bin) return {};
  if (asset.created_ms && *asset.created_ms < trace.not_before_ms) return {};
  // A file that got no bytes from us has none, if it is ours.
  if (plan.mode == Mode::upload && asset.has_content) return {};
  const bool is_version =
      !asset.original_file_id.empty() && asset.original_file_id != asset.file_id;
  if (is_version != !plan.original_file_id.empty()) return {};
  if (is_version && asset.original_file_id != plan.original_file_id) return {};
  const bool is_mine = !asset.created_by.empty() &&
                       (asset.created_by == trace.user_id || asset.created_by == trace.username);
  const bool can_tell = !asset.created_by.empty() && !trace.user_id.empty();
  if (can_tell && !is_mine) return {};
  const bool is_certain = (is_mine || trace.is_exact) && asset.created_ms &&
                          may_hold_metadata(asset.metadata, plan.metadata);
  return is_certain ? Match::certain : Match::doubtful;
}

Judgement refine(const Answer& answer) {
  Judgement judgement = answer.judgement;
  if (answer.ok()) {
    const auto json = Json::parse(answer.reply.body);
    const std::string status = json ? (*json)["status"].text() : "";
    if (status == "error" || status == "failure") {
      judgement.verdict = Verdict::invalid;
      judgement.why = "Tenovos says: " + problem_text(*json);
    }
    return judgement;
  }
  if (judgement.verdict != Verdict::forbidden) return judgement;
  const std::string message = read_problem(answer.reply.body);
  if (has(message, "not found")) {
    judgement.verdict = Verdict::gone;
    return judgement;
  }
  for (const std::string_view word : {"not authorized", "explicit deny", "Missing Authentication",
                                      "ermission", "rivilege", "ccess denied"}) {
    if (has(message, word)) return judgement;
  }
  if (message == "Forbidden")
    judgement.why += "; the API key is not valid, or the user may not do this";
  if (!message.empty() && message != "Forbidden") judgement.verdict = Verdict::invalid;
  return judgement;
}

std::string code_of(const std::string& why) {
  constexpr std::array<std::pair<std::string_view, const char*>, 5> kCodes = {{
      {"Metadata Template", "metadata_template_id"},
      {"Security Template", "security_template_ids"},
      {"Invalid Response from Create Asset", "original_file_id"},
      {"Failed to parse Asset", "filename"},
      {"Unexpected end of JSON", "metadata"},
  }};
  for (const auto& [words, code] : kCodes) {
    if (has(why, words)) return code;
  }
  return "refused";
}

}  // namespace ingot::tenovos
