#include <ingot/kit/json.hpp>
#include <ingot/kit/problem_text.hpp>

// Completion, metadata, and the end of an item.
#include "plugins/dash/kit.hpp"
#include "plugins/dash/uploader.hpp"

namespace ingot::dash {
namespace {

constexpr std::uint32_t kMostCompletions = 5;

// "already completed" in its forms; only asked after a completion whose answer was lost.
bool says_already(const Judgement& judgement) {
  return judgement.why.starts_with("HTTP 409") || judgement.why.find("lready") != std::string::npos;
}

}  // namespace

task<> Uploader::finish(ItemWork& work) {
  std::optional<Ending> ending;
  if (!work.is_complete) ending = co_await complete(work);
  if (!ending) {
    work.is_complete = true;
    ending = co_await describe(work);
  }
  work.failure = ending;
  std::vector<std::string>().swap(work.etags);
  if (ending) co_return;
  const Placed& place = bench_.place(work);
  const std::string meta = "{\"upload_id\":" + quote(place.upload_id) +
                           ",\"path\":" + quote(work.path) + ",\"state\":\"STAGED\"}";
  bench_.batch.done(work.item, place.asset_id, meta);
}

// One completion call, or what an earlier life was answered to it.
task<Judgement> Uploader::call_completion(ItemWork& work, std::uint64_t tag) {
  const Reply* earlier = bench_.batch.prior(tag);
  Reply reply;
  if (earlier != nullptr) {
    reply = *earlier;
  } else {
    const Placed& place = bench_.place(work);
    std::string body = completion_body(place.asset_id, place.upload_id, work.etags);
    reply = co_await bench_.batch.send(
        bench_.api.change("POST", "/asset-upload-completions", std::move(body), tag)
            .for_item(work.item));
  }
  const Judgement judgement = bench_.judged(reply);
  if (judgement.verdict != Verdict::ok) co_return judgement;
  const auto json = Json::parse(reply.body);
  if (!json) co_return unreadable(json.problem());
  // A 200 can still hold an error (cross_vendor.md 3.1, S3's completion).
  if (!(*json)["error"].text().empty()) co_return unreadable(read_problem(reply.body));
  co_return judgement;
}

task<std::optional<Ending>> Uploader::complete(ItemWork& work) {
  const std::string what = "complete upload";
  bool was_lost = false;
  Judgement judgement;
  for (std::uint32_t attempt = 0; attempt < kMostCompletions + bench_.batch.restarts(); ++attempt) {
    const std::uint64_t tag =
        tag_of(Call::complete, work.item.idx, bench_.place(work).upload, 0, attempt);
    judgement = co_await call_completion(work, tag);
    if (judgement.verdict == Verdict::ok) co_return std::nullopt;
    if (bench_.batch.cancelled()) break;
    const bool is_lost =
        judgement.verdict == Verdict::lost || judgement.verdict == Verdict::cancelled;
    was_lost |= is_lost;
    if (was_lost) {
      const Evidence evidence = co_await look(work);
      if (evidence == Evidence::complete) co_return std::nullopt;
      const bool is_done_already =
          !is_lost && evidence != Evidence::incomplete && says_already(judgement);
      if (is_done_already) co_return std::nullopt;
    }
    const bool may_repeat =
        is_lost || judgement.verdict == Verdict::busy || judgement.verdict == Verdict::not_sent;
    if (!may_repeat) co_return ending_of(judgement, what);
    const bool was_now = bench_.batch.prior(tag) == nullptr;
    if (was_now) co_await bench_.batch.wait(pause_before(attempt + 1, judgement));
  }
  if (!was_lost || bench_.batch.cancelled()) co_return ending_of(judgement, what);
  co_return Ending(End::unknown, "complete",
                   what + ": " + judgement.why + "; look in Dash whether asset " +
                       bench_.place(work).asset_id + " has its file, delete it if not, then retry");
}

// What Dash shows after a completion without an answer.
task<Evidence> Uploader::look(ItemWork& work) {
  const std::string path = "/assets/" + percent_encoded(bench_.place(work).asset_id);
  const Reply files = co_await bench_.batch.send(bench_.api.read("GET", path + "/files"));
  Evidence evidence =
      files.ok() ? read_evidence(files.body, work.item.name, work.item.size) : Evidence::unclear;
  if (evidence == Evidence::listed && bench_.state.lists_early == false)
    evidence = Evidence::complete;
  if (evidence == Evidence::complete || evidence == Evidence::incomplete) co_return evidence;
  const Reply reply = co_await bench_.batch.send(bench_.api.read("GET", path));
  const auto asset = read_asset(reply.ok() ? reply.body : "", "");
  // Somebody has moved it on, which needs a complete file.
  if (asset && asset->state != "STAGED") co_return Evidence::complete;
  co_return evidence;
}

task<std::optional<Ending>> Uploader::describe(ItemWork& work) {
  if (work.metadata.empty()) co_return std::nullopt;
  const std::string path = "/assets/" + percent_encoded(bench_.place(work).asset_id);
  const Reply reply = co_await bench_.batch.send(
      bench_.api.settle("PATCH", path, metadata_body(work.metadata)).for_item(work.item));
  const Judgement judgement = bench_.judged(reply);
  if (judgement.verdict == Verdict::ok) co_return std::nullopt;
  Ending ending = ending_of(judgement, "set metadata");
  if (judgement.verdict == Verdict::invalid) ending.code = "metadata";
  co_return ending;
}

}  // namespace ingot::dash
