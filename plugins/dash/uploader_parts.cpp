// Parts and the URLs they go to.
#include <algorithm>

#include <ingot/kit/parts.hpp>
#include <ingot/kit/storage.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/uploader.hpp"

namespace ingot::dash {
namespace {

// New URLs for one part that did not let it through: the loop others fell into
// (cross_vendor.md 3.1).
constexpr unsigned kMostUrls = 5;
// Asks for URLs that were certainly not processed, or lost, before the item is left to a later
// session.
constexpr unsigned kMostAsks = 4;

Ending no_url(std::uint32_t number) {
  return {End::retryable, "urls",
          "part " + std::to_string(number) +
              ": dash gave upload URLs several times, and none let the part through"};
}

}  // namespace

// Where the parts of one item go.
class Uploader::Route final : public PartRoute {
 public:
  Route(Uploader& uploader, ItemWork& work) : uploader_(uploader), work_(work) {}

  task<PartUrl> url(const PartRange& part, unsigned refused) override {
    // A URL expired before its time: those that came with it are no better.
    if (refused > 0) uploader_.drop_round(work_, round_);
    work_.sending.erase(part.number);
    const auto taken = co_await uploader_.take_url(work_, part.number);
    if (!taken) co_return PartUrl(uploader_.why_no_url(work_, part.number));
    round_ = taken->round;
    work_.sending.insert(part.number);
    PartUrl where(taken->url);
    const auto md5 = work_.md5.find(part.number);
    if (md5 != work_.md5.end()) where.content_md5 = md5_base64(md5->second);
    co_return where;
  }

 private:
  Uploader& uploader_;
  ItemWork& work_;
  std::uint32_t round_ = 0;  // of the URL given last
};

Ending Uploader::why_no_url(const ItemWork& work, std::uint32_t number) const {
  if (work.failure) return *work.failure;
  return {End::retryable, "cancelled", "part " + std::to_string(number) + ": the run was stopped"};
}

task<> Uploader::send_part(ItemWork& work, std::uint32_t number) {
  Route route(*this, work);
  const Part part = work.item.part(number);
  const PartTag tag = [](const Item& item, std::uint32_t upload, std::uint32_t which) {
    return tag_of(Call::part, item.idx, upload, which);
  };
  const PartOutcome outcome =
      co_await kit::send_part(bench_.batch, work.item, PartRange(number, part.off, part.len), route,
                              tag, bench_.place(work).upload);
  work.sending.erase(number);
  if (outcome.failure) {
    if (!work.failure && !bench_.batch.cancelled()) work.failure = outcome.failure;
    co_return;
  }
  take_etag(work, number, outcome.etag);
}

void Uploader::take_etag(ItemWork& work, std::uint32_t number, const std::string& etag) {
  if (work.etags[number - 1].empty()) ++work.acknowledged;
  work.etags[number - 1] = bare_etag(etag);
  work.md5.erase(number);
}

// A URL that may still be used, asked for if need be; empty when the item has failed or the run
// stops.
task<std::optional<SignedUrl>> Uploader::take_url(ItemWork& work, std::uint32_t number) {
  unsigned asks = 0;
  while (!work.failure && !bench_.batch.cancelled()) {
    const auto found = work.urls.find(number);
    if (found != work.urls.end()) {
      SignedUrl url = std::move(found->second);
      work.urls.erase(found);
      if (!url.deadline_ms || bench_.batch.now_ms() < *url.deadline_ms) co_return url;
    } else if (work.is_asking) {
      co_await work.urls_came.wait();
    } else if (++asks <= kMostUrls) {
      co_await ask_urls(work, number);
    } else {
      work.failure = no_url(number);
    }
  }
  co_return std::nullopt;
}

void Uploader::drop_round(ItemWork& work, std::uint32_t round) {
  std::erase_if(work.urls, [round](const auto& entry) { return entry.second.round <= round; });
}

// `number`, then the next parts that are not acknowledged, not on their way and without a URL.
std::vector<std::uint32_t> Uploader::window(const ItemWork& work, std::uint32_t number) const {
  std::vector<std::uint32_t> parts = {number};
  for (std::uint32_t part = 1; part <= work.item.n_parts; ++part) {
    if (parts.size() == bench_.config.url_window) break;
    const bool is_wanted = work.etags[part - 1].empty() && !work.sending.contains(part) &&
                           !work.urls.contains(part) && part != number;
    if (is_wanted) parts.push_back(part);
  }
  return parts;
}

task<> Uploader::ask_urls(ItemWork& work, std::uint32_t number) {
  const std::int64_t now = bench_.batch.now_ms();
  std::erase_if(work.urls, [now](const auto& entry) {
    return entry.second.deadline_ms && *entry.second.deadline_ms <= now;
  });
  work.is_asking = true;
  const std::vector<std::uint32_t> parts = window(work, number);
  if (co_await bench_.take_md5(work, parts)) {
    const auto ending = co_await ask_once(work, parts);
    if (ending && !work.failure) work.failure = *ending;
  }
  work.is_asking = false;
  work.urls_came.notify();
}

Request Uploader::url_request(ItemWork& work, const std::vector<std::uint32_t>& parts) {
  UploadAsk ask = bench_.ask(work, parts);
  ask.asset_id = bench_.place(work).asset_id;
  ask.upload_id = bench_.place(work).upload_id;
  if (!ask.upload_id.empty()) {
    return bench_.api.read("POST", "/asset-uploads", upload_body(ask)).for_item(work.item);
  }
  // A new upload of an asset that is there. If its answer is lost the next one leaves an empty
  // upload behind, which no documented call can find or close, but never a second asset.
  const std::uint32_t attempt = bench_.next_attempt(Call::new_upload, work) + work.rounds;
  const std::uint64_t tag =
      tag_of(Call::new_upload, work.item.idx, bench_.place(work).upload, 0, attempt);
  return bench_.api.change("POST", "/asset-uploads", upload_body(ask), tag)
      .sensitive()
      .for_item(work.item);
}

task<std::optional<Ending>> Uploader::ask_once(ItemWork& work, std::vector<std::uint32_t> parts) {
  const std::string what = "ask for upload URLs";
  Placed& place = bench_.place(work);
  for (unsigned tries = 1;; ++tries) {
    const std::uint32_t round = ++work.rounds;
    const Reply reply = co_await bench_.batch.send(url_request(work, parts));
    Judgement judgement = bench_.judged(reply);
    const auto upload = read_upload(judgement.verdict == Verdict::ok ? reply.body : "");
    if (upload && !place.upload_id.empty() && upload->upload_id != place.upload_id) {
      co_return Ending(End::retryable, "upload_gone", what + ": dash answered another upload");
    }
    if (upload) {
      for (const auto& [part, url] : upload->urls) {
        work.urls[part] = SignedUrl{url, url_deadline(url, bench_.batch.now_ms()), round};
      }
      if (place.upload_id.empty()) {
        place.upload_id = upload->upload_id;
        bench_.save();
      }
      co_return std::nullopt;
    }
    if (judgement.verdict == Verdict::ok) judgement = unreadable(upload.problem());
    const bool may_ask_again = judgement.verdict == Verdict::busy ||
                               judgement.verdict == Verdict::not_sent ||
                               judgement.verdict == Verdict::lost;
    // The upload or the asset went away: a later session starts over with the asset, if it is
    // there.
    if (judgement.verdict == Verdict::gone) {
      co_return Ending(End::retryable, "upload_gone", what + ": " + judgement.why);
    }
    if (!may_ask_again || tries >= kMostAsks || bench_.batch.cancelled())
      co_return ending_of(judgement, what);
    co_await bench_.batch.wait(pause_before(tries, judgement));
  }
}

}  // namespace ingot::dash
