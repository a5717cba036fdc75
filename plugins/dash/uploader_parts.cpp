// Parts and the URLs they go to.
#include <algorithm>

#include <ingot/kit/storage.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/uploader.hpp"

namespace ingot::dash {
namespace {

// Answers of the store that ask for the same bytes once more (no ETag, damaged on the way) per part
// and session.
constexpr unsigned kMostRepeats = 3;
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

task<> Uploader::send_part(ItemWork& work, std::uint32_t number) {
  unsigned repeats = 0, refused_urls = 0;
  std::uint32_t attempt = bench_.next_attempt(Call::part, work, number);
  for (;; ++attempt) {
    auto url = co_await take_url(work, number);
    if (!url) co_return;
    const auto md5 = work.md5.find(number);
    const std::string content_md5 = md5 == work.md5.end() ? "" : md5_base64(md5->second);
    const std::uint64_t tag =
        tag_of(Call::part, work.item.idx, bench_.place(work).upload, number, attempt);
    work.sending.insert(number);
    const Reply reply = co_await bench_.batch.send(
        bench_.api.put(url->url, work.item, work.item.part(number), content_md5, tag));
    work.sending.erase(number);
    if (take_etag(work, number, reply)) co_return;
    const bool is_answer = reply.outcome == Outcome::response;
    const StoreError error =
        is_answer ? judge_store_error(reply.status, reply.body) : StoreError::not_storage;
    if (error == StoreError::url_expired) {
      drop_round(work, url->round);
      if (++refused_urls < kMostUrls) continue;
      if (!work.failure) work.failure = no_url(number);
      co_return;
    }
    const bool may_repeat = reply.ok() || reply.outcome == Outcome::mismatch ||
                            reply.outcome == Outcome::too_large || error == StoreError::bad_bytes;
    if (may_repeat && ++repeats < kMostRepeats) {
      work.urls.emplace(number, std::move(*url));  // still good, and the bytes are the same
      continue;
    }
    if (!work.failure) work.failure = part_failure(reply, number);
    co_return;
  }
}

// True if the part is acknowledged: a success without an ETag is none, as the completion needs it.
bool Uploader::take_etag(ItemWork& work, std::uint32_t number, const Reply& reply) {
  if (!reply.ok()) return false;
  const std::string etag = bare_etag(reply.header("etag").value_or(""));
  if (etag.empty()) return false;
  if (work.etags[number - 1].empty()) ++work.acknowledged;
  work.etags[number - 1] = etag;
  work.md5.erase(number);
  return true;
}

Ending Uploader::part_failure(const Reply& reply, std::uint32_t number) const {
  const std::string what = "part " + std::to_string(number);
  if (reply.outcome == Outcome::mismatch) {
    return {End::retryable, "etag", what + ": the store did not keep the bytes that were sent"};
  }
  if (reply.outcome == Outcome::denied)
    return {End::rejected, "denied", what + ": " + reply.detail};
  if (reply.ok()) return {End::retryable, "etag", what + ": the store answered without an ETag"};
  Judgement judgement = bench_.judged(reply);
  if (reply.outcome != Outcome::response) return ending_of(judgement, what);
  const StoreError error = judge_store_error(reply.status, reply.body);
  if (error == StoreError::upload_gone) {
    return {End::retryable, "upload_gone", what + ": the upload is no longer known to the store"};
  }
  // Anything but the store's own refusal says nothing about the part; a later session gets new
  // URLs.
  judgement.verdict =
      error == StoreError::refused && reply.status < 500 ? Verdict::invalid : Verdict::lost;
  return ending_of(judgement, what);
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

// A URL expired before its time: those that came with it are no better.
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
