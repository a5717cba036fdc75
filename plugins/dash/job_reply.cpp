// Readers of jobs and uploads. The layout of a job's results is not published (dash.md G4, G5), so
// an item is found by its batchItemId wherever it stands, and its part URLs by their form.
#include <algorithm>
#include <map>

#include <ingot/kit/json.hpp>
#include <ingot/kit/problem_text.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/replies.hpp"

namespace ingot::dash {
namespace {

constexpr int kDeepest = 12;  // levels below the body; real answers have four or five

bool is_url(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

// The URL of a row {partNumber, url}; under another name if that is how the row calls it.
std::string url_of(const Json& row) {
  if (std::string url = row["url"].text(); is_url(url)) return url;
  for (const std::string& key : row.keys()) {
    if (std::string url = row[key].text(); is_url(url)) return url;
  }
  return {};
}

// Visits objects depth first, parents before children, until `visit` answers true.
template <class Visit>
bool walk(const Json& json, int depth, Visit& visit) {
  if (depth == 0) return false;
  if (json.is_object()) {
    if (visit(json)) return true;
    for (const std::string& key : json.keys()) {
      if (walk(json[key], depth - 1, visit)) return true;
    }
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (walk(json.at(i), depth - 1, visit)) return true;
  }
  return false;
}

std::string deep_text(const Json& json, const std::string& key) {
  std::string found;
  auto visit = [&](const Json& object) { return !(found = object[key].text()).empty(); };
  walk(json, kDeepest, visit);
  return found;
}

// The id of the object that stands under one of `names`, wrapped or not.
std::string deep_id(const Json& json, const std::vector<std::string>& names) {
  std::string found;
  auto visit = [&](const Json& object) {
    for (const std::string& name : names) {
      if (!(found = unwrap(object[name], "result")["id"].text()).empty()) return true;
    }
    return false;
  };
  walk(json, kDeepest, visit);
  return found;
}

Upload upload_of(const Json& json) {
  Upload upload;
  auto collect = [&](const Json& object) {
    const auto number = object["partNumber"].integer();
    if (std::string url = number ? url_of(object) : std::string(); !url.empty() && *number > 0) {
      upload.urls.emplace_back(static_cast<std::uint32_t>(*number), std::move(url));
    }
    return false;
  };
  walk(json, kDeepest, collect);
  upload.asset_id = deep_id(json, {"asset"});
  if (upload.asset_id.empty()) upload.asset_id = deep_text(json, "assetId");
  upload.upload_id = deep_id(json, {"assetUpload", "upload"});
  if (upload.upload_id.empty()) upload.upload_id = deep_text(json, "uploadId");
  // An AssetUpload that stands by itself: {id, assetId, …}.
  if (upload.upload_id.empty() && !upload.urls.empty())
    upload.upload_id = unwrap(json, "result")["id"].text();
  return upload;
}

// Tells a failed item from an echo of what was asked.
bool has_failure(const Json& json) {
  for (const char* key : {"error", "errors", "message"}) {
    const Json value = json[key];
    if (value.size() > 0 || value.is_object() || !value.text().empty()) return true;
  }
  const std::string progress = json["progress"].text() + json["state"].text();
  return progress.find("FAILED") != std::string::npos ||
         json["status"].integer().value_or(0) >= 400;
}

JobItem item_of(const Json& json) {
  JobItem item;
  item.batch_item_id = json["batchItemId"].text();
  item.upload = upload_of(json);
  if (item.is_created()) return item;
  const Json inner = unwrap(json, "result");
  for (const Json& place : {json, inner}) {
    if (!has_failure(place) || !item.problem.empty()) continue;
    item.problem = problem_text(place);
    if (item.problem.empty()) item.problem = "failed without a reason";
    for (const Json& status : {place["status"], place["error"]["status"]}) {
      if (item.status == 0) item.status = static_cast<std::uint32_t>(status.integer().value_or(0));
    }
  }
  return item;
}

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

Progress progress_of(const Json& job) {
  // Values seen for jobs of this kind (dash.md G3); any other one means still running.
  const std::string progress = upper(job["progress"].text());
  if (progress == "FAILED" || progress == "CANCELLED") return Progress::failed;
  const bool is_done = progress == "COMPLETED" || !job["dateCompleted"].text().empty();
  return is_done ? Progress::completed : Progress::running;
}

}  // namespace

const JobItem* Job::find(std::string_view batch_item_id) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const JobItem& item) {
    return item.batch_item_id == batch_item_id;
  });
  return found == items.end() ? nullptr : &*found;
}

Parsed<Job> read_job(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Job>::failed("job: " + json.problem());
  const Json root = unwrap(*json, "result");
  Job job;
  job.id = root["id"].text();
  if (job.id.empty()) return Parsed<Job>::failed("job: no id in the answer");
  job.progress = progress_of(root);
  if (job.progress == Progress::failed) job.problem = problem_text(root);
  // A job may show the request beside the results: of several rows of one id the telling one
  // counts.
  std::map<std::string, JobItem> items;
  auto collect = [&](const Json& object) {
    if (object["batchItemId"].text().empty()) return false;
    JobItem item = item_of(object);
    JobItem& known = items[item.batch_item_id];
    const bool is_better =
        item.is_created() ? !known.is_created() : !known.is_created() && known.problem.empty();
    if (is_better) known = std::move(item);
    return false;
  };
  walk(*json, kDeepest, collect);
  for (auto& [id, item] : items) job.items.push_back(std::move(item));
  return job;
}

Parsed<Upload> read_upload(std::string_view body) {
  const auto json = Json::parse(body);
  if (!json) return Parsed<Upload>::failed("upload: " + json.problem());
  Upload upload = upload_of(*json);
  if (upload.upload_id.empty()) upload.upload_id = unwrap(*json, "result")["id"].text();
  if (upload.upload_id.empty()) return Parsed<Upload>::failed("upload: no id in the answer");
  return upload;
}

}  // namespace ingot::dash
