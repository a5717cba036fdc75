// TRANSFER: a new asset by POST, or a change to the one that is there. A creation has no
// idempotency key (managedassets.md 2.2), so one whose answer got lost is looked for by its mark
// before it is sent again, and ends unknown where nobody can look.
#include "plugins/managedassets/managedassets.hpp"

#include <algorithm>
#include <array>

#include <ingot/kit/json.hpp>

#include "plugins/managedassets/draft.hpp"
#include "plugins/managedassets/workbench.hpp"

namespace ingot::managedassets {
namespace {

using std::chrono::milliseconds;

// An index may lag behind; an asset that has not shown up after these looks is taken not to come.
constexpr std::array<std::int64_t, 4> kPausesMs = {2000, 4000, 8000, 15'000};
constexpr unsigned kMostCreations =
    3;  // each of them after a proof that the one before made nothing

struct Found {
  Found() = default;
  std::optional<Asset> asset;
  std::string doubt;  // nobody can tell; both empty: it is certainly not there
};

class Transfer {
 public:
  Transfer(Workbench& bench, const Item& item) : bench_(bench), item_(item) {}

  task<> run() {
    draft_ = draft_of(item_, bench_.config);
    if (!draft_.problem.empty()) {
      bench_.batch.rejected(item_, "item", draft_.problem);
      co_return;
    }
    // The job's own words about an asset go before what an earlier run made.
    is_named_ = !draft_.asset_id.empty();
    if (!is_named_) draft_.asset_id = item_.remote_id;
    if (draft_.asset_id.empty()) {
      co_await create();
    } else {
      co_await update();
    }
  }

 private:
  task<> create();
  task<Found> find(std::string mark);
  task<> update();
  Edit edit_of() const;
  task<> finish(Asset asset);
  task<std::optional<Ending>> await_fetch(Asset& asset);

  void fail(const Ending& ending, const std::string& made = {}) {
    end_item(bench_.batch, item_, ending, made);
  }
  // With what a person needs to find the asset.
  Ending doubtful(const std::string& message) const {
    const Config& config = bench_.config;
    const bool has_mark = !config.attempt_key.empty();
    const std::string& key = has_mark ? config.attempt_key : config.ingest_key;
    const std::string value = has_mark ? bench_.mark(item_.idx) : item_.key;
    return Ending(
        End::unknown, "unknown",
        message + "; look for an asset " +
            (key.empty() ? "of this content" : "whose metadata `" + key + "` is `" + value + "`") +
            ", delete it, then retry");
  }
  void mark_attempt() {
    const std::string& key = bench_.config.attempt_key;
    if (!key.empty()) draft_.metadata.emplace_back(key, quote(bench_.mark(item_.idx)));
  }

  Workbench& bench_;
  const Item& item_;
  Draft draft_;
  bool is_named_ = false;    // by asset_id
  bool is_created_ = false;  // by this session, so ABORT may remove it
};

task<> Transfer::create() {
  mark_attempt();
  const std::string what = "create asset";
  std::uint32_t attempts = 0;
  Judgement last;
  for (unsigned round = 0; round < kMostCreations; ++round) {
    Request request = bench_.api.create(item_, draft_);
    request.for_item(item_);
    const kit::Change made = co_await kit::change(bench_.batch, std::move(request),
                                                  tag_of(Call::create, item_.idx) + attempts);
    attempts += made.attempts;
    last = made.answer.judgement;
    if (made.answer.ok()) {
      const auto asset = read_created(made.answer.reply, bench_.config.names);
      is_created_ = true;
      if (asset) {
        co_await finish(*asset);
        co_return;
      }
      last = unreadable(asset.problem());
    }
    if (last.verdict != Verdict::lost && last.verdict != Verdict::cancelled)
      co_return fail(ending_of(last, what));
    const Found found = co_await find(bench_.mark(item_.idx));
    if (found.asset) {
      is_created_ = true;
      co_await finish(*found.asset);
      co_return;
    }
    if (!found.doubt.empty()) co_return fail(doubtful(what + ": " + last.why + "; " + found.doubt));
  }
  // Every one was proved to have made nothing.
  fail(ending_of(last, what));
}

task<Found> Transfer::find(std::string mark) {
  Found result;
  const Config& config = bench_.config;
  if (config.query_by_metadata.empty()) {
    result.doubt = "it may exist, and there is no query to find it with";
    co_return result;
  }
  for (const std::int64_t pause : kPausesMs) {
    if (!bench_.batch.cancelled()) co_await bench_.batch.wait(milliseconds(pause));
    if (bench_.batch.cancelled()) {
      result.doubt = "it may exist, and the run was stopped before it could be looked for";
      co_return result;
    }
    Request request = bench_.api.query(config.attempt_key, mark);
    request.for_item(item_);
    const Answer answer = co_await ask(bench_.batch, std::move(request));
    result.doubt = "it may exist, and the query for it failed: " + answer.judgement.why;
    if (!answer.ok()) co_return result;
    const auto ids = read_matches(answer.reply.body, config.attempt_key, mark, config.names);
    result.doubt = "it may exist, and the query for it cannot be trusted: " + ids.problem();
    if (!ids) co_return result;
    result.doubt.clear();
    if (ids->empty()) continue;
    if (ids->size() > 1) {
      result.doubt = "several assets were made of it: " + (*ids)[0] + ", " + (*ids)[1];
      co_return result;
    }
    Asset asset;
    asset.id = ids->front();
    result.asset = std::move(asset);
    co_return result;
  }
  co_return result;
}

// What has to be sent to make the asset what the draft says.
Edit Transfer::edit_of() const {
  Edit edit(draft_.asset_id, Call::update, "update asset " + draft_.asset_id);
  const bool is_new_content = draft_.content != Content::none;
  if (!is_new_content && draft_.metadata.empty()) return edit;
  const bool has_mark = !bench_.config.attempt_key.empty();
  edit.request = [this](const std::string& etag) {
    if (draft_.content == Content::file) return bench_.api.replace_file(item_, draft_, etag);
    ObjectText body;
    body.text_if("uri", draft_.uri);
    if (!draft_.metadata.empty()) body.raw("metadata", metadata_json(draft_.metadata));
    return bench_.api.patch(draft_.asset_id, body.str(), etag);
  };
  edit.evidence = [this, is_new_content, has_mark](const Asset&, const Asset& now) {
    const auto is_there = holds(now, draft_.metadata, bench_.config.names);
    // Without the mark equal metadata says nothing about the content.
    if (!is_there || (is_new_content && !has_mark)) return Evidence::unclear;
    return *is_there ? Evidence::applied : Evidence::absent;
  };
  return edit;
}

task<> Transfer::update() {
  draft_.expires.clear();  // it would add to the life of the asset (managedassets.md 2.1)
  if (draft_.content != Content::none) mark_attempt();
  const Edited edited = co_await bench_.edit(item_, edit_of());
  if (!edited.failure) {
    co_await finish(edited.asset);
    co_return;
  }
  if (edited.failure->code != "gone") co_return fail(*edited.failure);
  if (is_named_) {
    Ending ending = *edited.failure;
    ending.message += "; it does not exist, or it has expired or was deleted: restore it first";
    co_return fail(ending);
  }
  bench_.batch.note(NoteLevel::info, item_,
                    "asset " + draft_.asset_id + " of an earlier run is gone; a new one is made");
  draft_ = draft_of(item_, bench_.config);
  co_await create();
}

// Nothing is done before the service has the content, where the job says how that shows.
task<std::optional<Ending>> Transfer::await_fetch(Asset& asset) {
  const Config& config = bench_.config;
  if (draft_.content != Content::uri || !config.is_managed) co_return std::nullopt;
  if (!config.poll) {
    if (asset.is_pending)
      bench_.batch.note(
          NoteLevel::info, item_,
          "the service accepted the URI; whether it fetched it shows only with `poll`");
    co_return std::nullopt;
  }
  const std::string what = "fetch of asset " + asset.id;
  const std::int64_t deadline = bench_.batch.now_ms() + config.poll->timeout_ms;
  std::int64_t every = config.poll->every_ms;
  for (;;) {
    const Look now =
        co_await bench_.look(item_, asset.id, Visibility::living, Workbench::Purpose::poll);
    if (now.asset) {
      asset = *now.asset;
      const Fetch state = fetch_state(asset, *config.poll);
      if (state == Fetch::ready) co_return std::nullopt;
      if (state == Fetch::failed)
        co_return Ending(End::rejected, "uri",
                         what + ": the service reports `" +
                             asset.body[config.poll->member].text().substr(0, 200) + "`");
    }
    if (now.is_gone()) co_return Ending(End::retryable, "fetch", what + ": the service dropped it");
    const std::string why = now.asset ? "not finished" : now.judgement.why;
    const bool is_over = bench_.batch.cancelled() || bench_.batch.now_ms() >= deadline;
    if (is_over || now.judgement.verdict == Verdict::auth ||
        now.judgement.verdict == Verdict::forbidden) {
      co_return Ending(
          End::unknown, "fetch",
          what + ": " + why + "; look at the asset, delete it if its content is missing");
    }
    co_await bench_.batch.wait(milliseconds(std::min(every, deadline - bench_.batch.now_ms())));
    every = std::min(every + every / 2, config.poll->every_ms * 10);
  }
}

task<> Transfer::finish(Asset asset) {
  const std::optional<Ending> failure = co_await await_fetch(asset);
  if (failure) {
    // An asset that was there before the run is not ABORT's to delete.
    co_return fail(*failure, is_created_ ? asset.id : "");
  }
  const bool is_file = draft_.content == Content::file;
  bench_.batch.done(item_, asset.id, meta_text(asset, "", is_file ? asset.size : std::nullopt));
}

}  // namespace

task<> ManagedAssets::transfer(Batch& batch) {
  Workbench bench(batch, config_);
  co_await bench.each_open([&](const Item& item) -> task<> {
    Transfer transfer(bench, item);
    co_await transfer.run();
  });
}

}  // namespace ingot::managedassets
