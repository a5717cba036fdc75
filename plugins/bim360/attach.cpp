// A row's file: a place in the object storage, signed S3 upload in windows of URLs, completion, an
// item (or a new version of one) in the folder, and the relationship with the row's asset.
// bim360.md, "Attaching documents".
#include <algorithm>
#include <map>

#include <ingot/kit/call.hpp>
#include <ingot/kit/parts.hpp>
#include <ingot/kit/signal.hpp>
#include <ingot/kit/storage.hpp>
#include <ingot/kit/uuid.hpp>

#include "plugins/bim360/desk.hpp"
#include "plugins/bim360/replies.hpp"

namespace ingot::bim360 {
namespace {

constexpr std::uint32_t kMostRounds =
    3;                             // uploads of one file before it is given up for this session
constexpr unsigned kMostLost = 3;  // lost answers to one call
constexpr std::size_t kMostPages = 100;
constexpr unsigned kLooks = 2;  // how soon a new document is listed is not documented

std::uint64_t part_tag(const Item& item, std::uint32_t round, std::uint32_t number) {
  return tag_of(Call::part, item.idx, round, number);
}

bool is_lost(Verdict verdict) {
  return verdict == Verdict::lost || verdict == Verdict::cancelled;
}

class Attachment final : public PartRoute {
 public:
  Attachment(Desk& desk, std::uint32_t index)
      : desk_(desk),
        batch_(desk.batch),
        item_(desk.item(index)),
        upload_(desk.state.uploads[index]),
        asset_id_(desk.state.assets.at(index).id) {}

  task<> run() {
    co_await reserve();
    if (!failure_) co_await upload();
    if (!failure_) co_await file();
    if (!failure_) co_await link();
    if (failure_) {
      desk_.end(item_.idx, *failure_);
    } else {
      desk_.finish(item_.idx, asset_id_, &document_);
    }
  }

  task<PartUrl> url(const PartRange& part, unsigned refused) override {
    if (refused > 0) urls_.clear();  // those of the same answer are as old
    while (is_asking_) co_await urls_came_.wait();
    auto known = urls_.find(part.number);
    const bool is_usable = known != urls_.end() && known->second.deadline_ms > batch_.now_ms();
    if (!is_usable) {
      is_asking_ = true;
      std::optional<Ending> failure;
      // The first window opens the upload; later ones belong to its key, and would open another without it.
      const bool is_begun = !upload_.key.empty();
      if (!is_begun) {
        std::optional<Ending> opening = co_await ask_for_urls(1);
        failure = std::move(opening);
      }
      if (!failure && (is_begun || !urls_.contains(part.number))) {
        std::optional<Ending> asking = co_await ask_for_urls(part.number);
        failure = std::move(asking);
      }
      is_asking_ = false;
      urls_came_.notify();
      if (failure) co_return PartUrl(std::move(*failure));
      known = urls_.find(part.number);
    }
    if (known == urls_.end()) co_return PartUrl(gone("the upload URLs do not fit the parts"));
    PartUrl result(known->second.url);
    urls_.erase(known);
    co_return result;
  }

 private:
  struct KnownUrl {
    std::string url;
    std::int64_t deadline_ms = 0;
  };

  Request about(Request request) const { return std::move(request.for_item(item_)); }
  const Draft& draft() const { return desk_.draft(item_.idx); }
  // The upload cannot go on; another one may.
  static Ending gone(const std::string& why) { return Ending(End::retryable, "upload_gone", why); }
  void fail(const Judgement& judgement, const std::string& what) {
    failure_ = ending_of(judgement, what);
    if (judgement.verdict == Verdict::gone) failure_->end = End::rejected;
  }

  // A place that is reserved twice costs nothing: nobody sees it, and it holds no bytes.
  task<> reserve() {
    std::uint32_t attempts = 0;
    for (unsigned lost = 0; lost < kMostLost; ++lost) {
      const Change change =
          co_await kit::change(batch_, about(desk_.api.storage(item_.name, draft().folder_urn)),
                               tag_of(Call::storage, item_.idx, 0, 0, attempts));
      attempts += change.attempts;
      Judgement judgement = change.answer.judgement;
      if (judgement.verdict == Verdict::ok) {
        const auto object = read_storage(change.answer.reply.body);
        if (object) {
          object_ = *object;
          failure_.reset();
          co_return;
        }
        judgement = unreadable(object.problem());
      }
      fail(judgement, "reserve storage for the file");
      if (!is_lost(judgement.verdict) || batch_.cancelled()) co_return;
      if (!change.is_earlier) co_await batch_.wait(pause_before(lost + 1, judgement));
    }
  }

  task<> upload() {
    for (std::uint32_t tries = 0; tries < kMostRounds; ++tries) {
      urls_.clear();
      const PartsResult parts = co_await upload_parts(batch_, item_, planned_parts(item_), *this,
                                                      &part_tag, upload_.round);
      failure_ = parts.failure;
      if (!failure_) co_await complete(parts.etags);
      if (!failure_ || failure_->code != "upload_gone" || batch_.cancelled()) co_return;
      upload_ = {"", upload_.round + 1};
      desk_.save();
    }
  }

  task<std::optional<Ending>> ask_for_urls(std::uint32_t first) {
    const std::int64_t left = std::int64_t{item_.n_parts} - first + 1;
    const std::int64_t count = std::clamp<std::int64_t>(left, 1, desk_.config.url_window);
    const Answer answer =
        co_await ask(batch_, about(desk_.api.upload_urls(object_, upload_.key, first, count)));
    if (!answer.ok()) {
      const bool is_gone =
          answer.verdict() == Verdict::invalid || answer.verdict() == Verdict::gone;
      if (is_gone && !upload_.key.empty())
        co_return gone("get upload URLs: " + answer.judgement.why);
      co_return ending_of(answer.judgement, "get upload URLs");
    }
    const auto urls = read_upload_urls(answer.reply.body);
    if (!urls) co_return ending_of(unreadable(urls.problem()), "get upload URLs");
    if (!upload_.key.empty() && urls->upload_key != upload_.key)
      co_return gone("get upload URLs: the vendor opened another upload");
    if (upload_.key.empty()) {
      upload_.key = urls->upload_key;
      desk_.save();
    }
    const std::int64_t now = batch_.now_ms();
    for (std::size_t i = 0; i < urls->urls.size(); ++i) {
      const std::int64_t life_ms = desk_.config.url_minutes * 60'000;
      const auto deadline = url_deadline(urls->urls[i], now).value_or(now + life_ms * 4 / 5);
      urls_[first + static_cast<std::uint32_t>(i)] = {urls->urls[i], deadline};
    }
    co_return std::nullopt;
  }

  task<> complete(const std::vector<std::string>& raw_etags) {
    std::vector<std::string> etags;
    for (const std::string& etag : raw_etags) etags.push_back(bare_etag(etag));
    std::uint32_t attempts = 0;
    for (unsigned lost = 0; lost < kMostLost; ++lost) {
      const Change change = co_await kit::change(
          batch_, about(desk_.api.complete(object_, upload_.key, item_.size, etags, item_.mime)),
          tag_of(Call::complete, item_.idx, upload_.round, 0, attempts));
      attempts += change.attempts;
      Judgement judgement = change.answer.judgement;
      failure_.reset();
      if (judgement.verdict == Verdict::ok) {
        const auto completion = read_completion(change.answer.reply.body);
        if (completion && completion->error.empty()) {
          document_.size = completion->size;
          co_return;
        }
        if (completion) {
          failure_ = gone("complete the upload: " + completion->error);
          co_return;
        }
        judgement = unreadable(completion.problem());
      }
      fail(judgement, "complete the upload");
      const bool is_refused =
          judgement.verdict == Verdict::invalid || judgement.verdict == Verdict::gone;
      if ((!is_refused && !is_lost(judgement.verdict)) || batch_.cancelled()) co_return;
      // It may have been done by this call or by one whose answer was lost.
      const bool is_whole = co_await is_stored();
      if (is_whole) {
        failure_.reset();
        co_return;
      }
      if (is_refused) {
        failure_ = gone("complete the upload: " + judgement.why);
        co_return;
      }
      if (!change.is_earlier) co_await batch_.wait(pause_before(lost + 1, judgement));
    }
  }

  task<bool> is_stored() {
    const Answer answer = co_await ask(batch_, about(desk_.api.object_details(object_)));
    if (!answer.ok()) co_return false;
    const auto details = read_completion(answer.reply.body);
    const bool is_whole = details && details->error.empty() && details->size &&
                          *details->size == static_cast<std::int64_t>(item_.size);
    if (is_whole) document_.size = details->size;
    co_return is_whole;
  }

  // Files the object under its name; if the folder has such a file, as its newest version.
  task<> file() {
    std::uint32_t items = 0, versions = 0;
    std::string existing;
    for (unsigned lost = 0; lost < kMostLost; ++lost) {
      const bool is_new = existing.empty();
      Request request = is_new ? desk_.api.file_item(item_.name, draft().folder_urn, object_.urn)
                               : desk_.api.file_version(item_.name, existing, object_.urn);
      const std::uint64_t tag = tag_of(is_new ? Call::file_item : Call::file_version, item_.idx, 0,
                                       0, is_new ? items : versions);
      const Change change = co_await kit::change(batch_, about(std::move(request)), tag);
      (is_new ? items : versions) += change.attempts;
      Judgement judgement = change.answer.judgement;
      failure_.reset();
      if (judgement.verdict == Verdict::ok) {
        const auto id = read_data_id(change.answer.reply.body);
        if (id) {
          document_.item_urn = is_new ? *id : existing;
          co_return;
        }
        judgement = unreadable(id.problem());
      }
      fail(judgement, "file the document");
      const bool is_taken = is_new && change.answer.reply.is(409);
      if ((!is_taken && !is_lost(judgement.verdict)) || batch_.cancelled()) co_return;
      std::optional<FiledItem> page;
      for (unsigned look = 0; look < kLooks && !page; ++look) {
        if (look > 0 || !is_taken)
          co_await batch_.wait(std::chrono::milliseconds(desk_.config.search_pause_ms));
        page = co_await look_up();
        if (failure_->code == "look_up") co_return;
      }
      if (page && page->storage_urn == object_.urn) {
        document_.item_urn = page->urn;
        failure_.reset();
        co_return;
      }
      if (page) existing = page->urn;
      if (!page && is_taken) {
        failure_->end = End::conflict;
        failure_->message += "; a file of this name is there, but the folder does not list it";
        co_return;
      }
    }
  }

  // The folder's file of that name. Keeps the failure "look_up" when the folder cannot be read.
  task<std::optional<FiledItem>> look_up() {
    for (std::size_t number = 0; number < kMostPages; ++number) {
      const Answer answer =
          co_await ask(batch_, about(desk_.api.folder_page(draft().folder_urn, number)));
      const auto page = read_folder_page(answer.ok() ? answer.reply.body : "", item_.name);
      if (!answer.ok() || !page) {
        fail_look_up(answer.ok() ? unreadable(page.problem()) : answer.judgement);
        co_return std::nullopt;
      }
      if (page->found && page->found->storage_urn.empty()) {
        const FiledItem whole = co_await read_tip(*page->found);
        co_return whole;
      }
      if (page->found || !page->has_more) co_return page->found;
    }
    co_return std::nullopt;
  }

  // Not every listing tells the storage of the newest version.
  task<FiledItem> read_tip(FiledItem found) {
    const Answer answer = co_await ask(batch_, about(desk_.api.filed_item(found.urn)));
    const auto storage = read_tip_storage(answer.ok() ? answer.reply.body : "");
    if (storage) {
      found.storage_urn = *storage;
    } else {
      fail_look_up(answer.ok() ? unreadable(storage.problem()) : answer.judgement);
    }
    co_return found;
  }

  void fail_look_up(const Judgement& judgement) {
    fail(judgement, "look for the document in its folder");
    if (failure_->end != End::auth) failure_->end = End::retryable;
    failure_->code = "look_up";
  }

  task<> link() {
    // A new version of a document that an earlier run linked is linked already.
    const auto meta = Json::parse(item_.meta);
    if (meta && (*meta)["document"].text() == document_.item_urn) {
      document_.relationship_id = (*meta)["relationship"].text();
      if (!document_.relationship_id.empty()) co_return;
    }
    document_.relationship_id = uuid_of(batch_.entropy(), item_.idx);
    const Answer answer = co_await ask(
        batch_, about(desk_.api.relate(document_.relationship_id, asset_id_, document_.item_urn)));
    const bool is_linked =
        answer.ok() || (answer.reply.is(409) && is_linked_already(answer.reply.body));
    if (!is_linked) fail(answer.judgement, "link the document to the asset");
  }

  Desk& desk_;
  Batch& batch_;
  const Item& item_;
  OpenUpload& upload_;  // in the checkpoint
  const std::string asset_id_;
  StoredObject object_;
  FiledDocument document_;
  std::optional<Ending> failure_;
  std::map<std::uint32_t, KnownUrl> urls_;  // by part; taken out when used
  bool is_asking_ = false;
  Signal urls_came_;
};

}  // namespace

task<> attach_file(Desk& desk, std::uint32_t index) {
  Attachment attachment(desk, index);
  co_await attachment.run();
}

}  // namespace ingot::bim360
