#include "host/transfer/engine.hpp"

#include <algorithm>

#include <ingot/plugin.h>

#include "host/transfer/capture.hpp"
#include "host/transfer/item_facts.hpp"

namespace ingot::transfer {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A commit costs as much as dozens of the mutations in it. Those that nothing waits for gather this long, or until they
// are so many; after a kill the run asks the vendor about what they would have said.
static constexpr nanoseconds kGather = milliseconds(10);
static constexpr std::size_t kGathered = 1024;

// With more items several sessions together have enough to send, and long queues would only cost.
static constexpr std::size_t kFewItems = 16;

Engine::Engine(Parts parts, EngineOptions options)
    : parts_(parts),
      options_(std::move(options)),
      dispatcher_({parts.clock, parts.entropy, parts.workers, parts.vault, credentials_, *this},
                  options_.dispatch) {
  for (const auto& name : options_.credentials) credentials_.declare(name);
}

Engine::~Engine() = default;

Result<SessionId> Engine::open(SessionSpec spec) {
  auto live = std::make_unique<LiveSession>();
  live->id = ++last_session_;
  live->opened = parts_.clock.monotonic();
  live->spec = std::move(spec);
  if (live->spec.entropy.empty()) live->spec.entropy = parts_.entropy.bytes(32);
  INGOT_TRY(live->session, parts_.vendor.open(options_.config_json));
  for (const auto& item : live->spec.items) {
    LiveItem state;
    state.is_open = !item.has_ended;
    state.is_reported = item.has_ended;
    live->open_items += state.is_open ? 1 : 0;
    live->items.push_back(std::move(state));
  }
  live->may_have_changed_vendor = !live->spec.journal.empty();
  const SessionId id = live->id;
  LiveSession& started = *(sessions_[id] = std::move(live));
  begin(started);
  return id;
}

void Engine::begin(LiveSession& live) {
  plugin::BeginFacts facts;
  facts.batch_id = static_cast<std::uint64_t>(live.spec.batch);
  facts.op = live.spec.op;
  facts.entropy = live.spec.entropy;
  facts.context = live.spec.context;
  facts.state = live.spec.state;
  facts.state_schema = live.spec.state_schema;
  facts.restarts = live.spec.restarts;
  const bool is_few = live.spec.items.size() <= kFewItems;
  facts.max_outstanding = is_few ? options_.max_outstanding_of_few : options_.max_outstanding;
  for (std::uint32_t index = 0; index < live.spec.items.size(); ++index) {
    facts.items.push_back(item_facts(live.spec.items[index], index));
  }
  if (const Status added = live.inbox.begin(facts); !added) return break_off(live, added.error());
  for (const auto& entry : live.spec.journal) {
    plugin::HttpFacts answer;
    answer.id = entry.action;
    answer.outcome = entry.is_answered ? entry.outcome : static_cast<std::uint32_t>(INGOT_OUT_UNKNOWN);
    answer.status = entry.status;
    answer.headers = entry.headers;
    answer.body = entry.body;
    answer.body_total = entry.body.size();
    answer.detail = entry.is_answered ? "stored answer" : "sent before the restart, no answer stored";
    if (const Status added = live.inbox.http(answer); !added) return break_off(live, added.error());
  }
  live.has_events = true;
}

void Engine::record(ledger::Mutation mutation, ledger::Durability durability) {
  if (transaction_.empty()) gathering_since_ = parts_.clock.monotonic();
  transaction_.push_back(std::move(mutation));
  if (durability == ledger::Durability::disk) durability_ = durability;
}

bool Engine::is_flush_due() const {
  return is_awaited_ || is_draining_ || durability_ == ledger::Durability::disk ||
         transaction_.size() >= kGathered || parts_.clock.monotonic() - gathering_since_ >= kGather;
}

void Engine::flush() {
  if (transaction_.empty()) return;
  is_awaited_ = false;
  const std::uint64_t sequence = ++submitted_;
  parts_.commits.submit(std::exchange(transaction_, {}),
                        std::exchange(durability_, ledger::Durability::process),
                        [&mailbox = parts_.mailbox, sequence](Status status) {
                          mailbox.post(Committed{sequence, std::move(status)});
                        });
}

void Engine::handle(Fact fact) {
  if (auto* result = std::get_if<AttemptResult>(&fact)) return dispatcher_.handle(std::move(*result));
  if (auto* digest = std::get_if<DigestResult>(&fact)) {
    if (!dispatcher_.handle(*digest)) digest_came(*digest);
    return;
  }
  const auto& committed = std::get<Committed>(fact);
  committed_ = std::max(committed_, committed.sequence);
  if (committed.status.ok()) return dispatcher_.committed(committed.sequence);
  if (std::exchange(has_failed_, true)) return;
  // Without the ledger nothing may be sent: what it does not know would be done twice.
  drain();
  parts_.owner.cannot_go_on(committed.status.error().within("ledger"));
}

void Engine::turn() {
  // Sessions may answer each other's work within one turn (a digest that is there, a refusal); a bound keeps a
  // plugin that answers itself for ever from starving the rest.
  for (int round = 0; round < 16; ++round) {
    bool has_stepped = false;
    for (auto& [id, live] : sessions_) {
      fire_timers(*live);
      if (!live->has_events || live->is_over) continue;
      has_stepped = true;
      step(*live);
    }
    close_finished();
    dispatcher_.turn();
    if (!has_stepped) break;
  }
  if (is_flush_due()) flush();
}

void Engine::fire_timers(LiveSession& live) {
  const std::int64_t now = parts_.clock.wall_ms();
  for (auto it = live.timers.begin(); it != live.timers.end();) {
    if (it->second > now) {
      ++it;
      continue;
    }
    live.inbox.timer(it->first);
    live.has_events = true;
    it = live.timers.erase(it);
  }
}

void Engine::step(LiveSession& live) {
  live.has_events = false;
  auto actions = live.session->step(parts_.clock.wall_ms(), live.inbox);
  live.inbox.clear();
  if (!actions) return break_off(live, actions.error());
  for (auto& action : *actions) carry_out(live, std::move(action));
  check_alive(live);
}

void Engine::carry_out(LiveSession& live, plugin::Action action) {
  std::visit(
      [&](auto& a) {
        using A = std::decay_t<decltype(a)>;
        if (live.is_over) return;
        if constexpr (std::is_same_v<A, plugin::HttpAction>) {
          if (!live.http.insert(a.id).second) {
            return break_off(live, Error{ErrorKind::internal, "http action id used twice while outstanding"});
          }
          if (a.items.size() == 1 && !live.items[a.items[0]].begun) {
            live.items[a.items[0]].begun = parts_.clock.monotonic();
          }
          dispatcher_.submit(live.id, std::move(a), live.spec.items, live.hold);
        } else if constexpr (std::is_same_v<A, plugin::WaitAction>) {
          live.timers[a.id] = a.until_ms;
        } else if constexpr (std::is_same_v<A, plugin::DigestAction>) {
          const std::uint64_t id = dispatcher_.new_id();
          live.digests.insert(a.id);
          digests_[id] = DigestWish{live.id, a.id, a.item, a.off, a.len};
          const auto algorithm = digest::algorithm_named(a.alg).value_or(digest::Algorithm::md5);
          parts_.workers.digest(DigestTask{id, live.spec.items[a.item].file, a.off, a.len, algorithm});
        } else if constexpr (std::is_same_v<A, plugin::StateAction>) {
          if (live.spec.batch == 0) return;
          record(ledger::SaveState{live.spec.batch, a.schema, std::move(a.blob)});
          live.hold = submitted_ + 1;
          hurry();
        } else if constexpr (std::is_same_v<A, plugin::ItemAction>) {
          end_item(live, a);
        } else if constexpr (std::is_same_v<A, plugin::NoteAction>) {
          parts_.owner.noted(live.id, a);
        } else if constexpr (std::is_same_v<A, plugin::AbandonAction>) {
          dispatcher_.abandon(live.id, a.target);
        } else if constexpr (std::is_same_v<A, plugin::ResultAction>) {
          live.result = a;
          if (live.is_item_operation()) end_all(live, a.result, "session", a.message);
        }
      },
      action);
}

void Engine::end_item(LiveSession& live, const plugin::ItemAction& end) {
  LiveItem& item = live.items[end.item];
  // An item that ended in an earlier life, or by a RESULT, may be ended again after a restart: the first end stands.
  if (!item.is_open) return;
  item.is_open = false;
  item.end = end;
  --live.open_items;
  // Not taken on the way (the server cut the file, or an earlier life sent it): the file is read once more.
  const bool lacks_digest = options_.dispatch.takes_sha256 && live.spec.op == INGOT_OP_TRANSFER &&
                            end.result == INGOT_IT_DONE && live.spec.items[end.item].has_bytes &&
                            item.sha256_raw.empty() && !item.waits_for_digest && !is_draining_;
  if (lacks_digest) take_sha256(live.id, end.item);
  if (!item.waits_for_digest) report_item(live, end.item);
}

void Engine::report_item(LiveSession& live, std::size_t index) {
  LiveItem& item = live.items[index];
  if (item.is_reported || !item.end) return;
  item.is_reported = true;
  parts_.owner.item_ended(live.id, live.spec.items[index], *item.end,
                          ItemTally{live.spec.op, item.requests, item.sha256_raw,
                                    parts_.clock.monotonic() - item.begun.value_or(live.opened),
                                    item.resends, item.parts_acknowledged});
}

void Engine::end_all(LiveSession& live, std::uint32_t result, const std::string& code,
                     const std::string& message) {
  for (std::uint32_t index = 0; index < live.items.size(); ++index) {
    if (!live.items[index].is_open) continue;
    plugin::ItemAction end;
    end.item = index;
    end.result = result;
    end.code = code;
    end.message = message;
    end_item(live, end);
  }
}

// The plugin broke the contract or failed: its session ends, the run goes on with the rest.
void Engine::break_off(LiveSession& live, const Error& why) {
  if (live.is_over) return;
  live.is_over = true;
  dispatcher_.drop(live.id);
  live.http.clear();
  live.timers.clear();
  // After a request that may have changed something, doing it all again could do it twice.
  const std::uint32_t result = live.may_have_changed_vendor ? INGOT_IT_UNKNOWN : INGOT_IT_RETRYABLE;
  if (!live.is_item_operation()) {
    plugin::ResultAction ended;
    ended.result = result;
    ended.message = why.message;
    live.result = ended;
  }
  end_all(live, result, "plugin", why.message);
}

void Engine::check_alive(LiveSession& live) {
  if (live.is_over) return;
  const bool is_finished = live.is_item_operation() ? live.open_items == 0 : live.result.has_value();
  if (is_finished) {
    live.is_over = true;
    dispatcher_.drop(live.id);
    return;
  }
  if (!live.has_outstanding() && !live.has_events) {
    break_off(live, Error{ErrorKind::internal, "the plugin waits for nothing although work is open"});
  }
}

void Engine::close_finished() {
  for (auto it = sessions_.begin(); it != sessions_.end();) {
    LiveSession& live = *it->second;
    const bool all_reported = std::all_of(live.items.begin(), live.items.end(),
                                          [](const LiveItem& item) { return item.is_reported; });
    if (!live.is_over || !all_reported) {
      ++it;
      continue;
    }
    const std::unique_ptr<LiveSession> over = std::move(it->second);
    it = sessions_.erase(it);
    if (over->spec.batch != 0) record(ledger::CloseBatch{over->spec.batch});
    if (over->spec.op == INGOT_OP_LOGIN) login_closed(*over);
    parts_.owner.session_closed(over->id, over->spec, over->result);
  }
}

void Engine::answered(SessionId session, const plugin::HttpAction& action, HttpOutcome outcome) {
  const auto it = sessions_.find(session);
  if (it == sessions_.end() || it->second->is_over) return;
  LiveSession& live = *it->second;
  live.http.erase(action.id);
  for (const std::uint32_t item : action.items) live.items[item].requests += outcome.attempts;
  if (outcome.file_bytes > 0 && action.items.size() == 1) {
    LiveItem& item = live.items[action.items.front()];
    ++item.parts_acknowledged;
    item.bytes_acknowledged += outcome.file_bytes;
  }
  if (!outcome.sha256_raw.empty() && !action.items.empty()) {
    live.items[action.items.front()].sha256_raw = std::move(outcome.sha256_raw);
  }
  capture(action, outcome.response);
  journal_answer(live, action, outcome);
  plugin::HttpFacts facts;
  facts.id = action.id;
  facts.outcome = outcome.outcome;
  facts.status = static_cast<std::uint32_t>(outcome.status);
  facts.attempts = outcome.attempts;
  facts.body = outcome.response.body;
  facts.body_total = outcome.response.body_total;
  facts.detail = outcome.detail;
  for (const auto& header : outcome.response.headers) facts.headers.emplace_back(header.name, header.value);
  if (const Status added = live.inbox.http(facts); !added) return break_off(live, added.error());
  live.has_events = true;
}

void Engine::journal_answer(LiveSession& live, const plugin::HttpAction& action,
                            const HttpOutcome& outcome) {
  if (!plugin::is_journaled(action) || live.spec.batch == 0) return;
  // An idempotent action without an answer is simply made again after a restart.
  if (plugin::is_idempotent(action) && outcome.outcome != INGOT_OUT_RESPONSE) return;
  ledger::JournalEntry entry{.action = action.id, .is_answered = true, .outcome = outcome.outcome,
                             .status = static_cast<std::uint32_t>(outcome.status), .headers = {}, .body = {}};
  for (const auto& header : outcome.response.headers) {
    // What a part's acknowledgement is worth keeping for; the rest would triple the ledger.
    const bool is_wanted = !plugin::is_idempotent(action) || header.name == "etag";
    if (is_wanted && header.name != "set-cookie") entry.headers.emplace_back(header.name, header.value);
  }
  if (!plugin::is_sensitive(action)) entry.body = parts_.keeper.scrub(outcome.response.body);
  record(ledger::RecordAnswer{live.spec.batch, std::move(entry)});
}

std::uint64_t Engine::record_intent(SessionId session, const plugin::HttpAction& action) {
  LiveSession& live = *sessions_.at(session);
  live.may_have_changed_vendor = true;
  if (live.spec.batch == 0) return 0;
  record(ledger::RecordIntent{live.spec.batch, action.id}, ledger::Durability::disk);
  return submitted_ + 1;
}

void Engine::login_wanted(const std::string& credential) {
  const auto readiness = credentials_.readiness(credential, parts_.clock.monotonic());
  if (readiness == Credentials::Readiness::logging_in || is_draining_) return;
  credentials_.began(credential);
  SessionSpec spec;
  spec.op = INGOT_OP_LOGIN;
  spec.context = credential;
  auto session = open(std::move(spec));
  if (!session) {
    credentials_.refused(credential, session.error().within("login"));
    return parts_.owner.cannot_go_on(credentials_.failure(credential));
  }
  sessions_.at(*session)->credential = credential;
}

void Engine::login_closed(const LiveSession& live) {
  const bool is_granted = live.result && live.result->result == INGOT_IT_DONE;
  if (is_granted) {
    credentials_.granted(live.credential, milliseconds(live.result->expires_in_ms),
                         parts_.clock.monotonic());
    return;
  }
  const bool is_refusal = live.result && live.result->result == INGOT_IT_AUTH;
  const Error why{is_refusal ? ErrorKind::auth : ErrorKind::unavailable,
                  "login: " + (live.result ? live.result->message : std::string("no result"))};
  credentials_.refused(live.credential, why);
  drain();
  parts_.owner.cannot_go_on(why);
}

void Engine::capture(const plugin::HttpAction& action, net::Response& response) {
  if (action.captures.empty() || response.status / 100 != 2) return;
  for (auto& [name, value] : capture_secrets(action.captures, response)) {
    if (const Status kept = parts_.keeper.keep(name, std::move(value)); !kept) {
      drain();
      parts_.owner.cannot_go_on(kept.error().within("captured secret " + name));
    }
  }
}

void Engine::take_sha256(SessionId session, std::size_t item) {
  LiveSession& live = *sessions_.at(session);
  const SessionItem& source = live.spec.items[item];
  const std::uint64_t id = dispatcher_.new_id();
  live.items[item].waits_for_digest = true;
  digests_[id] = DigestWish{session, 0, static_cast<std::uint32_t>(item), 0, source.file.size};
  DigestTask task{id, source.file, 0, source.file.size, digest::Algorithm::sha256};
  // It has been sent: what has left the page cache since need not come back.
  task.next_use = digest::NextUse::none;
  parts_.workers.digest(std::move(task));
}

void Engine::digest_came(const DigestResult& result) {
  const auto found = digests_.find(result.id);
  if (found == digests_.end()) return;
  const DigestWish wish = found->second;
  digests_.erase(found);
  const auto it = sessions_.find(wish.session);
  if (it == sessions_.end()) return;
  LiveSession& live = *it->second;
  if (wish.action == 0) {
    LiveItem& item = live.items[wish.item];
    item.waits_for_digest = false;
    if (result.value) item.sha256_raw = raw_bytes(*result.value);
    return report_item(live, wish.item);
  }
  live.digests.erase(wish.action);
  if (live.is_over) return;
  plugin::DigestFacts facts;
  facts.id = wish.action;
  facts.item = wish.item;
  facts.outcome = result.value ? INGOT_OUT_RESPONSE : INGOT_OUT_SOURCE_CHANGED;
  facts.off = wish.offset;
  facts.len = wish.length;
  const std::string hex = result.value ? result.value->hex() : std::string();
  facts.value = hex;
  if (const Status added = live.inbox.digest(facts); !added) return break_off(live, added.error());
  live.has_events = true;
}

void Engine::drain() {
  if (std::exchange(is_draining_, true)) return;
  // What was about to leave and now stays: without this note a later run would have to probe for it.
  for (const auto& [session, action] : dispatcher_.drain()) {
    const auto it = sessions_.find(session);
    if (it == sessions_.end() || it->second->spec.batch == 0 || has_failed_) continue;
    ledger::JournalEntry entry{.action = action, .is_answered = true, .outcome = INGOT_OUT_NOT_SENT,
                               .status = 0, .headers = {}, .body = {}};
    record(ledger::RecordAnswer{it->second->spec.batch, std::move(entry)});
  }
  flush();
}

nanoseconds Engine::idle_time(nanoseconds longest) const {
  nanoseconds idle = longest;
  const std::int64_t wall = parts_.clock.wall_ms();
  for (const auto& [id, live] : sessions_) {
    if (live->has_events && !live->is_over) return nanoseconds(0);
    for (const auto& [timer, until] : live->timers) {
      idle = std::min<nanoseconds>(idle, milliseconds(std::max<std::int64_t>(0, until - wall)));
    }
  }
  const nanoseconds now = parts_.clock.monotonic();
  if (!transaction_.empty()) idle = std::min(idle, std::max(nanoseconds(0), gathering_since_ + kGather - now));
  if (const auto deadline = dispatcher_.next_deadline()) {
    idle = std::min(idle, std::max(nanoseconds(0), *deadline - now));
  }
  return idle;
}

}  // namespace ingot::transfer
