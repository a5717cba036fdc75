#include "host/ui/item_json.hpp"

#include <ingot/plugin.h>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/run/progress_json.hpp"
#include "host/run/report_item.hpp"

namespace ingot::ui {

using ledger::Item;
using ledger::ItemState;
using run::json_member;

std::string_view stage_of(ItemState state) {
  switch (state) {
    case ItemState::pending: return "scan";
    case ItemState::active: return "upload";
    case ItemState::transferred:
    case ItemState::promoting: return "lifecycle";
    case ItemState::orphaned:
    case ItemState::aborting: return "clean_up";
    case ItemState::done:
    case ItemState::skipped: return "done";
    default: return "failed";
  }
}

namespace {

std::string or_null(std::string_view name, std::string_view value) {
  return "," + (value.empty() ? json_string(name) + ":null" : json_member(name, value));
}

// Already JSON, as the plugin or the source wrote it.
std::string json_or_null(std::string_view name, const std::string& value) {
  return "," + json_string(name) + ":" + (value.empty() ? "null" : value);
}

std::string members_of(const Item& item) {
  std::string text = json_member("seq", static_cast<std::uint64_t>(item.seq)) + "," + json_member("key", item.key) +
                     "," + json_member("size", item.size) + "," +
                     json_member("outcome", ledger::to_string(item.state)) + "," +
                     json_member("stage", stage_of(item.state)) + "," +
                     json_member("attempts", run::attempts_of(item)) + "," + json_member("requests", item.requests);
  text += ",\"duration_ms\":" + (item.took_ms > 0 ? std::to_string(item.took_ms) : std::string("null"));
  text += or_null("remote_id", item.remote_id) + or_null("code", item.code) + or_null("message", item.message);
  return text + or_null("ended_at", item.ended_ms == 0 ? std::string() : iso8601(item.ended_ms));
}

enum class Good { yes, no, open };

std::string entry(const std::string& at, std::string_view what, std::string_view text, Good good) {
  const char* ok = good == Good::yes ? "true" : good == Good::no ? "false" : "null";
  return "{\"at\":" + (at.empty() ? "null" : json_string(at)) + "," + json_member("what", what) + "," +
         json_member("text", text) + ",\"ok\":" + ok + "}";
}

std::string request_text(const ledger::JournalEntry& request) {
  if (!request.is_answered) return "request " + std::to_string(request.action) + ": sent, no answer yet";
  std::string text = "request " + std::to_string(request.action) + ": ";
  if (request.outcome == INGOT_OUT_RESPONSE) return text + "http status " + std::to_string(request.status);
  return text + "no answer";
}

Good goodness(const ledger::JournalEntry& request) {
  if (!request.is_answered) return Good::open;
  return request.outcome == INGOT_OUT_RESPONSE && request.status / 100 == 2 ? Good::yes : Good::no;
}

std::string state_text(const Item& item) {
  std::string text(ledger::to_string(item.state));
  if (item.not_before_ms > 1) text += ", next try at " + iso8601(item.not_before_ms);
  if (!item.code.empty()) text += ": " + item.code;
  if (!item.message.empty()) text += ": " + item.message;
  return text;
}

Good goodness(ItemState state) {
  if (!ledger::is_ended(state)) return Good::open;
  return run::is_failed(state) ? Good::no : Good::yes;
}

std::string history_of(const ItemDetail& detail) {
  const Item& item = detail.item;
  std::string text = entry("", "scan",
                           item.kind == ledger::ItemKind::plain
                               ? std::string("found in the table")
                               : "found, " + human_bytes(item.size) + ", last changed " + iso8601(item.mtime_ns / 1'000'000),
                           Good::yes);
  for (const auto& each : detail.history) {
    text += "," + entry(iso8601(each.at_ms), each.what, each.text, each.is_good ? Good::yes : Good::no);
  }
  for (const auto& request : detail.requests) {
    text += "," + entry("", request.is_answered ? "answer" : "request", request_text(request), goodness(request));
  }
  return "[" + text + "," +
         entry(item.ended_ms == 0 ? std::string() : iso8601(item.ended_ms), "state", state_text(item),
               goodness(item.state)) +
         "]";
}

}  // namespace

std::string item_json(const Item& item) { return "{" + members_of(item) + "}"; }

std::string item_json(const ItemDetail& detail) {
  const Item& item = detail.item;
  std::string text = "{" + members_of(item) + or_null("advice", run::advice_for(item)) +
                     or_null("sha256", to_hex(item.sha256)) + json_or_null("meta", item.meta) +
                     json_or_null("row", item.row) + ",\"history\":" + history_of(detail) + ",\"parts\":";
  if (!detail.under_way || detail.under_way->parts_planned == 0) return text + "null}";
  return text + "{" + json_member("planned", detail.under_way->parts_planned) + "," +
         json_member("acknowledged", detail.under_way->parts_acknowledged) + "}}";
}

}  // namespace ingot::ui
