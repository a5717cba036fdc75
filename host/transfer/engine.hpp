// Engine: drives vendor sessions. Feeds them facts, carries out their actions, writes every intent and answer to the
// ledger before acting on it. Single-threaded: handle() and turn() from one thread; all effects are behind Parts.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/entropy.hpp"
#include "host/base/mailbox.hpp"
#include "host/ledger/writer.hpp"
#include "host/plugin/session.hpp"
#include "host/secrets/vault.hpp"
#include "host/transfer/dispatcher.hpp"
#include "host/transfer/live_session.hpp"
#include "host/transfer/secret_keeper.hpp"

namespace ingot::transfer {

// What an item's session cost and found, beside what the plugin says.
struct ItemTally {
  std::uint32_t op = 0;
  std::uint32_t requests = 0;
  std::string sha256_raw;
  std::chrono::nanoseconds took{0};  // since the first request that was its alone; without one, since its session began
  std::uint32_t resends = 0, parts_acknowledged = 0;
};

// The layer above: decides which sessions there are and what an item's end means.
class SessionOwner {
 public:
  virtual ~SessionOwner() = default;
  // Exactly once per open item of a session.
  virtual void item_ended(SessionId session, const SessionItem& item, const plugin::ItemAction& end,
                          const ItemTally& tally) = 0;
  virtual void noted(SessionId session, const plugin::NoteAction& note) = 0;
  // After the last item has ended, or for LOGIN and DISCOVER with their result. The session is gone afterwards.
  virtual void session_closed(SessionId session, const SessionSpec& spec,
                              const std::optional<plugin::ResultAction>& result) = 0;
  // A request for the item came to nothing and is sent again; `text` may hold what a vendor said.
  virtual void resent(SessionId session, const SessionItem& item, const std::string& text);
  // The account cannot be used, or the ledger cannot be written: nothing more will be sent.
  virtual void cannot_go_on(const Error& why) = 0;
};

// An item of an open session, for showing. Borrowed for the call it is given to.
struct OpenItem {
  std::uint32_t op;
  const SessionItem& item;
  std::chrono::nanoseconds age;  // since its first request, or since its session began
  std::uint32_t parts_acknowledged, resends;
  std::uint64_t bytes_acknowledged;
};

struct EngineOptions {
  DispatchOptions dispatch;
  std::string config_json;             // vendor.config, secrets as {"$secret":NAME}
  std::uint32_t max_outstanding = 32;  // HTTP actions a session may have open at once
  // The same for a session of few items: all that is in flight may have to come from its parts.
  std::uint32_t max_outstanding_of_few = 32;
  std::vector<std::string> credentials;  // manifest credentials that this job's config uses
};

class Engine : private DispatchListener {
 public:
  struct Parts {
    Clock& clock;
    Entropy& entropy;
    Workers& workers;
    ledger::Commits& commits;
    Mailbox<Fact>& mailbox;  // receives Committed; must outlive the commits under way
    plugin::Vendor& vendor;
    const secrets::Vault& vault;
    SecretKeeper& keeper;
    SessionOwner& owner;
  };
  Engine(Parts parts, EngineOptions options);
  ~Engine() override;

  Result<SessionId> open(SessionSpec spec);
  // Adds to the transaction of this turn.
  void record(ledger::Mutation mutation, ledger::Durability durability = ledger::Durability::process);

  // The transaction that takes what is recorded now, and the last one that is as durable as was asked.
  std::uint64_t transaction() const { return submitted_ + 1; }
  std::uint64_t committed() const { return committed_; }
  std::string fresh_entropy() { return parts_.entropy.bytes(32); }

  void handle(Fact fact);
  // Steps sessions, sends what may be sent, writes what has to be written. Call after each round of facts.
  void turn();
  // How long nothing happens without a new fact; at most `longest`.
  std::chrono::nanoseconds idle_time(std::chrono::nanoseconds longest) const;

  // Nothing leaves from now on; answers of what is in flight are still recorded.
  void drain();
  void cancel_in_flight() { dispatcher_.cancel_in_flight(); }
  bool is_quiet() const {
    return dispatcher_.in_flight() == 0 && transaction_.empty() && submitted_ == committed_;
  }

  std::size_t sessions() const { return sessions_.size(); }
  std::size_t in_flight() const { return dispatcher_.in_flight(); }
  // Items of sessions that have not ended them yet; a few thousand at most.
  void each_open_item(const std::function<void(const OpenItem&)>& visit) const;
  const Traffic& traffic() const { return dispatcher_.traffic(); }
  const Slots& slots() const { return dispatcher_.slots(); }
  // The part size that what was sent so far asks for, such that what may be in flight fits into `cache` bytes.
  std::optional<plan::PartWish> part_wish(std::uint64_t cache) const {
    return dispatcher_.part_pace().wish(dispatcher_.slots().limit(Slots::Kind::bytes), cache);
  }
  // Whole-item digests that were asked for and have not come back.
  void take_sha256(SessionId session, std::size_t item);

 private:
  void answered(SessionId session, const plugin::HttpAction& action, HttpOutcome outcome) override;
  std::uint64_t record_intent(SessionId session, const plugin::HttpAction& action) override;
  void login_wanted(const std::string& credential) override;
  void resending(SessionId session, const plugin::HttpAction& action, const std::string& why,
                 std::chrono::milliseconds delay) override;

  void begin(LiveSession& live);
  void fire_timers(LiveSession& live);
  void step(LiveSession& live);
  void carry_out(LiveSession& live, plugin::Action action);
  void end_item(LiveSession& live, const plugin::ItemAction& end);
  void report_item(LiveSession& live, std::size_t index);
  void end_all(LiveSession& live, std::uint32_t result, const std::string& code, const std::string& message);
  void break_off(LiveSession& live, const Error& why);
  void check_alive(LiveSession& live);
  void close_finished();
  void login_closed(const LiveSession& live);
  void capture(const plugin::HttpAction& action, net::Response& response);
  void journal_answer(LiveSession& live, const plugin::HttpAction& action, const HttpOutcome& outcome);
  void digest_came(const DigestResult& result);
  void flush();
  // Whether the open transaction should be submitted now rather than gather more.
  bool is_flush_due() const;
  // Submits the open transaction at the end of this turn: something is held until it is committed.
  void hurry() { is_awaited_ = true; }

  Parts parts_;
  const EngineOptions options_;
  Credentials credentials_;
  Dispatcher dispatcher_;
  std::map<SessionId, std::unique_ptr<LiveSession>> sessions_;
  struct DigestWish {
    SessionId session;
    std::uint64_t action;  // 0 = the item's SHA-256 for the ledger
    std::uint32_t item;
    std::uint64_t offset, length;
  };
  std::map<std::uint64_t, DigestWish> digests_;
  ledger::Transaction transaction_;
  ledger::Durability durability_ = ledger::Durability::process;
  std::chrono::nanoseconds gathering_since_{0};  // of the open transaction's first mutation
  bool is_awaited_ = false;                      // the open transaction holds something up
  std::uint64_t submitted_ = 0, committed_ = 0;  // transaction numbers; the open one is submitted_ + 1
  SessionId last_session_ = 0;
  bool is_draining_ = false, has_failed_ = false;
};

}  // namespace ingot::transfer
