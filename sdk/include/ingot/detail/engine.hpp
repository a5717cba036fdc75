// Engine: what a session knows and what it waits for; the only place that emits. It knows nothing
// of coroutines but a handle to resume. Not the session: it neither reads events nor starts the
// plugin's code. Thread rule: owned by one session.
#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/detail/encode.hpp>
#include <ingot/detail/ending.hpp>
#include <ingot/detail/facts.hpp>
#include <ingot/detail/utf8.hpp>
#include <ingot/group.hpp>

namespace ingot::inline sdk_v1::detail {

class Engine;

/// Something the host has been asked for and a coroutine waits for. Lives in that coroutine's frame
/// and signs off when the frame goes, so an answer that comes later finds nobody and is ignored.
class Pending {
 public:
  Pending(Engine& engine, std::uint16_t answer) : engine_(engine), answer_(answer) {}
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  ~Pending();

  void await_suspend(std::coroutine_handle<> waiter) noexcept { waiter_ = waiter; }
  std::uint16_t answer() const { return answer_; }  // the INGOT_EV_* that answers it
  void resume() { std::exchange(waiter_, {}).resume(); }

 protected:
  Engine& engine_;
  std::uint64_t id_ = 0;  // not 0 while registered

 private:
  friend class Engine;
  std::coroutine_handle<> waiter_;
  const std::uint16_t answer_;
};

class Engine {
 public:
  Engine(const ingot_host* host, std::string config) : host_(host), config_(std::move(config)) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ---- facts
  const std::string& config() const { return config_; }
  const Facts& facts() const { return facts_; }
  void begin(Facts facts);
  std::int64_t now_ms() const { return now_ms_; }
  void set_now(std::int64_t now_ms) { now_ms_ = now_ms; }
  bool cancelled() const { return cancelled_; }
  void set_cancelled() { cancelled_ = true; }
  Group& children() { return children_; }

  // ---- asking: each registers `asker` and emits
  void ask(Pending& asker, const RequestFields& request);
  void ask_wait(Pending& asker, std::int64_t until_ms);
  void ask_digest(Pending& asker, ingot_ac_digest head, std::string_view algorithm);
  /// True once nothing may be asked any more: after CANCEL, or after the last item ended. The await
  /// then ends at once. Throws when a plugin goes on asking for ever.
  bool is_deaf();

  // ---- answering
  /// The one who waits for `id` with an event of this type, signed off; null if there is none.
  Pending* take(std::uint64_t id, std::uint16_t answer);
  std::vector<std::uint64_t> outstanding(std::uint16_t answer) const;
  bool is_idle() const { return waiting_.empty(); }
  bool is_outstanding(std::uint64_t id) const { return waiting_.contains(id); }

  // ---- telling
  void checkpoint(std::uint32_t schema, std::string_view blob);
  void abandon(std::uint64_t id);
  void note(std::uint32_t level, std::uint32_t item, std::string_view text);
  void end_item(std::uint32_t item, End end, const Ending& ending);
  void result(End end, std::string_view json, std::string_view message, std::int64_t expires_in_ms);
  bool is_open(std::uint32_t item) const { return open_.at(item); }
  std::size_t open_items() const { return n_open_; }
  void seal() { sealed_ = true; }
  bool is_sealed() const { return sealed_; }  // nothing may be emitted any more
  std::int32_t refusal() const {
    return refusal_;
  }  // what the host said to a record it did not take, or 0

 private:
  friend class Pending;
  // The life is part of the id: an answer of an earlier life can never look like one of this life.
  std::uint64_t next_id() {
    return Request::kFirstLayerId | (std::uint64_t{facts_.restarts & 0x7FFF} << 48) | ++last_id_;
  }
  template <class Head>
  Head start(std::uint16_t type, std::uint64_t id) {
    writer_.clear();
    writer_.open<Head>();
    Head head{};
    head.h.type = type;
    head.h.id = id;
    return head;
  }
  void emit(std::span<const std::byte> record);
  void sign_on(Pending& asker, std::uint64_t id) {
    asker.id_ = id;
    waiting_.emplace(id, &asker);
  }

  const ingot_host* host_;
  const std::string config_;
  Facts facts_;
  std::int64_t now_ms_ = 0;
  bool cancelled_ = false, sealed_ = false;
  std::int32_t refusal_ = INGOT_OK;
  std::uint64_t last_id_ = 0;
  std::size_t deaf_asks_ = 0;
  std::vector<bool> open_;
  std::size_t n_open_ = 0;
  RecordWriter writer_;
  std::map<std::uint64_t, Pending*> waiting_;
  Group children_;  // after waiting_: its frames sign off as they go
};

inline Pending::~Pending() {
  if (id_ != 0) engine_.waiting_.erase(id_);
}

}  // namespace ingot::inline sdk_v1::detail

#include <ingot/detail/engine_impl.hpp>
