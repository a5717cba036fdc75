// POST /asset, and what to do when nobody knows whether it was processed: there is no idempotency
// key, so the asset is looked for by file name, creator and time (tenovos.md 2.10).
#include <array>

#include <ingot/kit/call.hpp>
#include <ingot/kit/dates.hpp>

#include "plugins/tenovos/transfer.hpp"

namespace ingot::tenovos {
namespace {

// A search index lags; what has not come after these pauses is taken not to come.
constexpr std::array<std::int64_t, 4> kPausesMs = {2000, 4000, 8000, 15'000};
// Creations whose outcome had to be looked up, before the item is left to a later session. A 502
// can be Tenovos' word for a bad argument (tenovos.md 2.10), so this stays low.
constexpr unsigned kMostLost = 3;
constexpr std::size_t kMostPages = 20;
constexpr std::int64_t kUnknownClockMs = 5 * 60'000;  // how far two clocks may be apart
constexpr std::int64_t kKnownClockMs = 2000;  // with the vendor's Date, which counts seconds

Ending refusal(const Judgement& judgement) {
  Ending ending = ending_of(judgement, "create asset");
  if (judgement.verdict == Verdict::invalid) ending.code = code_of(judgement.why);
  // 404 is about the address here, nothing of ours can be gone.
  if (judgement.verdict == Verdict::gone)
    ending = Ending(End::rejected, "base_url", ending.message);
  return ending;
}

}  // namespace

task<std::optional<Ending>> Transfer::create(Work& work) {
  Placed& placed = place(work);
  if (placed.since_ms == 0) {
    placed.since_ms = batch_.now_ms();
    save();
  }
  Request request = desk_.api.once("/asset", create_body(config_, work.plan, work.item.size));
  request.for_item(work.item);
  const std::uint64_t tag = tag_of(Call::create, work.item.idx, placed.round);
  std::uint32_t used = 0;
  for (unsigned lost = 0; lost < kMostLost;) {
    const Change change = co_await kit::change(batch_, request, tag + used);
    used += change.attempts;
    Judgement judgement = refine(change.answer);
    if (judgement.verdict == Verdict::ok) {
      auto created = read_created(change.answer.reply.body);
      if (created) {
        take(work, std::move(*created));
        co_return std::nullopt;
      }
      judgement = unreadable(created.problem());
    }
    // Asked to stop before it left.
    const bool is_unsent =
        judgement.verdict == Verdict::cancelled && change.answer.reply.attempts == 0;
    const bool is_lost = judgement.verdict == Verdict::lost ||
                         (judgement.verdict == Verdict::cancelled && !is_unsent);
    if (!is_lost) co_return refusal(judgement);
    // An earlier life looked, found nothing and went on.
    if (change.is_earlier && batch_.prior(tag + used) != nullptr) continue;
    ++lost;
    const MaybeEnding ending = co_await look_for(work, judgement);
    if (ending || !placed.asset.object_id.empty()) co_return ending;
  }
  co_return Ending(End::retryable, "unavailable", "create asset: no answer that could be used");
}

void Transfer::take(Work& work, Created created) {
  Placed& placed = place(work);
  placed.asset = created.asset;
  placed.asset.version_of = work.plan.original_file_id;
  placed.cut = Cut();
  work.urls = std::move(created.urls);
  work.urls_came_ms = batch_.now_ms();
  if (work.plan.mode == Mode::upload) {
    created.urls = work.urls;
    if (const auto cut = cut_for(config_, created, work.item.size)) placed.cut = *cut;
  }
  save();
}

// Empty and nothing placed: it certainly was not created.
task<std::optional<Ending>> Transfer::look_for(Work& work, const Judgement& lost) {
  const std::string what = "create asset: " + lost.why;
  const std::string advice = "; search Tenovos for `" + work.plan.filename +
                             "`, delete an asset without content, then retry";
  for (const std::int64_t pause : kPausesMs) {
    co_await batch_.wait(std::chrono::milliseconds(pause));
    Search seen;
    seen.problem = "the run was stopped";
    if (!batch_.cancelled()) seen = co_await search(work);
    if (!seen.problem.empty()) {
      co_return Ending(End::unknown, "create",
                       what + "; nor can it be looked up: " + seen.problem + advice);
    }
    const bool is_ours = seen.certain.size() == 1 && config_.lost_create == LostCreate::adopt;
    if (is_ours) {
      Created found;
      found.asset.object_id = seen.certain.front();
      found.asset.file_id = seen.found.front().file_id;
      found.asset.original_file_id = seen.found.front().original_file_id;
      batch_.note(NoteLevel::info, work.item,
                  "found the asset of a lost creation: " + seen.certain.front());
      take(work, std::move(found));
      co_return std::nullopt;
    }
    std::string candidates;
    for (const auto* list : {&seen.certain, &seen.doubtful}) {
      for (const std::string& id : *list) candidates += (candidates.empty() ? "" : ", ") + id;
    }
    if (!candidates.empty())
      co_return Ending(End::unknown, "create",
                       what + "; it may have become " + candidates + advice);
  }
  co_return std::nullopt;
}

task<Transfer::Search> Transfer::search(Work& work) {
  Search result;
  Trace trace;
  trace.plan = work.plan;
  trace.user_id = context_.user_id;
  trace.username = config_.username;
  for (const auto& [index, placed] : state_.items) trace.taken.insert(placed.asset.object_id);
  std::set<std::string> seen;
  std::size_t from = 0;
  for (std::size_t page = 0; page < kMostPages; ++page) {
    Request request =
        desk_.api.repeatable("POST", "/search/keyword", search_body(work.plan.filename, from));
    const Answer answer = co_await ask(batch_, std::move(request.for_item(work.item)));
    const Judgement judgement = refine(answer);
    result.problem = judgement.why;
    if (judgement.verdict != Verdict::ok) co_return result;
    const auto hits = read_hits(answer.reply.body);
    result.problem = hits.problem();
    if (!hits) co_return result;
    // Tenovos' own clock, where it tells it, keeps other assets of that name out of the window.
    const auto date = parse_date(std::string(answer.reply.header("date").value_or("")));
    trace.is_exact = date.has_value();
    trace.not_before_ms = date ? place(work).since_ms + (*date - batch_.now_ms()) - kKnownClockMs
                               : place(work).since_ms - kUnknownClockMs;
    std::size_t fresh = 0;
    for (const AssetFacts& asset : hits->assets) {
      if (!seen.insert(asset.object_id).second) continue;
      ++fresh;
      const auto kind = match(asset, trace);
      if (kind == Match::certain) result.found.push_back(asset);
      if (kind)
        (kind == Match::certain ? result.certain : result.doubtful).push_back(asset.object_id);
    }
    from += hits->assets.size();
    // No page number to trust: the end is where nothing new comes, or the count is reached.
    const bool is_over =
        fresh == 0 || (hits->total && static_cast<std::int64_t>(from) >= *hits->total);
    if (is_over) co_return result;
  }
  result.problem = "too many assets answer to this name";
  co_return result;
}

}  // namespace ingot::tenovos
