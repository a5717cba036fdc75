// Dispatcher: takes HTTP actions of all sessions and sees each to its outcome: login, digests, limits, the intent in
// the ledger, sending, resending. Knows nothing of vendors or items. Owned by the engine's thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/entropy.hpp"
#include "host/plan/part_pace.hpp"
#include "host/plugin/actions.hpp"
#include "host/secrets/vault.hpp"
#include "host/transfer/credentials.hpp"
#include "host/transfer/digest_window.hpp"
#include "host/transfer/facts.hpp"
#include "host/transfer/hedge.hpp"
#include "host/transfer/race.hpp"
#include "host/transfer/rate_limit.hpp"
#include "host/transfer/retry.hpp"
#include "host/transfer/session_spec.hpp"
#include "host/transfer/slots.hpp"
#include "host/transfer/traffic.hpp"

namespace ingot::transfer {

// How an HTTP action ended, as the plugin will hear it (INGOT_OUT_*).
struct HttpOutcome {
  std::uint32_t outcome = 0;
  int status = 0;
  unsigned attempts = 0;
  net::Response response;
  std::string detail;
  std::string sha256_raw;        // of the item, when the body was exactly one item
  std::uint64_t file_bytes = 0;  // bytes of items that the answer acknowledges
};

struct DispatchOptions {
  RetryPolicy retry;
  unsigned byte_slots = 8;  // as in SlotOptions
  unsigned call_slots = 4;
  unsigned byte_ceiling = 0, call_ceiling = 0;
  // Requests with file bytes that speak for the account, not to a storage host, in flight; 0 = as many as there are
  // slots.
  unsigned account_uploads = 0;
  double calls_per_minute = 0;
  std::map<std::string, double> rates;  // calls per minute of the actions that name one
  bool verifies_etag = true;
  bool takes_sha256 = false;
  DigestWindow::Limits ahead;  // hashed before its turn to be sent
};

class DispatchListener {
 public:
  virtual ~DispatchListener() = default;
  virtual void answered(SessionId session, const plugin::HttpAction& action, HttpOutcome outcome) = 0;
  // Writes that the action is about to leave; the transaction that makes it durable.
  virtual std::uint64_t record_intent(SessionId session, const plugin::HttpAction& action) = 0;
  virtual void login_wanted(const std::string& credential) = 0;
  // An attempt came to nothing, and the action will leave again after `delay`; `why` may hold what a vendor said.
  virtual void resending(SessionId session, const plugin::HttpAction& action, const std::string& why,
                         std::chrono::milliseconds delay);
};

class Dispatcher {
 public:
  struct Parts {
    Clock& clock;
    Entropy& entropy;
    Workers& workers;
    const secrets::Vault& vault;
    Credentials& credentials;
    DispatchListener& listener;
  };
  Dispatcher(Parts parts, DispatchOptions options);

  // `items` must outlive the action. It does not leave before the transaction `hold` is committed.
  void submit(SessionId session, plugin::HttpAction action, const std::vector<SessionItem>& items,
              std::uint64_t hold);
  void abandon(SessionId session, std::uint64_t action);
  // The session is gone: its attempts are cancelled, their results ignored.
  void drop(SessionId session);
  // From now on nothing leaves; what is in flight may still answer. Returns the actions whose intent is written but
  // which have not left and now never will.
  std::vector<std::pair<SessionId, std::uint64_t>> drain();
  void cancel_in_flight();

  void handle(AttemptResult result);
  // False when the digest was not one of ours; else takes what is in it.
  bool handle(DigestResult& result);
  void committed(std::uint64_t sequence) { committed_ = sequence; }
  void turn();
  // Monotonic time at which turn() has something to do without a new fact.
  std::optional<std::chrono::nanoseconds> next_deadline() const;

  std::size_t in_flight() const { return slots_.in_flight(); }
  const Slots& slots() const { return slots_; }
  const plan::PartPace& part_pace() const { return part_pace_; }
  const Traffic& traffic() const { return traffic_; }
  std::uint64_t new_id() { return ++last_id_; }

 private:
  // One attempt under way.
  struct Leg {
    std::chrono::nanoseconds started{0};
    std::chrono::milliseconds connect_patience{0}, answer_patience{0};
  };
  struct Open {
    SessionId session;
    plugin::HttpAction action;
    const std::vector<SessionItem>* items;
    std::uint64_t hold;
    std::chrono::nanoseconds not_before{0};
    unsigned attempts = 0, mismatches = 0;
    std::uint64_t login_generation = 0;
    bool has_renewed_login = false, is_abandoned = false, has_file = false;
    bool has_intent = false;  // in the ledger; for what may not be repeated
    bool is_sent = false;     // with the workers
    bool verifies_etag = false;
    bool has_asked_digests = false;  // of the window; what it needs is there afterwards
    bool doubts_md5 = false;         // what was hashed ahead is not what the store got
    DigestNeeds needs = {};
    std::string md5_hex = {};        // of the whole body, once known
    std::string sha256_raw = {};     // of the item it is
    std::string origin = {};
    std::uint64_t file_bytes = 0;
    std::uint64_t body_size = 0;     // of the attempt, once sent
    std::chrono::nanoseconds quiet_from{0};  // until then an earlier attempt may still take effect
    Leg leg = {}, twin = {};         // of the attempt under way, and of the one beside it
    std::optional<Race> race = {};   // while there are two
  };

  static bool needs_intent(const Open& open);
  static bool is_unsent_intent(const Open& open);
  bool try_advance(std::uint64_t handle, Open& open, std::chrono::nanoseconds now);
  bool is_login_settled(std::uint64_t handle, Open& open, std::chrono::nanoseconds now);
  bool are_digests_settled(std::uint64_t handle, Open& open);
  // The body's MD5 when nothing but the comparison with the ETag needs it, and it is not better taken on the way.
  std::optional<WantedDigest> ahead_for_etag(const Open& open) const;
  Result<Attempt> attempt_at(std::uint64_t handle, Open& open);
  static Leg leg_of(const net::Request& request, std::chrono::nanoseconds now);
  void send(std::uint64_t handle, Open& open, std::chrono::nanoseconds now);
  void cancel_attempts(std::uint64_t handle, const Open& open);
  void give_back(Open& open, const AttemptResult& result, std::chrono::nanoseconds now);
  void settle_races();
  void tell_late(std::chrono::nanoseconds now);
  void send_twins(std::chrono::nanoseconds now);
  bool may_straggle(std::uint64_t handle, const Open& open) const;
  void send_twin(std::uint64_t handle, Open& open, std::chrono::nanoseconds now);
  void wake_at(std::chrono::nanoseconds time) { deadline_ = deadline_ ? std::min(*deadline_, time) : time; }
  void settle(std::uint64_t handle, Open& open, AttemptResult result);
  static bool is_mismatch(const Open& open, const net::Answer& answer);
  bool wants_login_again(Open& open, const AttemptResult& result);
  void resend(std::uint64_t handle, Open& open, std::chrono::milliseconds delay, const std::string& why);
  void finish(std::uint64_t handle, HttpOutcome outcome);
  void forget(std::uint64_t handle);
  void refuse(std::uint64_t handle, std::uint32_t outcome, std::string detail);
  RateLimit& limit_for(const Open& open);
  // Of the rate the action names, or null.
  RateLimit* named_limit(const Open& open);
  bool has_room(const Open& open) const;
  void take_slot(const Open& open);
  void free_slot(const Open& open);
  // A completion puts it together with others.
  static bool is_part(const Open& open) { return open.has_file && !open.needs.has_whole_item; }
  bool is_account_upload(const Open& open) const {
    return open.has_file && !plugin::has_exact_headers(open.action);
  }
  static Slots::Kind kind(const Open& open) { return open.has_file ? Slots::Kind::bytes : Slots::Kind::calls; }

  Parts parts_;
  const DispatchOptions options_;
  std::unordered_map<std::uint64_t, Open> open_;
  std::vector<std::uint64_t> queue_;  // handles of what is not sent, by priority then age
  DigestWindow window_;
  bool is_window_shut_ = false;  // for the rest of this turn: somebody older waits for room in it
  std::map<std::string, std::unique_ptr<RateLimit>> limits_;  // "account" and one per storage origin
  std::map<std::string, std::unique_ptr<RateLimit>> rates_;   // by the name an action gives
  Slots slots_;
  unsigned account_uploads_ = 0;  // in flight
  Hedge hedge_;
  plan::PartPace part_pace_;
  std::map<std::uint64_t, std::uint64_t> twins_;  // under way: handle of the action each belongs to
  std::set<std::uint64_t> races_;                 // handles of the actions that have had a twin since they were sent
  std::map<std::uint64_t, HttpOutcome> late_;     // good ones, by handle: to be told when it is quiet
  unsigned unsent_intents_ = 0;
  std::uint64_t committed_ = 0, last_id_ = 0;
  std::optional<std::chrono::nanoseconds> deadline_;
  bool is_draining_ = false, has_reached_anyone_ = false;
  Traffic traffic_;
};

}  // namespace ingot::transfer
