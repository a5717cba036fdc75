// FakeHost: an in-memory host for tests of one plugin session. It sends nothing anywhere: a test
// answers what the plugin asked for, in any order, and looks at what came out. Every breach of the
// contract by the plugin is kept in violations(); a test should end by expecting none. Thread rule:
// one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/plugin.h>
#include <ingot/record.hpp>
#include <ingot/testkit/fake_actions.hpp>
#include <ingot/testkit/fake_events.hpp>

namespace ingot::test {

class FakeHost {
 public:
  /// The clock's first reading: 2027-01-15T08:00:00Z.
  static constexpr std::int64_t kStartMs = 1'800'000'000'000;

  explicit FakeHost(const ingot_plugin& table) : table_(table) {
    host_.size = sizeof(host_);
    host_.abi = INGOT_ABI_VERSION;
    host_.ctx = this;
    host_.emit = [](const ingot_host* host, const void* record, std::size_t size) {
      return static_cast<FakeHost*>(host->ctx)->take(record, size);
    };
    host_.extension = [](const ingot_host*, const char*) -> const void* { return nullptr; };
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  ~FakeHost() { close(); }

  // ---- driving; each returns what the plugin returned (INGOT_OK or INGOT_E_*)
  std::int32_t open(std::string_view config = "{}") {
    may_note_ = true;
    const std::int32_t code = table_.open(&host_, config.data(), config.size(), &session_);
    may_note_ = false;
    return code;
  }
  void close() {
    if (session_ != nullptr) table_.close(std::exchange(session_, nullptr));
  }
  std::int32_t begin(Begin facts) {
    facts_ = std::move(facts);
    journal_ = facts_.prior;
    ends_by_item_.clear();
    return step(begin_records(facts_));
  }
  /// One answer, or several in one step in the order given.
  std::int32_t answer(std::uint64_t id, const Answer& answer) {
    return this->answer({{id, answer}});
  }
  std::int32_t answer(const std::vector<std::pair<std::uint64_t, Answer>>& answers) {
    RecordWriter writer;
    for (const auto& [id, answer] : answers) {
      write_answer(writer, id, answer);
      settle(id, answer);
    }
    return step(bytes_of(writer));
  }
  /// Lets the clock reach the timer and delivers it.
  std::int32_t fire(std::uint64_t id) {
    if (const auto found = waits_.find(id); found != waits_.end()) {
      now_ms_ = std::max(now_ms_, found->second.until_ms);
      waits_.erase(found);
    }
    return step(plain_event(INGOT_EV_TIMER, id));
  }
  std::int32_t give_digest(std::uint64_t id, std::string_view hex,
                           std::uint32_t outcome = INGOT_OUT_RESPONSE) {
    const Digesting wanted = digests_[id];
    digests_.erase(id);
    return step(digest_event(id, wanted, hex, outcome));
  }
  /// CANCEL alone; cancel_outstanding() then answers what is in flight, as a host does.
  std::int32_t cancel() { return step(plain_event(INGOT_EV_CANCEL, 0)); }
  std::int32_t cancel_outstanding() {
    std::int32_t code = INGOT_OK;
    for (const Sent& sent : outstanding()) {
      if (code == INGOT_OK) code = answer(sent.id, fails(INGOT_OUT_CANCELLED));
    }
    const auto digests = digests_;
    for (const auto& [id, wanted] : digests) {
      if (code == INGOT_OK) code = give_digest(id, {}, INGOT_OUT_CANCELLED);
    }
    return code;
  }
  /// Answers requests, oldest first, and fires timers when no request is left, until nothing is
  /// outstanding or `most_steps` have passed (then a violation is kept).
  std::int32_t run(const std::function<Answer(const Sent&)>& server, int most_steps = 100'000) {
    for (std::int32_t code = INGOT_OK; most_steps-- > 0;) {
      if (!sends_.empty()) {
        const Sent sent = nth_outstanding(0);
        code = answer(sent.id, server(sent));
      } else if (!waits_.empty()) {
        code = fire(next_wait());
      } else {
        return code;
      }
      if (code != INGOT_OK) return code;
    }
    violations_.push_back("the session does not end");
    return INGOT_OK;
  }
  /// Raw event bytes, as they are.
  std::int32_t step(const Bytes& events) {
    may_emit_ = true;
    const std::int32_t code = table_.step(session_, now_ms_, events.data(), events.size());
    may_emit_ = false;
    if (code == INGOT_OK && !events.empty()) check_progress();
    return code;
  }

  // ---- looking
  /// Requests without an answer, in the order in which they were asked for.
  std::vector<Sent> outstanding() const {
    std::vector<Sent> list;
    for (const auto& [order, sent] : sends_) list.push_back(sent);
    return list;
  }
  std::size_t n_outstanding() const { return sends_.size(); }
  /// Valid until the next call that drives the session.
  const Sent& nth_outstanding(std::size_t n) const {
    return std::next(sends_.begin(), static_cast<std::ptrdiff_t>(n))->second;
  }
  const std::map<std::uint64_t, Waiting>& waits() const { return waits_; }
  const std::map<std::uint64_t, Digesting>& digests() const { return digests_; }
  const std::vector<Sent>& sent() const { return all_sent_; }  // every request so far
  const std::vector<Ended>& ends() const { return ends_; }
  const Ended* end_of(std::uint32_t item) const {
    const auto found = ends_by_item_.find(item);
    return found == ends_by_item_.end() ? nullptr : &ends_[found->second];
  }
  const std::vector<Resulted>& results() const { return results_; }
  const std::vector<Noted>& notes() const { return notes_; }
  const std::vector<Checkpointed>& checkpoints() const { return checkpoints_; }
  const std::vector<std::uint64_t>& abandoned() const { return abandoned_; }
  const std::vector<std::string>& violations() const { return violations_; }
  const Bytes& emitted() const { return emitted_; }  // every record, back to back
  std::int64_t now_ms() const { return now_ms_; }
  void set_now_ms(std::int64_t now_ms) { now_ms_ = now_ms; }
  std::uint64_t next_wait() const {
    return std::min_element(
               waits_.begin(), waits_.end(),
               [](const auto& a, const auto& b) { return a.second.until_ms < b.second.until_ms; })
        ->first;
  }

  /// How this session would begin again after the host died now: the last checkpoint, the stored
  /// answers, and UNKNOWN for what was sent and not answered (give another `outcome` to see the
  /// other luck).
  Begin next_life(std::uint32_t outcome = INGOT_OUT_UNKNOWN) const {
    Begin next = facts_;
    ++next.restarts;
    for (Item& item : next.items) item.has_ended |= ends_by_item_.contains(item.idx);
    next.prior = journal_;
    for (const auto& [order, sent] : sends_) {
      if (sent.is_journaled()) next.prior.emplace_back(sent.id, fails(outcome));
    }
    if (!checkpoints_.empty()) {
      next.state = checkpoints_.back().blob;
      next.state_schema = checkpoints_.back().schema;
    }
    return next;
  }

 private:
  std::int32_t take(const void* data, std::size_t size) {
    const std::byte* first = static_cast<const std::byte*>(data);
    const Bytes bytes(first, first + size);
    RecordStream stream(bytes);
    const auto record = stream.next();
    if (!record || !stream.at_end()) return refuse("an emit that is not one record");
    const bool is_note = record->header().type == INGOT_AC_NOTE;
    if (!may_emit_ && !(may_note_ && is_note)) return refuse("an emit outside step");
    if (record->header().id == 0) return refuse("an action without an id");
    if (has_ended()) return refuse("an emit after the last item has ended");
    emitted_.insert(emitted_.end(), bytes.begin(), bytes.end());
    try {
      keep(*record);
    } catch (const std::exception& e) {
      return refuse(e.what());
    }
    return INGOT_OK;
  }
  std::int32_t refuse(std::string why) {
    violations_.push_back(std::move(why));
    return INGOT_E_RECORD;
  }

  void keep(const RecordReader& record) {
    const std::uint64_t id = record.header().id;
    switch (record.header().type) {
      case INGOT_AC_HTTP:
        keep_sent(decode_sent(record));
        break;
      case INGOT_AC_WAIT:
        waits_[id] = Waiting{id, need(record.head<ingot_ac_wait>(), "wait").until_ms};
        break;
      case INGOT_AC_DIGEST: {
        const auto head = need(record.head<ingot_ac_digest>(), "digest");
        const std::string alg = need_text(record, head.alg, "algorithm");
        digests_[id] = Digesting{id, head.item, head.off, head.len, alg};
        break;
      }
      case INGOT_AC_STATE: {
        const auto head = need(record.head<ingot_ac_state>(), "state");
        checkpoints_.push_back(Checkpointed{head.schema, need_text(record, head.blob, "blob")});
        break;
      }
      case INGOT_AC_ITEM:
        keep_end(decode_ended(record));
        break;
      case INGOT_AC_NOTE: {
        const auto head = need(record.head<ingot_ac_note>(), "note");
        notes_.push_back(Noted{head.level, head.item, need_text(record, head.text, "text")});
        break;
      }
      case INGOT_AC_ABANDON:
        abandoned_.push_back(need(record.head<ingot_ac_abandon>(), "abandon").target);
        break;
      case INGOT_AC_RESULT:
        keep_result(record);
        break;
      default:
        throw std::runtime_error("an action of an unknown type");
    }
  }
  void keep_sent(Sent sent) {
    for (const auto& [order, other] : sends_) {
      if (other.id == sent.id) throw std::runtime_error("an id used twice while outstanding");
    }
    for (const std::uint32_t item : sent.items) {
      if (item >= facts_.items.size()) throw std::runtime_error("a request for an unknown item");
    }
    all_sent_.push_back(sent);
    sends_.emplace(++order_, std::move(sent));
  }
  void keep_end(Ended ended) {
    if (ended.item >= facts_.items.size()) throw std::runtime_error("an end of an unknown item");
    if (ends_by_item_.contains(ended.item)) throw std::runtime_error("an item ended twice");
    ends_by_item_[ended.item] = ends_.size();
    ends_.push_back(std::move(ended));
  }
  void keep_result(const RecordReader& record) {
    const auto head = need(record.head<ingot_ac_result>(), "result");
    Resulted result{head.result, head.expires_in_ms, need_text(record, head.json, "json"),
                    need_text(record, head.message, "message")};
    for (const Item& item : facts_.items) {
      if (item.has_ended || ends_by_item_.contains(item.idx)) continue;
      Ended ended;
      ended.item = item.idx;
      ended.result = head.result;
      ended.message = result.message;
      keep_end(std::move(ended));
    }
    results_.push_back(std::move(result));
  }

  bool has_ended() const {
    return !results_.empty() ||
           (!facts_.items.empty() &&
            std::all_of(facts_.items.begin(), facts_.items.end(), [this](const Item& item) {
              return item.has_ended || ends_by_item_.contains(item.idx);
            }));
  }
  void check_progress() {
    const bool waits = !sends_.empty() || !waits_.empty() || !digests_.empty();
    const bool needs_end =
        !facts_.items.empty() || facts_.op == INGOT_OP_LOGIN || facts_.op == INGOT_OP_DISCOVER;
    if (needs_end && !waits && !has_ended()) violations_.push_back("the plugin waits for nothing");
  }
  void settle(std::uint64_t id, const Answer& answer) {
    for (auto it = sends_.begin(); it != sends_.end(); ++it) {
      if (it->second.id != id) continue;
      if (it->second.is_journaled()) {
        journal_.emplace_back(id, answer);
        if (it->second.has(INGOT_F_SENSITIVE)) journal_.back().second.body.clear();
      }
      sends_.erase(it);
      return;
    }
  }

  const ingot_plugin table_;
  ingot_host host_{};
  ingot_session* session_ = nullptr;
  bool may_emit_ = false, may_note_ = false;
  std::int64_t now_ms_ = kStartMs;
  Begin facts_;
  std::vector<std::pair<std::uint64_t, Answer>> journal_;
  std::uint64_t order_ = 0;
  std::map<std::uint64_t, Sent> sends_;  // outstanding, by order of asking
  std::map<std::uint64_t, Waiting> waits_;
  std::map<std::uint64_t, Digesting> digests_;
  std::vector<Sent> all_sent_;
  std::vector<Ended> ends_;
  std::map<std::uint32_t, std::size_t> ends_by_item_;
  std::vector<Resulted> results_;
  std::vector<Noted> notes_;
  std::vector<Checkpointed> checkpoints_;
  std::vector<std::uint64_t> abandoned_;
  std::vector<std::string> violations_;
  Bytes emitted_;
};

}  // namespace ingot::test
