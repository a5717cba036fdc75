// Readers of assets, fields and errors; those of jobs and uploads are in job_reply.cpp.
#include "plugins/dash/replies.hpp"

#include <algorithm>

#include <ingot/kit/dates.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/problem_text.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {
namespace {

std::string first_text(const Json& object, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    if (std::string text = object[key].text(); !text.empty()) return text;
  }
  return {};
}

// The rows of a list in any of its envelopes: bare, {results:[…]}, {result:[…]}, {items:[…]},
// {files:[…]}.
Json rows_of(const Json& body) {
  for (const char* key : {"results", "result", "items", "files"}) {
    const Json inner = body[key];
    if (inner.is_array()) return inner;
    if (inner.is_object()) return rows_of(inner);
  }
  return body;
}

Asset asset_of(const Json& envelope, const std::string& folder_field) {
  const Json json = unwrap(envelope, "result");
  Asset asset;
  asset.id = json["id"].text();
  asset.state = json["lifecycleStatus"]["state"].text();
  asset.filename = first_text(json["currentAssetFile"], {"filename", "fileName", "name"});
  if (asset.filename.empty()) asset.filename = first_text(json, {"filename", "fileName", "name"});
  for (const char* key : {"dateCreated", "createdAt", "dateAdded", "dateLastModified"}) {
    asset.born_ms = parse_date(json[key].text());
    if (asset.born_ms) break;
  }
  const Json folders = json["metadata"]["values"][folder_field];
  for (std::size_t i = 0; i < folders.size(); ++i) asset.folders.push_back(folders.at(i).text());
  const Json permitted = envelope["permittedActions"];
  if (permitted.is_array()) {
    asset.permitted_actions.emplace();
    for (std::size_t i = 0; i < permitted.size(); ++i) {
      const Json row = permitted.at(i);
      asset.permitted_actions->push_back(row.is_object() ? row["action"].text() : row.text());
    }
  }
  return asset;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// What one file row says itself; unclear when it carries no mark of its state.
Evidence mark_of(const Json& file) {
  for (const char* key : {"uploaded", "complete", "completed"}) {
    if (const auto mark = file[key].boolean())
      return *mark ? Evidence::complete : Evidence::incomplete;
  }
  const std::string state =
      upper(first_text(file, {"uploadStatus", "uploadState", "state", "status", "progress"}));
  constexpr std::string_view kDone[] = {"COMPLETED", "COMPLETE", "UPLOADED",
                                        "AVAILABLE", "READY",    "PROCESSED"};
  if (std::find(std::begin(kDone), std::end(kDone), state) != std::end(kDone))
    return Evidence::complete;
  if (!state.empty()) return Evidence::incomplete;
  for (const char* key : {"dateCompleted", "dateUploaded"}) {
    const auto keys = file.keys();
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    return file[key].is_absent() ? Evidence::incomplete : Evidence::complete;
  }
  return Evidence::unclear;
}

}  // namespace

Parsed<Asset> read_asset(std::string_view body, const std::string& folder_field) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Asset>::failed("asset: " + json.problem());
  Asset asset = asset_of(*json, folder_field);
  if (asset.state.empty())
    return Parsed<Asset>::failed("asset: no lifecycleStatus.state in the answer");
  return asset;
}

Parsed<SearchPage> read_search(std::string_view body, const std::string& folder_field) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<SearchPage>::failed("search: " + json.problem());
  const Json rows = rows_of(*json);
  if (!rows.is_array())
    return Parsed<SearchPage>::failed("search: no list of results in the answer");
  SearchPage page;
  page.rows = rows.size();
  page.total = (*json)["totalResults"].integer();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Asset asset = asset_of(rows.at(i), folder_field);
    if (!asset.id.empty()) page.assets.push_back(std::move(asset));
  }
  return page;
}

Evidence read_evidence(std::string_view files, const std::string& name, std::uint64_t size) {
  const auto json = Json::parse(files);
  if (!json) return Evidence::unclear;
  const Json rows = rows_of(*json);
  if (!rows.is_array()) return Evidence::unclear;
  Evidence found = Evidence::incomplete;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json file = unwrap(rows.at(i), "result");
    const std::string its_name = first_text(file, {"filename", "fileName", "name"});
    if (!its_name.empty() && its_name != name) continue;
    const Json length = file["size"].is_absent() ? file["fileSize"] : file["size"];
    const bool has_size = length.integer() == static_cast<std::int64_t>(size);
    Evidence mark = mark_of(file);
    if (!length.is_absent() && !has_size) mark = Evidence::incomplete;
    if (mark == Evidence::unclear && has_size && !its_name.empty()) mark = Evidence::listed;
    if (mark == Evidence::complete || mark == Evidence::listed) return mark;
    if (mark == Evidence::unclear) found = mark;
  }
  return found;
}

Parsed<FileFacts> read_file_facts(std::string_view files, const std::string& name) {
  const auto json = Json::parse(files);
  const Json rows = json ? rows_of(*json) : Json();
  if (!rows.is_array()) return Parsed<FileFacts>::failed("files: no list in the answer");
  FileFacts facts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json file = unwrap(rows.at(i), "result");
    const std::string its_name = first_text(file, {"filename", "fileName", "name"});
    if (!its_name.empty() && its_name != name) continue;
    // One that was begun and never finished has no size.
    const Json length = file["size"].is_absent() ? file["fileSize"] : file["size"];
    if (facts.is_there && length.is_absent()) continue;
    facts.is_there = true;
    facts.size = length.integer();
    facts.md5 = first_text(file, {"md5", "contentMd5"});
    for (char& c : facts.md5) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return facts;
}

Parsed<std::vector<Field>> read_fields(std::string_view body) {
  using Answer = Parsed<std::vector<Field>>;
  const auto json = Json::parse(body);
  if (!json) return Answer::failed("fields: " + json.problem());
  const Json rows = rows_of(*json);
  if (!rows.is_array()) return Answer::failed("fields: no list in the answer");
  std::vector<Field> fields;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Json row = unwrap(rows.at(i), "result");
    Field field{row["id"].text(), first_text(row, {"name", "displayName", "label", "title"})};
    if (!field.id.empty()) fields.push_back(std::move(field));
  }
  return fields;
}

std::string read_member(std::string_view body, const std::string& member) {
  const auto json = Json::parse(body);
  return json ? unwrap(*json, "result")[member].text() : std::string();
}

}  // namespace ingot::dash
