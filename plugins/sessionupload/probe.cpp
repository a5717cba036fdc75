#include "plugins/sessionupload/probe.hpp"

#include <algorithm>

#include <ingot/kit/call.hpp>

#include "plugins/sessionupload/requests.hpp"

namespace ingot::sessionupload {
namespace {

using std::chrono::milliseconds;

// Looks at an asset that is not there: a list that lags behind is likelier than a deletion at
// first.
constexpr unsigned kMostAbsences = 3;

task<Ending> failure_of(Batch& batch, const Api& api, const Item& item, std::string asset_id) {
  const Answer answer = co_await ask(batch, api.asset(asset_id, "/job-history").for_item(item));
  const std::string errors = answer.ok() ? read_job_errors(answer.reply.body) : std::string();
  const std::string why = errors.empty() ? "look at its job history" : errors;
  Ending ending(End::rejected, "asset_error",
                "process asset " + asset_id + ": the vendor reports an error: " + why);
  co_return ending;
}

bool is_final(Verdict verdict) {
  return verdict == Verdict::auth || verdict == Verdict::forbidden || verdict == Verdict::invalid;
}

constexpr unsigned kLooks = 3;
constexpr std::chrono::seconds kPause{5};
// Clocks of the two sides, and the time a request travels.
constexpr std::int64_t kSkewMs = 5 * 60'000;

enum class Match { yes, no, unclear };

// Walks up from the asset: its name, the folders of the path, then the parent that was asked for.
task<Match> match(Batch& batch, const Api& api, const Item& item, const Target& target,
                  std::string asset_id) {
  if (!target.existing_asset_id.empty()) {
    const Match same = asset_id == target.existing_asset_id ? Match::yes : Match::no;
    co_return same;
  }
  std::string path = target.relative_path, name = target.display_name;
  for (;;) {
    const Answer answer = co_await ask(batch, api.asset(asset_id).for_item(item));
    if (answer.verdict() == Verdict::gone) co_return Match::no;
    const auto asset = read_asset(answer.ok() ? answer.reply.body : "");
    if (!asset) co_return Match::unclear;
    if (asset->name != name) co_return Match::no;
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) {
      const bool is_there = target.parent_id.empty() || asset->parent_id == target.parent_id;
      co_return is_there ? Match::yes : Match::no;
    }
    path.resize(slash);
    name = path.substr(path.rfind('/') + 1);
    asset_id = asset->parent_id;
    if (asset_id.empty()) co_return Match::unclear;
  }
}

bool may_be(const Upload& upload, const Wanted& wanted) {
  if (wanted.claimed.contains(upload.id)) return false;
  if (upload.size && wanted.size && *upload.size != *wanted.size) return false;
  return !upload.started_ms || *upload.started_ms + kSkewMs >= wanted.since_ms;
}

task<Parsed<std::vector<Upload>>> list(Batch& batch, const Api& api, const Item& item) {
  const Answer answer = co_await ask(batch, api.open_uploads().for_item(item));
  auto uploads = answer.ok() ? read_uploads(answer.reply.body)
                             : Parsed<std::vector<Upload>>::failed(answer.judgement.why);
  co_return uploads;
}

}  // namespace

task<Watched> watch(Batch& batch, const Config& config, const Item& item, std::string asset_id,
                    std::function<bool(const Asset&)> is_reached) {
  const Api api(config);
  const std::string what = "watch asset " + asset_id;
  const std::int64_t deadline = batch.now_ms() + config.poll_timeout_ms;
  std::int64_t every = config.poll_every_ms;
  Watched result;
  std::string seen = "not seen";
  for (unsigned absences = 0;;) {
    const Answer answer = co_await ask(batch, api.asset(asset_id).poll().for_item(item));
    const auto asset = read_asset(answer.ok() ? answer.reply.body : "");
    if (answer.ok() && asset) {
      result.asset = *asset;
      seen = asset->status;
      absences = 0;
      result.end = is_reached(*asset) ? WatchEnd::reached : WatchEnd::failed;
      if (result.end == WatchEnd::reached) co_return result;
      if (asset->is_failed()) {
        result.ending = co_await failure_of(batch, api, item, asset_id);
        co_return result;
      }
    }
    result.end = WatchEnd::failed;
    const bool is_gone = answer.verdict() == Verdict::gone && ++absences >= kMostAbsences;
    if (is_gone || is_final(answer.verdict())) {
      result.ending = ending_of(answer.judgement, what);
      co_return result;
    }
    if (!answer.ok()) seen = answer.judgement.why;
    if (batch.now_ms() >= deadline || batch.cancelled()) break;
    co_await batch.wait(milliseconds(std::min(every, deadline - batch.now_ms())));
    every = std::min(every + every / 2, config.poll_every_ms * 10);
  }
  result.end = WatchEnd::too_long;
  result.ending =
      Ending(End::unknown, "processing",
             what + ": the upload is complete, but the asset has not become available (" + seen +
                 "); look at it by hand");
  co_return result;
}

task<Found> find_upload(Batch& batch, const Config& config, const Item& item, Wanted wanted) {
  const Api api(config);
  Found found;
  for (unsigned look = 0; look < kLooks && !batch.cancelled(); ++look) {
    if (look > 0) co_await batch.wait(kPause);
    const auto uploads = co_await list(batch, api, item);
    found.doubt = uploads.problem();
    if (!uploads) co_return found;
    std::vector<std::string> fitting;
    for (const Upload& upload : *uploads) {
      if (!may_be(upload, wanted)) continue;
      const Match fit = co_await match(batch, api, item, wanted.target, upload.asset_id);
      if (fit == Match::yes) fitting.push_back(upload.id);
      if (fit == Match::unclear)
        found.doubt = "the asset of upload " + upload.id + " cannot be read";
    }
    if (fitting.size() > 1) found.doubt = "several uploads fit: " + fitting[0] + ", " + fitting[1];
    if (!found.doubt.empty()) co_return found;
    if (fitting.empty()) continue;
    const Answer answer = co_await ask(batch, api.upload(fitting[0]).for_item(item));
    auto upload = read_upload(answer.ok() ? answer.reply.body : "");
    if (upload) {
      found.upload = std::move(*upload);
    } else {
      found.doubt = "upload " + fitting[0] + " cannot be read";
    }
    co_return found;
  }
  co_return found;
}

task<Parsed<bool>> is_in_progress(Batch& batch, const Config& config, const Item& item,
                                  std::string upload_id, unsigned looks) {
  const Api api(config);
  for (unsigned look = 1;; ++look) {
    const auto uploads = co_await list(batch, api, item);
    if (!uploads) co_return Parsed<bool>::failed(uploads.problem());
    const bool is_open = std::any_of(uploads->begin(), uploads->end(),
                                     [&](const Upload& upload) { return upload.id == upload_id; });
    if (!is_open || look >= looks || batch.cancelled()) co_return is_open;
    co_await batch.wait(kPause);
  }
}

}  // namespace ingot::sessionupload
