#include "plugins/dash/lab/batch_jobs.hpp"

#include <algorithm>
#include <set>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

namespace ingot::lab::dash {

BatchJobs::BatchJobs(const DashOptions& options, const Clock& clock, UploadDesk& desk,
                     const Account& account)
    : options_(options), clock_(clock), desk_(desk), account_(account) {}

Answer<std::vector<UploadOrder>> BatchJobs::read_items(const Json& body, OrderKind kind) const {
  const Json::List* items = body["items"].items();
  if (items == nullptr) return Refusal{400, "items: an array is required"};
  if (body.size() != 1) return Refusal{400, "items, and nothing else"};
  if (items->empty()) return Refusal{400, "items: must not be empty"};
  if (items->size() > options_.max_items) {
    return Refusal{400, "items: " + std::to_string(items->size()) + " given, the most are " +
                            std::to_string(options_.max_items)};
  }
  std::vector<UploadOrder> orders;
  std::set<std::string> ids;
  for (const Json& item : *items) {
    const std::string where = "items[" + std::to_string(orders.size()) + "]";
    Answer<UploadOrder> order = read_order(item, kind, desk_.rules(), where);
    if (auto* refusal = std::get_if<Refusal>(&order)) return std::move(*refusal);
    orders.push_back(std::move(std::get<UploadOrder>(order)));
    if (!ids.insert(orders.back().batch_item_id).second) {
      return Refusal{400, where + ".batchItemId: used twice"};
    }
  }
  return orders;
}

bool BatchJobs::must_fail(std::uint64_t number) const {
  return options_.fail_job_every != 0 && (number + 1) % options_.fail_job_every == 0;
}

Answer<Json> BatchJobs::create(const Json& body, OrderKind kind, const std::string& collection) {
  Answer<std::vector<UploadOrder>> read = read_items(body, kind);
  if (auto* refusal = std::get_if<Refusal>(&read)) return std::move(*refusal);
  Job job;
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_++;
  }
  job.id = make_uuid(options_.seed, "job", number);
  job.collection = collection;
  job.path = "/" + collection;
  job.created_ms = clock_.now_ms();
  if (must_fail(number)) {
    job.progress = Progress::kFailed;
  } else {
    for (const UploadOrder& order : std::get<std::vector<UploadOrder>>(read)) {
      job.items.push_back({order.batch_item_id, desk_.issue(order)});
    }
  }
  const std::lock_guard lock(mutex_);
  Json answer = running(job);
  jobs_.emplace(job.id, std::move(job));
  return answer;
}

Json BatchJobs::running(const Job& job) {
  return Json::object(
      {{"id", job.id}, {"progress", "IN_PROGRESS"}, {"dateCreated", iso_date(job.created_ms)}});
}

Answer<std::string> BatchJobs::poll(const std::string& id, const std::string& collection) {
  const std::lock_guard lock(mutex_);
  const auto found = jobs_.find(id);
  if (found == jobs_.end() || found->second.collection != collection) {
    return Refusal{404, "job " + id + " does not exist"};
  }
  Job& job = found->second;
  if (!job.finished.empty()) return job.finished;
  ++job.polls;
  const bool is_old_enough = clock_.now_ms() >= job.created_ms + options_.job_takes_ms;
  if (job.polls < options_.ready_after_polls || !is_old_enough) return running(job).dump();
  finish(job);
  return job.finished;
}

// URLs begin to age here, not when the batch was sent: that is when a client first sees them.
void BatchJobs::finish(Job& job) const {
  Json json = running(job);
  if (job.progress == Progress::kFailed) {
    json.set("progress", "FAILED");
    json.set("error", error_json({500, "the job failed"}, job.path, clock_.now_ms()));
  } else {
    job.progress = Progress::kCompleted;
    json.set("progress", "COMPLETED");
    json.set("dateCompleted", iso_date(clock_.now_ms()));
    json.set("results", results_of(job));
    job.items.clear();
  }
  job.finished = json.dump();
}

Json BatchJobs::results_of(const Job& job) const {
  std::vector<std::pair<std::string, Json>> entries;  // shuffled by a digest of the id
  for (const Item& item : job.items) {
    Json entry = Json::object({{"batchItemId", item.batch_item_id}});
    if (const auto* refusal = std::get_if<Refusal>(&item.outcome)) {
      entry.set("error", error_json(*refusal, job.path, clock_.now_ms()));
    } else {
      const auto& issued = std::get<IssuedUpload>(item.outcome);
      entry.set("asset", asset_json(issued.asset, account_));
      entry.set("assetUpload", upload_json(issued.upload, desk_.sign(issued)));
    }
    entries.emplace_back(digest_of(Algorithm::kMd5, job.id + item.batch_item_id), std::move(entry));
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const bool is_unmoved = std::equal(
      entries.begin(), entries.end(), job.items.begin(), [](const auto& entry, const Item& item) {
        return *entry.second["batchItemId"].text() == item.batch_item_id;
      });
  if (is_unmoved) std::reverse(entries.begin(), entries.end());
  Json results = Json::list();
  for (auto& [order, entry] : entries) results.push(std::move(entry));
  return results;
}

std::uint64_t BatchJobs::created() const {
  const std::lock_guard lock(mutex_);
  return next_;
}

void BatchJobs::reset() {
  const std::lock_guard lock(mutex_);
  jobs_.clear();
}

}  // namespace ingot::lab::dash
