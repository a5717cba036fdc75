// The engine's side that is for people: which items are under way, and what is said when a request is sent again.
#include "host/base/text.hpp"
#include "host/transfer/engine.hpp"

namespace ingot::transfer {

using std::chrono::milliseconds;

// A request for more of them is nobody's in particular.
static constexpr std::size_t kItemsToTell = 16;

void SessionOwner::resent(SessionId, const SessionItem&, const std::string&) {}

// Where it goes, without what may be secret: up to the query, and up to the first piece that is not literal.
static std::string shown_url(const plugin::HttpAction& action) {
  const std::string& text = action.url.empty() ? std::string() : action.url.front().text;
  const std::string shown = text.substr(0, text.find_first_of("?#"));
  return shown.size() == text.size() && action.url.size() > 1 ? shown + "…" : shown;
}

void Engine::resending(SessionId session, const plugin::HttpAction& action, const std::string& why,
                       milliseconds delay) {
  const auto it = sessions_.find(session);
  if (it == sessions_.end() || it->second->is_over || action.items.size() > kItemsToTell) return;
  LiveSession& live = *it->second;
  std::string text = action.method + " " + shown_url(action) + ": " + why + "; again";
  if (delay.count() > 0) text += " in " + human_duration(delay);
  for (const std::uint32_t item : action.items) {
    ++live.items[item].resends;
    parts_.owner.resent(session, live.spec.items[item], text);
  }
}

void Engine::each_open_item(const std::function<void(const OpenItem&)>& visit) const {
  const auto now = parts_.clock.monotonic();
  for (const auto& [id, live] : sessions_) {
    for (std::size_t i = 0; i < live->items.size(); ++i) {
      const LiveItem& item = live->items[i];
      if (!item.is_open) continue;
      visit({.op = live->spec.op,
             .item = live->spec.items[i],
             .age = now - item.begun.value_or(live->opened),
             .parts_acknowledged = item.parts_acknowledged,
             .resends = item.resends,
             .bytes_acknowledged = item.bytes_acknowledged});
    }
  }
}

}  // namespace ingot::transfer
