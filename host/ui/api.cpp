#include "host/ui/api.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/json_text.hpp"
#include "host/ledger/item_browser.hpp"
#include "host/plugin/json_value.hpp"
#include "host/run/progress_json.hpp"
#include "host/run/report_item.hpp"
#include "host/ui/item_json.hpp"
#include "host/ui/metrics.hpp"
#include "host/ui/run_json.hpp"

namespace ingot::ui {

namespace {

constexpr std::size_t kPageItems = 100, kMostPageItems = 200;
// What one click may ask for; each is looked at on the disk.
constexpr std::size_t kMostRetried = 10'000;

// The page runs nothing that is not its own file and asks nobody else.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

Answer failed(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid: return refusal(400, error.message);
    case ErrorKind::not_found: return refusal(404, error.message);
    case ErrorKind::unavailable:
    case ErrorKind::conflict: return refusal(409, error.message);
    default: return refusal(500, error.message);
  }
}

Answer json(std::string body) { return {.body = std::move(body)}; }

Result<std::vector<ledger::ItemState>> states_of(const std::string& names) {
  std::vector<ledger::ItemState> states;
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    const std::string name = names.substr(at, end - at);
    at = end + 1;
    std::optional<ledger::ItemState> state;
    for (std::size_t i = 0; i < ledger::kItemStates && !state; ++i) {
      const auto each = ledger::item_state(static_cast<std::int64_t>(i));
      if (each && ledger::to_string(*each) == name) state = each;
    }
    if (!state) return Error{ErrorKind::invalid, "`" + run::report_text(name) + "` is no outcome"};
    states.push_back(*state);
  }
  return states;
}

Result<ledger::ItemOrder> order_of(const std::string& name) {
  if (name.empty() || name == "seq") return ledger::ItemOrder::seq;
  if (name == "size") return ledger::ItemOrder::size;
  if (name == "attempts") return ledger::ItemOrder::attempts;
  if (name == "duration") return ledger::ItemOrder::duration;
  return Error{ErrorKind::invalid, "items are sorted by seq, size, attempts or duration"};
}

Result<ledger::ItemSearch> search_of(const Request& request) {
  ledger::ItemSearch search;
  search.text = request.parameter("q");
  INGOT_TRY(search.states, states_of(request.parameter("outcome")));
  INGOT_TRY(search.order, order_of(request.parameter("sort")));
  search.is_descending = request.parameter("desc") == "1";
  search.after = request.parameter("after");
  const std::string limit = request.parameter("limit");
  const auto wanted = limit.empty() ? std::int64_t{kPageItems} : number_of(limit).value_or(0);
  if (wanted < 1) return Error{ErrorKind::invalid, "limit is a number from 1 to 200"};
  search.limit = std::min<std::size_t>(static_cast<std::size_t>(wanted), kMostPageItems);
  return search;
}

// Known without looking at items when nothing but their state is asked for.
Result<std::string> matched(ledger::Ledger& ledger, const ledger::ItemSearch& search) {
  if (!search.text.empty()) return std::string("null");
  INGOT_TRY(const auto counts, ledger.counts());
  std::uint64_t sum = 0;
  for (const auto& count : counts) {
    const bool is_meant = search.states.empty() ||
                          std::find(search.states.begin(), search.states.end(), count.state) != search.states.end();
    if (is_meant) sum += count.items;
  }
  return std::to_string(sum);
}

Result<std::string> items_json(const RunWatch& watch, const Request& request) {
  INGOT_TRY(const ledger::ItemSearch search, search_of(request));
  INGOT_TRY(const auto browser, ledger::ItemBrowser::open(watch.ledger_file()));
  INGOT_TRY(const ledger::ItemPage page, browser->search(search));
  INGOT_TRY(const auto ledger, watch.open());
  INGOT_TRY(const std::string count, matched(*ledger, search));
  std::string text = "{\"items\":[";
  for (std::size_t i = 0; i < page.items.size(); ++i) text += (i == 0 ? "\n" : ",\n") + item_json(page.items[i]);
  return text + "],\"next\":" + (page.next ? json_string(*page.next) : "null") + ",\"matched\":" + count + "}\n";
}

Result<std::string> detail_json(const RunWatch& watch, std::int64_t seq) {
  INGOT_TRY(const auto ledger, watch.open());
  INGOT_TRY(auto item, ledger->item(seq));
  if (!item) return Error{ErrorKind::not_found, "there is no item " + std::to_string(seq)};
  INGOT_TRY(const auto browser, ledger::ItemBrowser::open(watch.ledger_file()));
  ItemDetail detail;
  detail.item = *std::move(item);
  INGOT_TRY(detail.history, browser->history(seq));
  if (detail.item.batch != 0) {
    INGOT_TRY(const auto batches, ledger->open_batches());
    for (const auto& batch : batches) {
      if (batch.id != detail.item.batch || batch.items.size() != 1) continue;
      INGOT_TRY(detail.requests, ledger->journal(batch.id));
    }
  }
  const auto standouts = watch.moment().progress.standouts;
  if (standouts) {
    for (const auto& slow : standouts->slowest) {
      if (slow.seq == seq) detail.under_way = slow;
    }
  }
  return item_json(detail) + "\n";
}

Result<std::vector<std::int64_t>> seqs_of(const std::string& body) {
  const Error wrong{ErrorKind::invalid, "write {\"items\":[SEQ,…]}"};
  const auto value = plugin::parse_json(body);
  if (!value) return wrong;
  const plugin::JsonValue* items = value->find("items");
  if (items == nullptr || !items->is(plugin::JsonValue::Kind::array)) return wrong;
  std::vector<std::int64_t> seqs;
  for (const auto& item : items->items) {
    if (!item.is(plugin::JsonValue::Kind::integer)) return wrong;
    seqs.push_back(item.integer);
  }
  if (seqs.size() > kMostRetried) return Error{ErrorKind::invalid, "at most 10000 items at once"};
  // One item revived twice in a transaction would be one too many.
  std::sort(seqs.begin(), seqs.end());
  seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
  return seqs;
}

Answer answer_of(Result<std::string> body) { return body ? json(*std::move(body)) : failed(body.error()); }

}  // namespace

Answer Api::answer(const Request& request, const std::stop_token& stop) const {
  static constexpr std::string_view kItem = "/api/items/";
  const std::string& path = request.path;
  if (request.method == "POST") {
    return path == "/api/retry" ? retry(request, stop) : refusal(404, "there is nothing to post to there");
  }
  if (path == "/api/run") return answer_of(overview_json(watch_));
  if (path == "/api/items") return answer_of(items_json(watch_, request));
  if (path.rfind(kItem, 0) == 0) return item(std::string_view(path).substr(kItem.size()));
  if (path == "/api/events") return {.media_type = "text/event-stream", .body = {}, .is_event_stream = true};
  if (path == "/metrics") {
    auto text = metrics_text(watch_);
    return text ? Answer{.media_type = "text/plain; version=0.0.4; charset=utf-8", .body = *std::move(text)}
                : failed(text.error());
  }
  if (path.rfind("/api/", 0) == 0) return refusal(404, "there is nothing at " + path);
  return page_file(request);
}

Answer Api::page_file(const Request& request) const {
  const std::string path = request.path == "/" ? "/index.html" : request.path;
  if (page_.empty() && request.path == "/") {
    return plain(200, "this build of ingot has no page (INGOT_UI=OFF); /api/run, /api/items, /api/events and /metrics answer");
  }
  const auto asset = std::find_if(page_.begin(), page_.end(), [&](const Asset& each) { return each.path == path; });
  if (asset == page_.end()) return refusal(404, "there is nothing at " + path);
  Answer answer{.media_type = std::string(asset->media_type),
                .body = std::string(reinterpret_cast<const char*>(asset->bytes.data()), asset->bytes.size())};
  answer.headers.emplace_back("Content-Security-Policy", kPolicy);
  answer.headers.emplace_back("Referrer-Policy", "no-referrer");
  return answer;
}

Answer Api::item(std::string_view seq) const {
  const auto number = number_of(seq);
  if (!number) return refusal(404, "an item is named by its number");
  return answer_of(detail_json(watch_, *number));
}

Answer Api::retry(const Request& request, const std::stop_token& stop) const {
  const auto seqs = seqs_of(request.body);
  if (!seqs) return failed(seqs.error());
  if (!watch_.may_retry()) return refusal(409, "this run takes no wishes now; use `ingot retry`");
  const auto answer = watch_.retrier()->retry(*seqs, stop);
  if (!answer) return failed(answer.error());
  std::string refused;
  for (const auto& [seq, why] : answer->refused) {
    refused += (refused.empty() ? "{" : ",{") + run::json_member("seq", static_cast<std::uint64_t>(seq)) + "," +
               run::json_member("why", why) + "}";
  }
  return json("{" + run::json_member("revived", answer->revived) + ",\"refused\":[" + refused + "]}\n");
}

}  // namespace ingot::ui
