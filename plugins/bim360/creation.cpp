// Assets for rows. Creating is not idempotent and the vendor has no key for it, so an answer that
// is lost is followed by two searches for the rows' ingest keys, and only what is not found is sent
// again.
#include <algorithm>
#include <set>

#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>

#include "plugins/bim360/desk.hpp"
#include <ingot/kit/groups.hpp>
#include "plugins/bim360/replies.hpp"

namespace ingot::bim360 {
namespace {

using std::chrono::milliseconds;
using Items = std::vector<std::uint32_t>;

constexpr unsigned kSearches = 2;  // how soon a new asset is listed is not documented
constexpr std::uint32_t kMostReposts = 2;
constexpr std::size_t kMostPages = 25;
constexpr std::int64_t kClockSlackMs = 5 * 60'000;  // between the vendor's clock and ours

struct Found {
  std::vector<Asset> assets;
  Judgement judgement;  // ok: the search was complete
};

class Creation {
 public:
  explicit Creation(Desk& desk) : desk_(desk), batch_(desk.batch) {}

  task<> run() {
    if (batch_.state().empty()) co_await fill_queue();
    while (!desk_.state.queue.empty() && !batch_.cancelled()) co_await create_next();
    if (!batch_.cancelled()) co_await update();
  }

 private:
  bool wants_update(std::uint32_t index) const { return !desk_.item(index).remote_id.empty(); }

  task<> fill_queue() {
    Items fresh, doubtful;
    for (const Item& item : batch_.items()) {
      if (!batch_.is_open(item) || wants_update(item.idx)) continue;
      const bool is_doubtful = item.tries > 0 || desk_.config.search_first;
      (is_doubtful ? doubtful : fresh).push_back(item.idx);
    }
    const Items missing = co_await adopt_found(doubtful, 0);
    fresh.insert(fresh.end(), missing.begin(), missing.end());
    std::vector<std::pair<std::uint32_t, std::size_t>> bodies;
    for (const std::uint32_t index : fresh)
      bodies.emplace_back(index, desk_.draft(index).body.size());
    for (Items& items : creation_groups(bodies, desk_.config.batch_size)) {
      CreationGroup group;
      group.items = std::move(items);
      enqueue(std::move(group));
    }
  }

  void enqueue(CreationGroup group) {
    group.number = desk_.state.next_group++;
    group.since_ms = 0;
    desk_.state.queue.push_back(std::move(group));
  }

  task<> create_next() {
    CreationGroup& first = desk_.state.queue.front();
    std::erase_if(first.items, [this](std::uint32_t index) { return !desk_.is_open(index); });
    if (first.items.empty()) {
      desk_.state.queue.pop_front();
      co_return;
    }
    if (first.since_ms == 0) {
      first.since_ms = batch_.now_ms();
      ++desk_.state.writes;
    }
    if (desk_.state.writes >
        desk_.config.bisect_writes + batch_.items().size() / desk_.config.batch_size) {
      end_all(first.items, Ending(End::retryable, "bisect",
                                  "create assets: refused together with other rows; the next "
                                  "session goes on looking for the one to blame"));
      desk_.state.queue.pop_front();
      co_return;
    }
    desk_.save();
    std::vector<std::string> bodies;
    for (const std::uint32_t index : first.items) bodies.push_back(desk_.draft(index).body);
    Request request = desk_.api.create(bodies);
    for (const std::uint32_t index : first.items) request.for_item(index);
    const Change change =
        co_await kit::change(batch_, std::move(request), tag_of(Call::create, first.number));
    const CreationGroup group = std::move(desk_.state.queue.front());
    desk_.state.queue.pop_front();
    co_await settle(group, change.answer);
  }

  task<> settle(CreationGroup group, Answer answer) {
    switch (answer.verdict()) {
      case Verdict::ok:
        if (accept(group, answer.reply)) co_return;
        co_await resolve_doubt(std::move(group), "the answer does not show every asset");
        co_return;
      case Verdict::lost:
      case Verdict::cancelled:
        co_await resolve_doubt(std::move(group), answer.judgement.why);
        co_return;
      case Verdict::invalid:
        co_await cut(std::move(group), std::move(answer));
        co_return;
      default:
        end_all(group.items, ending_of(answer.judgement, "create asset"));
    }
  }

  // Gives the items of the group their assets; false when one has none. The order of the answer
  // says nothing.
  bool accept(const CreationGroup& group, const Reply& reply) {
    const auto page = read_page(reply.body);
    if (!page) return false;
    std::vector<Asset> assets;
    for (const Json& row : page->rows) {
      if (auto asset = read_asset(row)) assets.push_back(std::move(*asset));
    }
    bool is_whole = true;
    for (const std::uint32_t index : group.items) {
      const auto found = std::find_if(assets.begin(), assets.end(), [&](const Asset& asset) {
        return has_key(asset, desk_.draft(index));
      });
      if (found == assets.end()) {
        is_whole = false;
        continue;
      }
      desk_.place(index, found->id, true);
      assets.erase(found);
    }
    return is_whole;
  }

  bool has_key(const Asset& asset, const Draft& draft) const {
    return asset.key(desk_.config.key_kind, draft.key_name) == draft.key;
  }

  // A group is refused as a whole for one of its items.
  task<> cut(CreationGroup group, Answer answer) {
    if (answer.reply.status == 409) {
      const std::size_t before = group.items.size();
      group.items = co_await adopt_found(group.items, 0);
      if (group.items.size() < before) {
        if (!group.items.empty()) enqueue(std::move(group));
        co_return;
      }
    }
    const auto words = refused_one_by_one(group.items, answer.reply.body);
    if (group.items.size() == 1 || !words.empty()) {
      for (std::size_t i = 0; i < group.items.size(); ++i) {
        Ending ending = ending_of(answer.judgement, "create asset");
        if (answer.reply.status == 409) ending.end = End::conflict;
        ending.message = "create asset: " + (words.empty() || words[i].empty()
                                                 ? refusal_text(answer.judgement, answer.reply.body)
                                                 : words[i]);
        desk_.end(group.items[i], ending);
      }
      co_return;
    }
    for (Items& items : split_refused(group.items, answer.reply.body)) {
      CreationGroup part;
      part.reposts = group.reposts;
      part.items = std::move(items);
      enqueue(std::move(part));
    }
  }

  // The group may have been created, whole or not at all.
  task<> resolve_doubt(CreationGroup group, std::string why) {
    Items missing = group.items;
    for (unsigned search = 0; search < kSearches && !missing.empty(); ++search) {
      co_await batch_.wait(milliseconds(desk_.config.search_pause_ms));
      if (batch_.cancelled()) co_return;  // the next session searches before it sends
      missing = co_await adopt_found(missing, group.since_ms);
    }
    if (missing.empty() || batch_.cancelled()) co_return;
    if (group.reposts >= kMostReposts) {
      for (const std::uint32_t index : missing) {
        desk_.end(index, Ending(End::unknown, "lost",
                                "create asset: " + why + "; no asset with the key `" +
                                    desk_.draft(index).key +
                                    "` is to be found; look for it in the project by hand"));
      }
      co_return;
    }
    CreationGroup again;
    again.reposts = group.reposts + 1;
    again.items = std::move(missing);
    enqueue(std::move(again));
  }

  // Looks for the items' assets and takes those it finds; answers the items that certainly have
  // none. `since_ms`: when they were sent, 0 = by an earlier session.
  task<Items> adopt_found(Items items, std::int64_t since_ms) {
    std::set<std::uint32_t> missing;
    co_await batch_.for_each(items.size(), batch_.max_outstanding(), [&](std::size_t i) -> task<> {
      const std::uint32_t index = items[i];
      if (!desk_.is_open(index)) co_return;
      const Found found = co_await find(index, since_ms);
      if (adopt(index, found, since_ms)) missing.insert(index);
    });
    co_return Items(missing.begin(), missing.end());
  }

  // True: there is none.
  bool adopt(std::uint32_t index, const Found& found, std::int64_t since_ms) {
    if (found.judgement.verdict == Verdict::cancelled) return false;
    if (found.judgement.verdict != Verdict::ok) {
      Ending ending = ending_of(found.judgement, "search for the asset");
      // Whatever the search died of, a later session searches again before it sends.
      if (ending.end != End::auth) ending.end = End::retryable;
      desk_.end(index, ending);
      return false;
    }
    if (found.assets.empty()) return true;
    if (found.assets.size() > 1) {
      desk_.end(index, Ending(End::conflict, "ingest_key",
                              "several assets have the key `" + desk_.draft(index).key +
                                  "`: " + found.assets[0].id + ", " + found.assets[1].id));
      return false;
    }
    const Asset& asset = found.assets[0];
    const bool is_ours =
        since_ms > 0 && asset.created_ms && *asset.created_ms >= since_ms - kClockSlackMs;
    desk_.place(index, asset.id, is_ours);
    return false;
  }

  task<Found> find(std::uint32_t index, std::int64_t since_ms) {
    const Draft& draft = desk_.draft(index);
    std::vector<std::string> texts = {draft.key};
    // Whether a barcode is searchable text is not documented; the asset's name is.
    if (desk_.config.key_kind == KeyKind::barcode) texts.push_back(draft.client_id);
    Found found;
    for (const std::string& text : texts) {
      co_await read_hits(draft, text, since_ms, found);
      if (found.judgement.verdict != Verdict::ok || !found.assets.empty()) break;
    }
    co_return found;
  }

  task<> read_hits(const Draft& draft, const std::string& text, std::int64_t since_ms,
                   Found& found) {
    std::string cursor;
    for (std::size_t pages = 0; pages < kMostPages; ++pages) {
      const Answer answer = co_await ask(batch_, desk_.api.search(draft.key_name, text, cursor));
      found.judgement = answer.judgement;
      if (!answer.ok()) co_return;
      const auto page = read_page(answer.reply.body);
      if (!page) {
        found.judgement = unreadable(page.problem());
        co_return;
      }
      for (const Json& row : page->rows) {
        auto asset = read_asset(row);
        if (asset && is_the_one(*asset, draft, since_ms)) found.assets.push_back(std::move(*asset));
      }
      if (page->cursor.empty() || page->cursor == cursor) co_return;
      cursor = page->cursor;
    }
    found.judgement = unreadable("too many assets contain `" + text + "`");
  }

  // The vendor matches parts of texts in any case; only the whole key counts. A name is no key, so
  // there category and age have to fit as well.
  bool is_the_one(const Asset& asset, const Draft& draft, std::int64_t since_ms) const {
    if (!asset.is_active || !has_key(asset, draft)) return false;
    if (desk_.config.key_kind != KeyKind::client_asset_id) return true;
    const bool is_old = asset.created_ms && *asset.created_ms < since_ms - kClockSlackMs;
    return asset.category == draft.category && !is_old;
  }

  // Rows whose asset an earlier run made and the job wants replaced.
  task<> update() {
    Items items;
    for (const Item& item : batch_.items()) {
      if (batch_.is_open(item) && wants_update(item.idx) && !desk_.state.assets.contains(item.idx))
        items.push_back(item.idx);
    }
    GroupCall call;
    call.request = [this](const Items& group) {
      std::vector<std::pair<std::string, std::string>> changes;
      for (const std::uint32_t index : group)
        changes.emplace_back(desk_.item(index).remote_id, desk_.draft(index).body);
      Request request = desk_.api.patch(changes);
      for (const std::uint32_t index : group) request.for_item(index);
      return request;
    };
    call.accept = [this](const Items& group, const Reply& reply) {
      const auto json = Json::parse(reply.body);
      for (const std::uint32_t index : group) {
        const std::string& id = desk_.item(index).remote_id;
        if (json && (*json)[id].is_object()) {
          desk_.place(index, id, false);
        } else {
          desk_.end(index, Ending(End::retryable, "unconfirmed",
                                  "update asset " + id + ": the answer does not show it"));
        }
      }
    };
    call.refuse = [this](std::uint32_t index, const Judgement& judgement) {
      desk_.end(index, ending_of(judgement, "update asset " + desk_.item(index).remote_id));
    };
    co_await send_groups(batch_, items, desk_.config.batch_size, desk_.config.bisect_writes, call);
  }

  void end_all(const Items& items, const Ending& ending) {
    for (const std::uint32_t index : items) desk_.end(index, ending);
  }

  Desk& desk_;
  Batch& batch_;
};

}  // namespace

std::string refusal_text(const Judgement& judgement, std::string_view body) {
  std::string text = judgement.why;
  const auto json = Json::parse(body);
  if (!json) return text;
  if (const std::string code = (*json)["errorCode"].text(); !code.empty())
    text += " (" + code + ")";
  if ((*json)["metadata"].is_object()) text += " " + (*json)["metadata"].dump();
  return text;
}

task<> place_assets(Desk& desk) {
  Creation creation(desk);
  co_await creation.run();
}

}  // namespace ingot::bim360
