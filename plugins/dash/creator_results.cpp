// From a creation job to assets: polling, per-item results, and what to do when the answer is lost.
#include <algorithm>

#include <ingot/kit/storage.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/creator.hpp"

namespace ingot::dash {
namespace {

using std::chrono::milliseconds;

// A job may not be readable at once after it was accepted; later than that it is not there.
constexpr int kMostAbsences = 3;
// How often the same items are created anew after a search found nothing of them.
constexpr std::uint32_t kMostCreations = 3;
// From one second to ten (dash.md G11), or in that proportion to what the job says.
constexpr std::int64_t kSlowestPoll = 10;

bool sounds_passing(const std::string& problem) {
  for (const char* word :
       {"try again", "later", "emporar", "imeout", "imed out", "navailable", "nternal"}) {
    if (problem.find(word) != std::string::npos) return true;
  }
  return false;
}

Ending failure_of(const JobItem& result) {
  const std::string message = "create asset: " + result.problem;
  const bool is_passing = result.status == 0 ? sounds_passing(result.problem)
                                             : result.status == 429 || result.status >= 500;
  if (is_passing) return {End::retryable, "unavailable", message};
  if (result.status == 401) return {End::auth, "auth", message};
  return {End::rejected, result.status == 403 ? "permission" : "refused", message};
}

Ending cannot_tell(const ItemWork& work, const std::string& lost, const std::string& why) {
  return {End::unknown, "create",
          "create asset: " + lost + "; " + why + "; look in Dash for staged assets named `" +
              work.item.name + "`, delete those of this run, then retry the item"};
}

}  // namespace

task<> Creator::follow(Creation creation, Job job) {
  Batch& batch = bench_.batch;
  const std::int64_t deadline = batch.now_ms() + bench_.config.poll_timeout_ms;
  std::int64_t every = bench_.config.poll_every_ms;
  const std::int64_t slowest = every * kSlowestPoll;
  int absences = 0;
  while (job.progress == Progress::running && !batch.cancelled()) {
    if (batch.now_ms() >= deadline) {
      for (const std::uint32_t index : open_items(creation.items)) {
        const std::string why = "job " + creation.job_id + " did not end in time";
        bench_.end(bench_.items[index],
                   cannot_tell(bench_.items[index], why, "it may still create the asset"));
      }
      co_return;
    }
    co_await batch.wait(milliseconds(std::min(every, deadline - batch.now_ms())));
    every = std::min(every + every / 2, slowest);
    const std::string path = "/asset-and-upload-batch-jobs/" + percent_encoded(creation.job_id);
    const Reply reply = co_await batch.send(bench_.api.read("GET", path).poll());
    const Judgement judgement = bench_.judged(reply);
    if (judgement.verdict == Verdict::ok) {
      if (auto answer = read_job(reply.body)) job = std::move(*answer);
    } else if (judgement.verdict == Verdict::auth || judgement.verdict == Verdict::forbidden) {
      end_all(creation, ending_of(judgement, "read job " + creation.job_id));
      co_return;
    } else if (judgement.verdict == Verdict::gone && ++absences >= kMostAbsences) {
      co_await find_lost(std::move(creation), "job " + creation.job_id + ": " + judgement.why);
      co_return;
    }
  }
  if (job.progress != Progress::running) co_await take_results(std::move(creation), std::move(job));
}

task<> Creator::take_results(Creation creation, Job job) {
  std::vector<std::uint32_t> unaccounted;
  for (const std::uint32_t index : open_items(creation.items)) {
    ItemWork& work = bench_.items[index];
    const JobItem* result = job.find(work.batch_item_id());
    if (result == nullptr) {
      unaccounted.push_back(index);
    } else {
      take_item(work, *result, unaccounted);
    }
  }
  creation.items = unaccounted;
  if (unaccounted.empty()) {
    forget(creation);
    bench_.save();
    co_return;
  }
  store(creation);
  // Never by position: an item the job does not name has failed, unless its asset is there all the
  // same.
  const ProbeResult result = co_await probe(bench_, unaccounted, creation.since_ms);
  if (bench_.batch.cancelled()) co_return;
  const std::string lost = "job " + job.id + " ended without a result for this item" +
                           (job.problem.empty() ? "" : " (" + job.problem + ")");
  for (const std::uint32_t index : result.missing) {
    bench_.end(bench_.items[index], Ending(End::retryable, "no_result", "create asset: " + lost));
  }
  for (const auto& [index, why] : result.doubtful) {
    bench_.end(bench_.items[index], cannot_tell(bench_.items[index], lost, why));
  }
  forget(creation);
  adopt(result);
}

void Creator::take_item(ItemWork& work, const JobItem& result,
                        std::vector<std::uint32_t>& unaccounted) {
  if (!result.is_created()) {
    if (result.problem.empty()) return unaccounted.push_back(work.item.idx);
    return bench_.end(work, failure_of(result));
  }
  for (const auto& [index, place] : bench_.state.placed) {
    if (place.asset_id != result.upload.asset_id) continue;
    return bench_.end(work, cannot_tell(work, "the job gave one asset to two items",
                                        "nobody can tell whose it is"));
  }
  bench_.place(work) = Placed{result.upload.asset_id, result.upload.upload_id, 0};
  for (const auto& [part, url] : result.upload.urls) {
    work.urls[part] = SignedUrl{url, url_deadline(url, bench_.batch.now_ms()), 0};
  }
}

// The request may have been processed: look before anything is sent again.
task<> Creator::find_lost(Creation creation, std::string why) {
  if (bench_.batch.cancelled()) co_return;
  bench_.batch.note(NoteLevel::warn, "create assets: " + why + "; looking for what it left");
  const ProbeResult result = co_await probe(bench_, creation.items, creation.since_ms);
  if (bench_.batch.cancelled()) co_return;
  for (const auto& [index, doubt] : result.doubtful) {
    bench_.end(bench_.items[index], cannot_tell(bench_.items[index], why, doubt));
  }
  const std::vector<std::uint32_t> missing(result.missing.begin(), result.missing.end());
  if (creation.tries >= kMostCreations) {
    for (const std::uint32_t index : missing) {
      bench_.end(bench_.items[index],
                 Ending(End::retryable, "unavailable", "create asset: " + why));
    }
  } else if (!missing.empty()) {
    waves_.push_front(Wave{missing, creation.since_ms, creation.tries});
  }
  forget(creation);
  adopt(result);
}

void Creator::adopt(const ProbeResult& result) {
  for (const auto& [index, asset_id] : result.found) {
    bench_.place(bench_.items[index]) = Placed{asset_id, "", 1};
    bench_.batch.note(NoteLevel::info, bench_.items[index].item,
                      "found its asset " + asset_id + " after a lost answer");
  }
  bench_.save();
}

}  // namespace ingot::dash
