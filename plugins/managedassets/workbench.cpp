// A change is sent under the ETag of a look. While that ETag stands, sending again is safe: one of
// them is done at most. Once it has moved on, what was sent under it can never be done any more,
// and a look tells whether it was.
#include "plugins/managedassets/workbench.hpp"

#include <charconv>

#include <ingot/kit/dates.hpp>

namespace ingot::managedassets {
namespace {

constexpr std::uint32_t kSchema = 1;
// Others who write to the same asset all the time are not waited for.
constexpr std::uint32_t kMostRounds = 4;
constexpr unsigned kMostResends = 4;

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Ending doubtful(const Edit& edit, const std::string& why) {
  return Ending(
      End::unknown, "unknown",
      edit.what + ": " + why + "; it may have been done: look at the asset before it is repeated");
}

}  // namespace

// One ETag's worth of sending.
struct Workbench::Round {
  explicit Round(Asset b) : before(std::move(b)) {}
  Asset before;
  std::uint32_t number = 0;
  bool is_over = false;  // result is final; else the next round starts from `before`
  Edited result;

  void end(Ending ending) {
    result.failure = std::move(ending);
    is_over = true;
  }
  void succeed(Asset asset) {
    result.asset = std::move(asset);
    is_over = true;
  }
};

Workbench::Workbench(Batch& b, const Config& c)
    : batch(b), config(c), api(c, "ingot-" + hex(b.entropy().subspan(0, 16))) {
  if (batch.state().empty() || batch.state_schema() != kSchema) return;
  const auto state = Json::parse(batch.state());
  if (!state) return;
  for (const std::string& index : state->keys()) {
    std::uint32_t item = 0;
    std::from_chars(index.data(), index.data() + index.size(), item);
    const Json saved = (*state)[index];
    Ground& ground = grounds_[item];
    ground.round = static_cast<std::uint32_t>(saved["round"].integer().value_or(0));
    ground.etag = saved["etag"].text();
    ground.expires_on = saved["expires_on"].text();
  }
}

std::string Workbench::mark(std::uint32_t item) const {
  return hex(batch.entropy().subspan(16, 12)) + "-" + std::to_string(item);
}

void Workbench::save(const Item& item, const Ground& ground) {
  grounds_[item.idx] = ground;
  ObjectText state;
  for (const auto& [index, saved] : grounds_) {
    if (!batch.is_open(index)) continue;
    ObjectText entry;
    entry.number("round", saved.round)
        .text("etag", saved.etag)
        .text("expires_on", saved.expires_on);
    state.raw(std::to_string(index), entry.str());
  }
  batch.checkpoint(kSchema, state.str());
}

task<> Workbench::each_open(std::function<task<>(const Item&)> work) {
  const std::vector<Item>& items = batch.items();
  co_await batch.for_each(items.size(), batch.max_outstanding(), [&](std::size_t index) -> task<> {
    if (batch.is_open(items[index])) co_await work(items[index]);
  });
}

task<Look> Workbench::look(const Item& item, std::string id, Visibility visibility,
                           Purpose purpose) {
  Request request = api.read(id, visibility);
  request.for_item(item);
  if (purpose == Purpose::poll) request.poll();
  const Answer answer = co_await ask(batch, std::move(request));
  Look result;
  result.judgement = answer.judgement;
  if (!answer.ok()) co_return result;
  const auto asset = read_asset(answer.reply, id, config.names);
  if (asset) {
    result.asset = *asset;
  } else {
    result.judgement = unreadable(asset.problem());
  }
  co_return result;
}

// Where the change starts from: the ground of an earlier life, or a look.
task<> Workbench::begin(const Item& item, const Edit& edit, Round& round) {
  const auto saved = grounds_.find(item.idx);
  if (saved != grounds_.end() && edit.request) {
    const Ground& ground = saved->second;
    round.before.id = edit.asset_id;
    round.before.etag = ground.etag;
    round.before.expires_on = ground.expires_on;
    round.before.expires_ms = parse_date(ground.expires_on);
    round.number = ground.round;
    co_return;
  }
  // A lifecycle may follow a mere look, and bring back or purge what is deleted.
  const auto visibility = edit.request ? Visibility::living : Visibility::deleted_too;
  const Look now = co_await look(item, edit.asset_id, visibility);
  if (!now.asset) {
    round.end(ending_of(now.judgement, edit.what));
  } else if (!edit.request || (edit.is_needless && edit.is_needless(*now.asset))) {
    round.succeed(*now.asset);
  } else {
    round.before = *now.asset;
  }
}

task<Edited> Workbench::edit(const Item& item, Edit edit) {
  Round round{Asset()};
  co_await begin(item, edit, round);
  while (!round.is_over) {
    if (round.before.etag.empty()) {
      round.end(Ending(End::rejected, "etag",
                       edit.what + ": the service gave no ETag, so it cannot be done safely"));
      break;
    }
    if (round.number >= kMostRounds) {
      round.end(Ending(End::retryable, "race", edit.what + ": somebody else keeps changing it"));
      break;
    }
    Ground ground;
    ground.round = round.number;
    ground.etag = round.before.etag;
    ground.expires_on = round.before.expires_on;
    save(item, ground);
    co_await send(item, edit, round);
    ++round.number;
  }
  Edited result = std::move(round.result);
  co_return result;
}

task<> Workbench::send(const Item& item, const Edit& edit, Round& round) {
  bool was_lost = false;
  std::uint32_t attempts = 0;
  std::string why;
  for (unsigned tries = 1; tries <= kMostResends; ++tries) {
    Request request = edit.request(round.before.etag);
    request.for_item(item);
    const std::uint64_t tag = tag_of(edit.call, item.idx, round.number) + attempts;
    const kit::Change made = co_await kit::change(batch, std::move(request), tag);
    attempts += made.attempts;
    Judgement judgement = made.answer.judgement;
    if (made.answer.ok()) {
      const auto asset = read_changed(made.answer.reply, round.before, config.names);
      if (asset) co_return round.succeed(*asset);
      judgement = unreadable(asset.problem());
    }
    why = judgement.why;
    const bool is_race = made.answer.reply.is(412);
    const bool is_lost =
        judgement.verdict == Verdict::lost || judgement.verdict == Verdict::cancelled;
    was_lost = was_lost || is_lost;
    if (!is_race && !was_lost) co_return round.end(ending_of(judgement, edit.what));
    if (batch.cancelled()) break;
    co_await batch.wait(pause_before(tries, judgement));
    const Look seen = co_await look(item, edit.asset_id, Visibility::living);
    if (!seen.asset) {
      if (!was_lost) co_return round.end(ending_of(seen.judgement, edit.what));
      why = seen.judgement.why;
      break;
    }
    const Evidence evidence =
        was_lost ? edit.evidence(round.before, *seen.asset) : Evidence::absent;
    if (evidence == Evidence::applied) co_return round.succeed(*seen.asset);
    if (seen.asset->etag == round.before.etag) {
      if (is_race || is_lost) continue;
      break;  // refused now, and an earlier one may still be on its way
    }
    if (evidence == Evidence::unclear) break;
    round.before = *seen.asset;
    co_return;
  }
  if (was_lost) co_return round.end(doubtful(edit, why));
  round.end(Ending(End::retryable, "race", edit.what + ": " + why));
}

task<std::optional<Ending>> Workbench::remove(const Item& item, std::string id, Removal how) {
  const std::string what = "delete asset " + id;
  const Visibility visibility =
      how == Removal::purge ? Visibility::deleted_too : Visibility::living;
  Judgement last;
  for (std::uint32_t round = 0; round < kMostRounds; ++round) {
    const Look now = co_await look(item, id, visibility);
    if (now.is_gone()) co_return std::nullopt;
    if (!now.asset) co_return ending_of(now.judgement, what);
    Request request = api.remove(id, now.asset->etag.empty() ? "*" : now.asset->etag, how);
    request.for_item(item);
    const Answer answer = co_await ask(batch, std::move(request));
    last = answer.judgement;
    if (answer.verdict() == Verdict::gone) co_return std::nullopt;
    if (answer.ok()) {
      const auto changed = read_changed(answer.reply, *now.asset, config.names);
      if (changed) co_return std::nullopt;
      last = unreadable(changed.problem());  // the next look tells
    } else if (!answer.reply.is(412)) {
      co_return ending_of(last, what);
    }
  }
  co_return Ending(End::retryable, "race", what + ": " + last.why);
}

}  // namespace ingot::managedassets
