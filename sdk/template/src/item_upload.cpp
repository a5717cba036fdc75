#include "src/item_upload.hpp"

#include <ingot/kit/call.hpp>
#include <ingot/kit/tags.hpp>
#include <ingot/kit/uuid.hpp>

#include "src/requests.hpp"

namespace acme_plugin {

namespace kit = ingot::kit;
using ingot::Batch;
using ingot::End;
using ingot::Item;
using ingot::task;
using kit::Ending;
using kit::Verdict;

namespace {

// Calls that the host remembers over a restart.
enum class Call { create = 1, part, complete };

// Of one session, beside those whose answer an earlier life has left.
constexpr unsigned kMostTries = 3;

std::uint64_t part_tag(const Item& item, std::uint32_t round, std::uint32_t number) {
  return kit::tag_of(Call::part, item.idx, round, number);
}

bool is_maybe_processed(Verdict verdict) {
  return verdict == Verdict::lost || verdict == Verdict::cancelled;
}

}  // namespace

ItemUpload::ItemUpload(Batch& batch, const Config& config, const Item& item)
    : batch_(batch),
      config_(config),
      item_(item),
      reference_(kit::uuid_of(batch.entropy(), item.idx)) {}

task<> ItemUpload::run() {
  Failure failure = co_await create();
  if (!failure && !asset_.is_live) failure = co_await send();
  if (!failure && !asset_.is_live) failure = co_await complete();
  if (failure) {
    // With the id of what is left there, which ABORT removes before the item is tried again.
    kit::end_item(batch_, item_, *failure, asset_.id);
  } else {
    batch_.done(item_, asset_.id);
  }
}

task<ItemUpload::Failure> ItemUpload::create() {
  const ingot::Request request = create_request(config_, item_, reference_);
  std::uint64_t tag = kit::tag_of(Call::create, item_.idx);
  kit::Judgement last;
  for (unsigned left = kMostTries + batch_.restarts(); left > 0; --left) {
    const kit::Change change = co_await kit::change(batch_, request, tag);
    tag += change.attempts;
    last = change.answer.judgement;
    const auto asset = read_asset(change.answer.reply.body);
    if (change.answer.ok() && asset) {
      asset_ = *asset;
      co_return std::nullopt;
    }
    if (change.answer.reply.is(409))
      co_return Ending(End::conflict, "exists", "create asset: " + last.why);
    if (change.answer.ok()) last = kit::unreadable(asset.problem());
    if (!is_maybe_processed(last.verdict)) co_return kit::ending_of(last, "create asset");
    if (batch_.cancelled()) break;
    const kit::Answer answer = co_await kit::ask(batch_, find_request(config_, reference_));
    const auto found = read_found(answer.reply.body);
    if (!answer.ok() || !found) break;
    if (*found) {
      asset_ = **found;
      co_return std::nullopt;
    }
    // It is certain that nothing was created: once more.
    if (left == 1) co_return kit::ending_of(last, "create asset");
  }
  co_return Ending(End::unknown, "create",
                   "create asset: " + last.why + "; look whether " + remote_path(config_, item_) +
                       " is there, delete it, then retry");
}

task<ItemUpload::Failure> ItemUpload::send() {
  kit::PartsResult parts =
      co_await kit::upload_parts(batch_, item_, kit::planned_parts(item_), *this, &part_tag);
  etags_ = std::move(parts.etags);
  co_return parts.failure;
}

// A URL for each part when its turn comes, so that none grows old in a queue. A vendor that signs
// many at a time is better asked for a window of them.
task<kit::PartUrl> ItemUpload::url(const kit::PartRange& part, unsigned) {
  const kit::Answer answer = co_await kit::ask(
      batch_, url_request(config_, asset_.upload_id, part.number).for_item(item_));
  const std::string what = "get the URL of part " + std::to_string(part.number);
  if (answer.verdict() == Verdict::gone) {
    co_return kit::PartUrl(
        Ending(End::retryable, "upload_gone", what + ": " + answer.judgement.why));
  }
  if (!answer.ok()) co_return kit::PartUrl(kit::ending_of(answer.judgement, what));
  const auto url = read_url(answer.reply.body);
  if (!url) co_return kit::PartUrl(kit::ending_of(kit::unreadable(url.problem()), what));
  co_return kit::PartUrl(*url);
}

task<ItemUpload::Failure> ItemUpload::complete() {
  ingot::Request request = complete_request(config_, asset_.upload_id, etags_);
  request.for_item(item_);
  std::uint64_t tag = kit::tag_of(Call::complete, item_.idx);
  kit::Judgement last;
  for (unsigned tries = 0; tries < kMostTries + batch_.restarts(); ++tries) {
    const kit::Change change = co_await kit::change(batch_, request, tag);
    tag += change.attempts;
    last = change.answer.judgement;
    if (change.answer.ok()) co_return std::nullopt;
    if (!is_maybe_processed(last.verdict)) {
      Ending ending = kit::ending_of(last, "complete upload");
      // The store has all parts and the vendor will not have them: another upload may do better.
      if (last.verdict == Verdict::invalid || last.verdict == Verdict::gone)
        ending.end = End::retryable;
      co_return ending;
    }
    if (batch_.cancelled()) break;
    const kit::Answer answer = co_await kit::ask(batch_, asset_request(config_, asset_.id));
    const auto asset = read_asset(answer.reply.body);
    if (!answer.ok() || !asset) break;
    if (asset->is_live) co_return std::nullopt;
  }
  co_return Ending(End::unknown, "complete",
                   "complete upload: " + last.why + "; look whether asset " + asset_.id +
                       " has its bytes, delete it if not, then retry");
}

}  // namespace acme_plugin
