#include "plugins/tenovos/release.hpp"

#include <ingot/kit/call.hpp>
#include <ingot/kit/url_text.hpp>

namespace ingot::tenovos {
namespace {

std::string asset_path(const std::string& id) {
  return "/asset/" + percent_encoded(id);
}

// A user who may upload need not be one who may delete: that is this item's problem, the run can go
// on.
Ending left_behind(const Judgement& judgement, const std::string& what) {
  Ending ending = ending_of(judgement, what);
  if (judgement.verdict == Verdict::forbidden) ending.end = End::rejected;
  return ending;
}

task<> cancel_upload(const Desk& desk, const Item& item, const Asset& asset, std::string filename) {
  UploadFacts facts;  // no parts (tenovos.md H8)
  facts.filename = std::move(filename);
  facts.size = item.size;
  Request request = desk.api.repeatable("POST", "/asset/complete",
                                        finish_body(desk.config, asset, facts, Finish::cancel));
  const Answer answer = co_await ask(desk.batch, std::move(request.for_item(item)));
  const Judgement judgement = refine(answer);
  // The asset is deleted all the same; parts of an upload that stays open cost storage, which
  // people should know.
  if (judgement.verdict != Verdict::ok && !desk.batch.cancelled())
    desk.batch.note(NoteLevel::warn, item,
                    "cancel upload of " + asset.object_id + ": " + judgement.why);
}

task<Judgement> put_in_bin(const Desk& desk, const Item& item, std::string id, Bin action) {
  Request request = desk.api.repeatable("POST", asset_path(id) + "/delete", bin_body(action));
  const Answer answer = co_await ask(desk.batch, std::move(request.for_item(item)));
  co_return refine(answer);
}

// Whether the asset is the version that was asked for, and nothing else.
task<std::optional<Ending>> version_doubt(const Desk& desk, const Item& item, const Asset& asset) {
  const std::string what = "delete version " + asset.object_id;
  if (desk.config.failed_version == FailedVersion::leave) {
    co_return Ending(End::rejected, "version",
                     what + ": failed_version says to leave it; it has no content");
  }
  const Desk::Look look = co_await desk.look(item, asset.object_id, Desk::Form::classic);
  if (look.judgement.verdict != Verdict::ok) co_return left_behind(look.judgement, what);
  const AssetFacts& facts = look.facts;
  const bool is_version = facts.object_id == asset.object_id && !facts.file_id.empty() &&
                          facts.file_id != asset.version_of && facts.object_id != asset.version_of;
  if (is_version) co_return std::nullopt;
  co_return Ending(End::rejected, "version",
                   what + ": it does not show itself to be a version of " + asset.version_of +
                       ", so it was not deleted");
}

// Deleting a version is documented for its own object id; should the original have gone along, it
// comes back.
task<std::optional<Ending>> restore_original(const Desk& desk, const Item& item,
                                             const Asset& asset) {
  const Desk::Look look = co_await desk.look(item, asset.version_of, Desk::Form::classic);
  const bool is_original =
      look.judgement.verdict == Verdict::ok && look.facts.object_id != asset.object_id;
  if (!is_original || !look.facts.is_in_bin) co_return std::nullopt;
  const std::string id = look.facts.object_id.empty() ? asset.version_of : look.facts.object_id;
  const Judgement restored = co_await put_in_bin(desk, item, id, Bin::restore);
  const std::string state =
      restored.verdict == Verdict::ok ? "it was restored" : "restore it by hand: " + restored.why;
  co_return Ending(End::rejected, "version",
                   "deleting version " + asset.object_id + " took the original " +
                       asset.version_of + " along; " + state + "; set failed_version: leave");
}

}  // namespace

task<Desk::Look> Desk::look(const Item& item, std::string id, Form form, Purpose purpose) const {
  const std::string path =
      (form == Form::newer ? "/assets/asset/" : "/asset/") + percent_encoded(id);
  Request request = api.repeatable("GET", path);
  request.for_item(item);
  if (purpose == Purpose::poll) request.poll();
  const Answer answer = co_await ask(batch, std::move(request));
  Look result(AssetFacts(), refine(answer));
  if (result.judgement.verdict == Verdict::ok) {
    const auto json = Json::parse(answer.reply.body);
    if (json) result.facts = read_asset(unwrap(*json, "data"));
    if (result.facts.object_id.empty() && result.facts.file_id.empty())
      result.judgement = unreadable(json ? "no asset in it" : json.problem());
  }
  co_return result;
}

std::string unfinished_meta(const Asset& asset) {
  if (asset.object_id.empty()) return {};
  return ObjectText().raw("unfinished", asset.to_json()).str();
}

Asset asset_of(const Item& item) {
  const auto meta = Json::parse(item.meta);
  Asset asset;
  if (meta) asset = Asset::read(unwrap(*meta, "unfinished"));
  asset.object_id = item.remote_id;
  return asset;
}

task<std::optional<Ending>> release(const Desk& desk, const Item& item, const Asset& asset,
                                    const std::string& filename) {
  if (!asset.upload_id.empty()) co_await cancel_upload(desk, item, asset, filename);
  if (!asset.version_of.empty()) {
    const std::optional<Ending> doubt = co_await version_doubt(desk, item, asset);
    if (doubt && doubt->code == "gone") co_return std::nullopt;
    if (doubt) co_return doubt;
  }
  Judgement deleted = co_await put_in_bin(desk, item, asset.object_id, Bin::remove);
  if (deleted.verdict == Verdict::lost) {
    // Tenovos says 500 or 502 for an id it does not like, and an answer may be lost: what is there
    // decides.
    const Desk::Look look = co_await desk.look(item, asset.object_id, Desk::Form::classic);
    if (look.judgement.verdict == Verdict::gone) deleted = look.judgement;
    if (look.judgement.verdict == Verdict::ok && look.facts.is_in_bin)
      deleted.verdict = Verdict::ok;
  }
  const bool is_gone = deleted.verdict == Verdict::ok || deleted.verdict == Verdict::gone;
  if (!is_gone) co_return left_behind(deleted, "delete asset " + asset.object_id);
  if (asset.version_of.empty()) co_return std::nullopt;
  std::optional<Ending> lost_original = co_await restore_original(desk, item, asset);
  co_return lost_original;
}

}  // namespace ingot::tenovos
