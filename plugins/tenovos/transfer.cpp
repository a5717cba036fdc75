#include "plugins/tenovos/transfer.hpp"

#include <algorithm>
#include <map>

#include <ingot/kit/call.hpp>
#include <ingot/kit/names.hpp>
#include <ingot/kit/storage.hpp>

namespace ingot::tenovos {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kMostRounds = 5;  // creations of one item in one session
constexpr unsigned kMostCompletions = 4;
// The URLs were of an earlier life, or never came: Tenovos gives no new ones for an asset that is
// there (H6).
constexpr const char* kUrlsLost = "urls_lost";

std::uint64_t part_tag(const Item& item, std::uint32_t round, std::uint32_t number) {
  return tag_of(Call::part, item.idx, round, number);
}

class Urls final : public PartRoute {
 public:
  Urls(Batch& batch, const Work& work) : batch_(batch), work_(work) {}

  task<PartUrl> url(const PartRange& part, unsigned refused) override {
    const std::string name = "part " + std::to_string(part.number) + ": ";
    if (work_.urls.size() < part.number)
      co_return PartUrl(
          Ending(End::retryable, kUrlsLost, name + "its upload URL was lost with the restart"));
    const std::string& url = work_.urls[part.number - 1];
    const auto deadline = url_deadline(url, work_.urls_came_ms);
    const bool is_late = deadline && batch_.now_ms() > *deadline;
    if (refused > 0 || is_late) {
      co_return PartUrl(Ending(
          End::retryable, "urls",
          name + (is_late ? "the upload URL has expired" : "the store refused the upload URL") +
              ", and Tenovos gives no new one for this asset"));
    }
    co_return PartUrl(url);
  }

 private:
  Batch& batch_;
  const Work& work_;
};

// What Tenovos shows that is not so of the file; empty while nothing contradicts.
std::string difference(const AssetFacts& facts, const std::string& md5, std::uint64_t size) {
  const std::int64_t shown = facts.size.value_or(0);
  if (shown > 0 && shown != static_cast<std::int64_t>(size))
    return "Tenovos holds " + std::to_string(shown) + " bytes, the file has " +
           std::to_string(size);
  if (md5.empty() || facts.md5.empty() || is_same_name(facts.md5, md5)) return {};
  return "Tenovos has MD5 " + facts.md5 + ", the file " + md5;
}

Ending unread(const DigestReply& digest) {
  if (digest.outcome == Outcome::source_changed)
    return {End::source_changed, "source", "post-check: the file is not the one that was scanned"};
  return {End::retryable, "cancelled", "post-check: the run was stopped"};
}

}  // namespace

Transfer::Transfer(Batch& batch, const Config& config)
    : batch_(batch),
      config_(config),
      desk_(batch, config),
      context_(read_context(batch.context())),
      state_(Checkpoint::read(batch.state(), batch.state_schema())) {}

task<> Transfer::run() {
  std::map<std::string, std::vector<Work>> by_name;
  for (const Item& item : batch_.items()) {
    if (!batch_.is_open(item)) continue;
    auto plan = plan_item(config_, context_, item);
    if (!plan) {
      const Asset& asset = state_.items[item.idx].asset;
      batch_.rejected(item, "item", plan.problem(), asset.object_id, unfinished_meta(asset));
      continue;
    }
    std::string name = plan->filename;
    by_name[std::move(name)].emplace_back(item, std::move(*plan));
  }
  std::vector<std::vector<Work>> chains;
  for (auto& [name, works] : by_name) chains.push_back(std::move(works));
  co_await batch_.for_each(chains.size(), batch_.max_outstanding(), [&](std::size_t i) -> task<> {
    for (Work& work : chains[i]) co_await one(work);
  });
}

// One loop variable and no early return: g++ 12 destroys variables of a loop's body that such a
// return has not made.
task<> Transfer::one(Work& work) {
  MaybeEnding ending;
  bool is_again = true;
  for (std::uint32_t rounds = 0; is_again && rounds < kMostRounds; ++rounds) {
    ending = co_await attempt(work);
    is_again = ending && ending->code == kUrlsLost;
    if (is_again) ending = co_await take_back(work);
    is_again = is_again && !ending;
  }
  if (is_again) ending = Ending(End::retryable, "urls", "upload: no upload URL came several times");
  if (ending) {
    end(work, *ending);
  } else {
    finish(work);
  }
}

task<std::optional<Ending>> Transfer::attempt(Work& work) {
  MaybeEnding ending;
  if (place(work).asset.object_id.empty()) ending = co_await create(work);
  if (!ending && work.plan.mode == Mode::upload) ending = co_await send_bytes(work);
  co_return ending;
}

task<std::optional<Ending>> Transfer::take_back(Work& work) {
  Placed& placed = place(work);
  MaybeEnding stuck = co_await release(desk_, work.item, placed.asset, work.plan.filename);
  if (!stuck) {
    Placed next;
    next.round = placed.round + 1;
    placed = next;
    save();
  }
  co_return stuck;
}

void Transfer::end(Work& work, const Ending& ending) {
  const Asset& asset = place(work).asset;
  end_item(batch_, work.item, ending, asset.object_id, unfinished_meta(asset));
}

void Transfer::finish(Work& work) {
  const Asset& asset = place(work).asset;
  const std::string original = asset.version_of.empty() ? asset.original_file_id : asset.version_of;
  ObjectText meta;
  meta.text_if("file_id", asset.file_id);
  meta.text_if("original_file_id", original.empty() ? asset.file_id : original);
  meta.text_if("version_of", asset.version_of);
  if (work.shown_size) meta.number("size", *work.shown_size);
  batch_.done(work.item, asset.object_id, meta.str());
}

task<std::optional<Ending>> Transfer::send_bytes(Work& work) {
  const Placed& placed = place(work);
  if (placed.cut.count == 0) {
    if (work.urls.empty())
      co_return Ending(End::retryable, kUrlsLost, "the asset has no upload URL");
    Created created;
    created.asset = placed.asset;
    created.urls = work.urls;
    co_return Ending(End::rejected, "part_bytes",
                     "upload: " + cut_for(config_, created, work.item.size).problem());
  }
  Urls route(batch_, work);
  const PartsResult parts = co_await upload_parts(
      batch_, work.item, ranges_of(placed.cut, work.item.size), route, part_tag, placed.round);
  if (parts.failure) co_return parts.failure;
  if (!placed.asset.upload_id.empty()) {
    const MaybeEnding ending = co_await complete(work, parts.etags);
    if (ending) co_return ending;
  }
  MaybeEnding checked = co_await check(work);
  co_return checked;
}

task<std::optional<Ending>> Transfer::complete(Work& work, std::vector<std::string> etags) {
  const Placed& placed = place(work);
  UploadFacts facts;
  facts.filename = work.plan.filename;
  facts.size = work.item.size;
  facts.etags = std::move(etags);
  Request request = desk_.api.once("/asset/complete",
                                   finish_body(config_, placed.asset, facts, Finish::complete));
  request.for_item(work.item);
  const std::uint64_t tag = tag_of(Call::complete, work.item.idx, placed.round);
  std::uint32_t used = 0;
  bool was_lost = false;
  Judgement judgement;
  for (unsigned made = 0; made < kMostCompletions && !batch_.cancelled();) {
    const Change change = co_await kit::change(batch_, request, tag + used);
    used += change.attempts;
    judgement = refine(change.answer);
    if (judgement.verdict == Verdict::ok) {
      if (Json::parse(change.answer.reply.body)) co_return std::nullopt;
      judgement = unreadable("no JSON");
    }
    const bool is_lost =
        judgement.verdict == Verdict::lost || judgement.verdict == Verdict::cancelled;
    was_lost |= is_lost;
    if (is_lost && change.is_earlier && batch_.prior(tag + used) != nullptr) continue;
    ++made;
    // Also a refusal may mean that the lost one was processed (tenovos.md H9).
    if (was_lost && !batch_.cancelled()) {
      const bool is_there = co_await shows_content(work);
      if (is_there) co_return std::nullopt;
    }
    if (!is_lost) break;
    if (!batch_.cancelled()) co_await batch_.wait(pause_before(made, judgement));
  }
  Ending ending = ending_of(judgement, "complete upload");
  // An upload that is not known any more: everything again, with a new asset.
  if (judgement.verdict == Verdict::gone) ending.end = End::retryable;
  if (was_lost && judgement.verdict == Verdict::invalid) ending.end = End::retryable;
  co_return ending;
}

task<bool> Transfer::shows_content(const Work& work) {
  const std::string id = place(work).asset.object_id;
  for (const auto form : {Desk::Form::newer, Desk::Form::classic}) {
    const Desk::Look look = co_await desk_.look(work.item, id, form);
    if (look.judgement.verdict != Verdict::ok) continue;
    const auto size = static_cast<std::int64_t>(work.item.size);
    if (look.facts.has_content && look.facts.size.value_or(size) == size) co_return true;
  }
  co_return false;
}

task<std::optional<Ending>> Transfer::check(Work& work) {
  MaybeEnding ending;
  std::string md5;
  if (config_.post_check == PostCheck::md5) {
    const DigestReply digest = co_await batch_.digest(work.item, 0, work.item.size, "md5");
    md5 = digest.hex;
    if (!digest.ok()) ending = unread(digest);
  }
  if (!ending && config_.post_check != PostCheck::none)
    ending = co_await compare(work, std::move(md5));
  co_return ending;
}

task<std::optional<Ending>> Transfer::compare(Work& work, std::string md5) {
  const std::string id = place(work).asset.object_id;
  const auto form = md5.empty() ? Desk::Form::newer : Desk::Form::classic;
  const std::int64_t end_ms = batch_.now_ms() + config_.post_check_wait_ms;
  const Judgement unhurried;
  std::string why = "it is not shown", problem;
  bool is_shown = false, is_over = false;
  for (unsigned looks = 1; !is_shown && !is_over; ++looks) {
    const auto purpose = looks == 1 ? Desk::Purpose::look : Desk::Purpose::poll;
    const Desk::Look look = co_await desk_.look(work.item, id, form, purpose);
    if (look.judgement.verdict != Verdict::ok) why = look.judgement.why;
    if (look.facts.size.value_or(0) > 0) work.shown_size = look.facts.size;
    problem = difference(look.facts, md5, work.item.size);
    is_shown = md5.empty() ? work.shown_size.has_value() : !look.facts.md5.empty();
    is_shown |= !problem.empty();
    is_over = batch_.now_ms() >= end_ms || batch_.cancelled() || (md5.empty() && shows_no_size_);
    const milliseconds pause =
        std::min(pause_before(looks, unhurried), milliseconds(end_ms - batch_.now_ms()));
    if (!is_shown && !is_over) co_await batch_.wait(pause);
  }
  MaybeEnding ending;
  if (!problem.empty()) ending = Ending(End::retryable, "post_check", "post-check: " + problem);
  if (!is_shown && !md5.empty()) {
    ending =
        Ending(End::unknown, "post_check",
               "uploaded, but the MD5 could not be compared: " + why + "; look at asset " + id);
  }
  if (!is_shown && md5.empty()) {
    shows_no_size_ = true;
    batch_.note(NoteLevel::info, work.item,
                "uploaded; the size at Tenovos could not be compared: " + why);
  }
  co_return ending;
}

}  // namespace ingot::tenovos
