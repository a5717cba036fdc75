// The completion of an upload, which is sent at most once unless it certainly did not arrive, and
// what follows.
#include <ingot/kit/call.hpp>
#include <ingot/kit/url_text.hpp>

#include "plugins/sessionupload/probe.hpp"
#include "plugins/sessionupload/upload.hpp"

namespace ingot::sessionupload {
namespace {

constexpr unsigned kMostCompletions = 3;
constexpr unsigned kLooks = 3;  // an upload that is being completed may be listed for some seconds

}  // namespace

task<ItemUpload::Failure> ItemUpload::complete() {
  const std::string id = place().upload_id;
  Request request = api_.upload_call(percent_encoded(id) + "/complete");
  request.for_item(item_);
  std::uint32_t used = 0;
  Judgement last;
  for (unsigned tries = 0; tries < kMostCompletions + batch_.restarts(); ++tries) {
    const Change change = co_await kit::change(batch_, request, tag(Call::complete, used));
    used += change.attempts;
    last = change.answer.judgement;
    is_accepted_ = change.answer.ok();
    if (is_accepted_) co_return std::nullopt;  // whatever its body says: the asset will tell
    const bool is_lost = last.verdict == Verdict::lost || last.verdict == Verdict::cancelled;
    if (last.verdict == Verdict::gone)
      co_return Ending(End::retryable, "upload_gone", "complete upload " + id + ": " + last.why);
    if (!is_lost) {
      Ending ending = ending_of(last, "complete upload " + id);
      // Every part was confirmed, and the vendor misses some: a later session starts over.
      if (last.verdict == Verdict::invalid) ending.end = End::retryable, ending.code = "incomplete";
      co_return ending;
    }
    if (batch_.cancelled()) break;
    const Parsed<bool> is_open = co_await is_in_progress(batch_, config_, item_, id, kLooks);
    if (!is_open) break;
    is_accepted_ = !*is_open;
    if (is_accepted_) co_return std::nullopt;
  }
  co_return Ending(End::unknown, "complete",
                   "complete upload " + id + ": " + last.why + "; look whether asset " +
                       place().asset_id + " has its file, cancel the upload if not, then retry");
}

task<ItemUpload::Failure> ItemUpload::wait_until_available() {
  // An asset that was there before may look available a moment longer, with its old file.
  if (!target_.existing_asset_id.empty())
    co_await batch_.wait(std::chrono::milliseconds(config_.poll_every_ms));
  const std::string asset_id = place().asset_id, upload_id = place().upload_id;
  const Watched watched = co_await watch(batch_, config_, item_, asset_id,
                                         [](const Asset& asset) { return asset.is_available(); });
  if (watched.end != WatchEnd::reached) {
    Ending ending = watched.ending;
    // The file is there; who may not look cannot tell more, and sending it again would not help.
    if (ending.end == End::auth) ending.end = End::unknown;
    co_return ending;
  }
  ObjectText meta;
  meta.text("upload_id", upload_id).text("status", watched.asset.status);
  if (watched.asset.size) meta.number("size", *watched.asset.size);
  batch_.done(item_, asset_id, meta.str());
  co_return std::nullopt;
}

// An upload that may be continued stays open: its id is kept for the next try, and the item has no
// remote id, by which it would be cancelled.
void ItemUpload::fail(const Ending& ending) {
  const Place& known = place();
  const bool may_continue = config_.overwrite == Overwrite::resume && !is_accepted_ &&
                            (ending.end == End::retryable || ending.end == End::auth) &&
                            ending.code != "incomplete" && ending.code != "urls";
  OpenUpload open;
  open.upload_id = known.upload_id;
  open.asset_id = known.asset_id;
  const bool is_over =
      known.upload_id.empty() || is_accepted_ || (may_continue && ending.code == "upload_gone");
  std::string meta = is_over ? std::string() : open.to_meta();
  // What an earlier try has kept is over too, and would stay if nothing took its place.
  if (is_over && !OpenUpload::read(item_.meta).upload_id.empty()) meta = "{}";
  const std::string& remote_id = known.asset_id.empty() ? known.upload_id : known.asset_id;
  end_item(batch_, item_, ending, may_continue ? std::string() : remote_id, meta);
}

}  // namespace ingot::sessionupload
