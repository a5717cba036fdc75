// The asynchronous batches (dash.md 1.3 to 1.5): accepted at once, done after some polls or some
// time, their results matched by batchItemId and never in the order of the request. Threads:
// internally locked.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/dash/lab/upload_desk.hpp"

namespace ingot::lab::dash {

class BatchJobs {
 public:
  // All must outlive this.
  BatchJobs(const DashOptions& options, const Clock& clock, UploadDesk& desk,
            const Account& account);

  // The whole batch is refused when any item is malformed; what fails for other reasons fails
  // alone, in the job's results. Assets exist from now on, although their URLs come with the
  // finished job.
  Answer<Json> create(const Json& body, OrderKind kind, const std::string& collection);
  // One poll; the job as JSON text. Jobs are found only under the collection they were created in.
  Answer<std::string> poll(const std::string& id, const std::string& collection);
  std::uint64_t created() const;
  void reset();

 private:
  enum class Progress : std::uint8_t { kRunning, kCompleted, kFailed };

  // An item that waits for the job to be done, with how it ended.
  struct Item {
    std::string batch_item_id;
    Answer<IssuedUpload> outcome;
  };
  struct Job {
    std::string id;
    std::string collection;
    std::int64_t created_ms = 0;
    std::uint32_t polls = 0;
    Progress progress = Progress::kRunning;
    std::vector<Item> items;  // emptied when the job is done
    std::string path;         // of the request, for the errors of its items
    std::string finished;     // text, a tenth of the tree: what every poll answers from then on
  };

  Answer<std::vector<UploadOrder>> read_items(const Json& body, OrderKind kind) const;
  bool must_fail(std::uint64_t number) const;
  void finish(Job& job) const;
  Json results_of(const Job& job) const;
  static Json running(const Job& job);

  const DashOptions& options_;
  const Clock& clock_;
  UploadDesk& desk_;
  const Account& account_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, Job> jobs_;
  std::uint64_t next_ = 0;
};

}  // namespace ingot::lab::dash
