// Which part of which item comes next.
#include "plugins/dash/uploader.hpp"

#include <algorithm>

#include <ingot/kit/storage.hpp>

namespace ingot::dash {

task<> Uploader::run() {
  for (ItemWork& work : bench_.items) {
    if (bench_.is_open(work) && bench_.state.placed.contains(work.item.idx))
      order_.push_back(&work);
  }
  if (order_.empty() || bench_.batch.cancelled()) co_return;
  std::stable_sort(order_.begin(), order_.end(), [](const ItemWork* a, const ItemWork* b) {
    return a->item.size < b->item.size;
  });
  co_await learn_listing();
  const std::size_t width = bench_.batch.max_outstanding();
  co_await bench_.batch.for_each(width, width, [this](std::size_t) { return work_on(); });
}

// One look at an asset that certainly has no complete file yet, as no completion of it was ever
// sent.
task<> Uploader::learn_listing() {
  if (bench_.state.lists_early) co_return;
  const auto fresh = std::find_if(order_.begin(), order_.end(), [this](const ItemWork* work) {
    return !work->is_complete && bench_.next_attempt(Call::complete, *work) == 0;
  });
  if (fresh == order_.end()) co_return;
  const ItemWork& work = **fresh;
  const std::string path = "/assets/" + percent_encoded(bench_.place(work).asset_id) + "/files";
  const Reply reply = co_await bench_.batch.send(bench_.api.read("GET", path));
  if (!reply.ok()) co_return;
  const Evidence evidence = read_evidence(reply.body, work.item.name, work.item.size);
  if (evidence == Evidence::unclear) co_return;
  bench_.state.lists_early = evidence == Evidence::listed || evidence == Evidence::complete;
  bench_.save();
}

// One of max_outstanding workers: never more than one request of its own at a time.
task<> Uploader::work_on() {
  while (const auto unit = next_unit()) {
    ItemWork& work = *unit->work;
    if (unit->part != 0) co_await send_part(work, unit->part);
    if (work.in_flight == 1) {
      // Nothing else of this item can still be on its way: it may be completed, or given up. It counts as in flight
      // until then, else another worker would take it for one that was left to be completed.
      if (!work.failure && work.acknowledged == work.item.n_parts) co_await finish(work);
      if (work.failure) bench_.end(work, *work.failure);
    }
    --work.in_flight;
  }
}

std::optional<Uploader::Unit> Uploader::next_unit() {
  for (; cursor_ < order_.size() && !bench_.batch.cancelled(); ++cursor_) {
    ItemWork& work = *order_[cursor_];
    if (work.failure) continue;
    load(work);
    while (work.next_part <= work.item.n_parts && !work.etags[work.next_part - 1].empty())
      ++work.next_part;
    if (work.next_part <= work.item.n_parts) {
      ++work.in_flight;
      return Unit{&work, work.next_part++};
    }
    // Nothing left to send, and nothing was: an earlier life did it all.
    if (work.in_flight > 0 || !bench_.is_open(work) || work.acknowledged < work.item.n_parts)
      continue;
    ++work.in_flight;
    ++cursor_;
    return Unit{&work, 0};
  }
  return std::nullopt;
}

// What earlier lives have got acknowledged for this upload.
void Uploader::load(ItemWork& work) {
  if (std::exchange(work.is_loaded, true)) return;
  work.etags.resize(work.item.n_parts);
  if (work.is_complete) work.acknowledged = work.item.n_parts;
  if (work.is_complete || bench_.batch.restarts() == 0) {
    if (work.is_complete) work.next_part = work.item.n_parts + 1;
    return;
  }
  const std::uint32_t upload = bench_.place(work).upload;
  for (std::uint32_t part = 1; part <= work.item.n_parts; ++part) {
    for (std::uint32_t attempt = 0;; ++attempt) {
      const Reply* reply =
          bench_.batch.prior(tag_of(Call::part, work.item.idx, upload, part, attempt));
      if (reply == nullptr) break;
      const std::string etag(reply->ok() ? reply->header("etag").value_or("") : "");
      if (bare_etag(etag).empty()) continue;
      take_etag(work, part, etag);
      break;
    }
  }
}

}  // namespace ingot::dash
